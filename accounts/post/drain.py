"""The clock's one movement: while something is due and the relay takes it, claim a group, send it, settle each mail."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.choices import MailState
from accounts.post.book import open_book
from accounts.post.claim import GROUP, Claim, claim, next_size
from accounts.post.figures import ClockFigures, clock_figures
from accounts.post.keeping import free_dead
from accounts.post.lane import Lane, open_lane
from accounts.post.relay import Heard, Watch, Way, group_size, leave_probe, pause, recovered, reserve, way
from accounts.post.sending import Sending
from accounts.post.settle import beat, give_back
from accounts.post.tables import Table, tables
from accounts.post.tally import tally

__all__ = ["ClockFigures", "Drain", "clock_figures", "drain_once", "never", "stop_after"]


def never() -> bool:
    """Go on."""
    return False


def stop_after(length: timedelta) -> Callable[[], bool]:
    """Return a question that is answered yes once `length` is over."""
    end = time.monotonic() + length.total_seconds()
    return lambda: time.monotonic() >= end


@dataclass
class Drain:
    """One pass over the tables. `tell` is the clock; `should_stop` is asked before each mail.

    `parts` are those whose heartbeat this is.
    """

    lane: Lane
    parts: tuple[str, ...] = ("clock",)
    tell: Callable[[], datetime] = timezone.now
    sleep: Callable[[float], None] = time.sleep
    should_stop: Callable[[], bool] = never
    overdue_by: timedelta = timedelta()
    settled: Counter[str] = field(default_factory=Counter)
    watch: Watch = field(default_factory=Watch)
    most: int = GROUP

    def run(self) -> None:
        """Work off groups of every table in turn until nothing is due, so that letters never wait behind thousands."""
        self._beat()
        free_dead(now=self.tell())
        while not self.should_stop() and self._round():
            self._beat()

    def _beat(self) -> None:
        for part in self.parts:
            beat(part, now=self.tell())

    def _round(self) -> bool:
        """Send a group of each table; say whether there may be more."""
        open_way = way(self.tell())
        if open_way == Way.CLOSED:
            return False
        if open_way == Way.PROBE:
            return self._probe()
        heard = [self._one_group(table, most=group_size(self.most)) for table in tables()]
        return any(heard) and not any(one.trouble for one in heard if one)

    def _probe(self) -> bool:
        """See with one mail whether the relay is back; say so if it is."""
        for table in tables():
            heard = self._one_group(table, most=1)
            if heard and heard.anything:
                if not heard.trouble:
                    recovered()
                return not heard.trouble
        leave_probe(now=self.tell())
        return False

    def _one_group(self, table: Table, *, most: int) -> Heard | None:
        """Send up to `most` mails of a table; return what was heard of the relay, None when nothing was due."""
        held = claim(table, now=self.tell(), overdue_by=self.overdue_by, most=most)
        heard = self._sent(held) if held else None
        if heard and heard.trouble:
            pause(heard.trouble, now=self.tell())
        return heard

    def _sent(self, held: Claim) -> Heard:
        """Send the rows of a claim, give back what was not begun, and return what was heard of the relay."""
        self.sleep(reserve(len(held.rows), now=self.tell()).total_seconds())
        began = time.monotonic()
        with open_book(held) as book:
            sending = Sending(held, self.lane, book, self.tell, self.should_stop, self.watch)
            sending.sign_of_life = self._beat
            left = sending.run()
        give_back(held, left, now=self.tell())
        self.most = next_size(len(held.rows) - len(left), seconds=time.monotonic() - began)
        self.settled.update(book.settled)
        if book.settled[MailState.SENT]:
            beat("mail", now=self.tell())
        tally(held.table, book.ends, now=self.tell())
        return sending.heard


def drain_once(
    *,
    now: datetime | None = None,
    overdue_by: timedelta = timedelta(),
    should_stop: Callable[[], bool] = never,
    part: str = "",
) -> Counter[str]:
    """Send what is due until nothing is; return how many rows went to which state.

    `part` names who drains, where somebody wants to know that they live (accounts.models.heartbeat).
    With `now` the clock stands still at that instant (tests, the demo), and nothing waits for the rate limit; without
    it, time passes. Any number of processes may drain at once. Raises RuntimeError inside a transaction.
    """
    with closing(open_lane()) as lane:
        parts = ("clock", part) if part else ("clock",)
        drain = Drain(lane, parts, should_stop=should_stop, overdue_by=overdue_by)
        if now is not None:
            drain.tell, drain.sleep = (lambda: now), (lambda _seconds: None)
        drain.run()
    return drain.settled
