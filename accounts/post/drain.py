"""The clock's one movement: while something is due, claim a group, send it mail by mail, settle each."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

from accounts.choices import MailState
from accounts.post.claim import Claim, Held, claim
from accounts.post.faults import Fault, Receipt
from accounts.post.figures import ClockFigures, clock_figures
from accounts.post.lane import Lane, open_lane
from accounts.post.mail import Mail
from accounts.post.settle import beat, give_back, settle, suppress
from accounts.post.states import MOST_CLAIMS, Settlement, after
from accounts.post.tables import Group, NotWanted, Table, tables

__all__ = ["ClockFigures", "Drain", "clock_figures", "drain_once", "never", "stop_after"]

log = logging.getLogger(__name__)


def never() -> bool:
    """Go on."""
    return False


def stop_after(length: timedelta) -> Callable[[], bool]:
    """Return a question that is answered yes once `length` is over."""
    end = time.monotonic() + length.total_seconds()
    return lambda: time.monotonic() >= end


@dataclass
class Drain:
    """One pass over the tables. `tell` is the clock; `should_stop` is asked before each mail."""

    lane: Lane
    tell: Callable[[], datetime] = timezone.now
    should_stop: Callable[[], bool] = never
    overdue_by: timedelta = timedelta()
    settled: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Work off groups of every table in turn until nothing is due, so that letters never wait behind thousands."""
        beat("clock", now=self.tell())
        while not self.should_stop() and self._round():
            beat("clock", now=self.tell())

    def _round(self) -> bool:
        worked = [self._one_group(table) for table in tables()]
        return any(worked)

    def _one_group(self, table: Table) -> bool:
        held = claim(table, now=self.tell(), overdue_by=self.overdue_by)
        if held is None:
            return False
        before = self.settled[MailState.SENT]
        self._send_group(held)
        if self.settled[MailState.SENT] > before:
            beat("mail", now=self.tell())
        return True

    def _send_group(self, held: Claim) -> None:
        group = self._opened(held)
        for number, row in enumerate(held.rows):
            if self.should_stop() or not held.is_safe:
                give_back(held, [left.id for left in held.rows[number:]], now=self.tell())
                return
            self._send_row(held, row, group)

    def _opened(self, held: Claim) -> Group | None:
        """Return what composes the group; None when reading it fails, so that each row is read and judged alone."""
        try:
            return held.table.open_group([row.id for row in held.rows], self.tell())
        except DatabaseError:
            raise
        except Exception:
            log.exception("A group of %s cannot be read; its rows are taken one by one.", held.table.name)
            return None

    def _send_row(self, held: Claim, row: Held, group: Group | None) -> None:
        settlement = self._outcome(held, row, group)
        if settle(held, row.id, settlement):
            self.settled[settlement.state] += 1
        else:
            log.warning("Row %s of %s is somebody else's by now.", row.id, held.table.name)

    def _outcome(self, held: Claim, row: Held, group: Group | None) -> Settlement:
        """Ask, compose, send; whatever goes wrong with one row ends with that row."""
        now = self.tell()
        if row.expires_at <= now:
            return Settlement(MailState.MISSED, reason=Fault.EXPIRED)
        if row.attempts > MOST_CLAIMS:
            return Settlement(MailState.FAILED, reason=Fault.NOT_COMPOSED)
        try:
            group = group or held.table.open_group([row.id], now)
            objection = group.still_wanted(row.id)
            if isinstance(objection, NotWanted):
                return Settlement(objection.state, reason=objection.reason, counts=False)
            if objection is not None:
                return Settlement(MailState.PENDING, next_at=objection.until, counts=False)
            mail = group.compose(row.id)
            return self._sent(row, mail, self.lane.send(mail))
        except DatabaseError:
            raise
        except Exception:
            log.exception("Row %s of %s cannot be composed; it is set aside.", row.id, held.table.name)
            return Settlement(MailState.FAILED, reason=Fault.NOT_COMPOSED)

    def _sent(self, row: Held, mail: Mail, receipt: Receipt) -> Settlement:
        if receipt.fault == Fault.DEAD_ADDRESS:
            suppress(mail.to, reason=receipt.reason)
        jitter = random.uniform(-1, 1)  # noqa: S311 - spreads retries, protects nothing
        return after(receipt, row, message_id=mail.message_id, now=self.tell(), jitter=jitter)


def drain_once(
    *,
    now: datetime | None = None,
    overdue_by: timedelta = timedelta(),
    should_stop: Callable[[], bool] = never,
) -> Counter[str]:
    """Send what is due until nothing is; return how many rows went to which state.

    With `now` the clock stands still at that instant (tests, the demo); without it, time passes. Any number of
    processes may drain at once. Raises RuntimeError inside a transaction.
    """
    with closing(open_lane()) as lane:
        drain = Drain(lane, should_stop=should_stop, overdue_by=overdue_by)
        if now is not None:
            drain.tell = lambda: now
        drain.run()
    return drain.settled
