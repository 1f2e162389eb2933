"""Whether the clock lives and the relay takes mail, asked of rows when somebody looks: the dead store nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Subquery

from accounts.models import Heartbeat, Relay
from accounts.post.faults import Fault
from accounts.post.tables import tables

LIVES = timedelta(seconds=45)
"""Of the clock. It beats every 10 s at most, and a page asks every 10 s: a dead one is seen within a minute."""
LATE = timedelta(seconds=60)
"""Mail that was due so long ago should have gone: a tick every 10 s, and `run_due --watch` for what is 15 s overdue."""
HICCUP = timedelta(seconds=15)
"""A relay in trouble for less than this is not worth telling people about."""
PARTS = ("clock", "beat", "watch", "mail")
"""Whose heartbeats there are, see accounts.models.heartbeat."""


@dataclass(frozen=True)
class Pulse:
    """The state of clock and relay at the instant `asked_at`.

    `last_pass_at` is None where no clock ever ran. `trouble_since` and `fault` tell of a relay that takes no mail;
    `tried_at` is when somebody looks next whether it is back.
    """

    asked_at: datetime
    last_pass_at: datetime | None = None
    trouble_since: datetime | None = None
    tried_at: datetime | None = None
    fault: str = ""

    @property
    def age(self) -> timedelta | None:
        """How long ago the clock gave its last sign of life; another machine's clock may be a little ahead."""
        return max(self.asked_at - self.last_pass_at, timedelta()) if self.last_pass_at else None

    @property
    def lives(self) -> bool:
        """Whether the clock runs."""
        return self.age is not None and self.age <= LIVES

    @property
    def trouble_for(self) -> timedelta | None:
        """How long the relay has been taking no mail."""
        return max(self.asked_at - self.trouble_since, timedelta()) if self.trouble_since else None

    @property
    def is_held_up(self) -> bool:
        """Whether the relay has been in trouble for longer than a hiccup."""
        return self.trouble_for is not None and self.trouble_for >= HICCUP

    @property
    def is_well(self) -> bool:
        """Whether mail goes out, as far as clock and relay are concerned."""
        return self.lives and not self.is_held_up

    @property
    def mark(self) -> str:
        """A text that changes once people should be told something else, and not with every heartbeat."""
        return f"{self.last_pass_at is None:d}{self.lives:d}{self.is_held_up:d}{self.fault if self.is_held_up else ''}"

    @property
    def fault_words(self) -> str:
        """What is wrong with the relay, in the reader's language."""
        known = self.fault.partition(" ")[0]
        return str(Fault(known).label) if known in Fault.values else known


_TROUBLE = Relay.objects.filter(pk=Relay.ONLY, failures__gt=0)
# A relay can be known only where a clock ran, so that its columns may hang on the clock's row.
_CLOCK = (
    Heartbeat.objects.filter(part="clock")
    .annotate(
        since=Subquery(_TROUBLE.values("paused_since")),
        until=Subquery(_TROUBLE.values("paused_until")),
        fault=Subquery(_TROUBLE.values("fault")),
    )
    .values_list("at", "since", "until", "fault")
)
"""Put together once: every poll of a board asks it, and that took longer than the answer."""


def pulse(now: datetime) -> Pulse:
    """Return how clock and relay are as of `now`; one query."""
    found = next(iter(_CLOCK.all()), None)
    if found is None:
        return Pulse(now)
    at, since, until, fault = found
    return Pulse(now, last_pass_at=at, trouble_since=since, tried_at=until, fault=fault or "")


def lag(now: datetime) -> timedelta:
    """Return how long the mail that has been waiting longest could have been taken, and nobody took it.

    One look at the start of each table's index of open rows.
    """
    firsts = (
        table.model._default_manager.filter(next_at__lte=now).aggregate(first=Min("next_at"))["first"]
        for table in tables()
    )
    return max((now - first for first in firsts if first), default=timedelta())
