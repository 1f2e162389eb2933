"""What the clock has done and what waits, as of the moment of asking. Nothing here grows with the finished rows.

What waits is counted through the index of open rows, what has gone is in the tally.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum

from accounts.choices import MailState
from accounts.models import Heartbeat, MailTally
from accounts.post.claim import LEASE
from accounts.post.pulse import Pulse, lag, pulse
from accounts.post.tables import Table, tables
from accounts.post.tally import REPEAT, RETRY, End


@dataclass(frozen=True)
class ClockFigures:
    """Open rows over all tables, and what came of all others since the installation began.

    `due` of the open rows should be in somebody's hands by now; `failed_rows` are those that are failed today, however
    often it was tried again. `heartbeats` is {part: age}. Ages are taken against the instant asked about, so that a
    dead clock looks dead. None: there is nothing to date.
    """

    pending: int
    due: int
    sending: int
    failed_rows: int
    lag: timedelta
    oldest_due_at: datetime | None
    oldest_due_age: timedelta | None
    last_mail_at: datetime | None
    heartbeats: Mapping[str, timedelta]
    pulse: Pulse
    ends: Counter[End] = field(default_factory=Counter)

    def total(self, came_to: str) -> int:
        """Return how many mails ever came to this end."""
        return sum(count for end, count in self.ends.items() if end.came_to == came_to)

    def by_kind(self, came_to: str) -> dict[str, int]:
        """Return {kind: how many mails of it ever came to this end}."""
        return self._grouped(came_to, lambda end: end.kind)

    def by_fault(self, came_to: str) -> dict[str, int]:
        """Return {class of fault: how many mails ever came to this end for it}."""
        return self._grouped(came_to, lambda end: end.fault)

    @property
    def repeats(self) -> int:
        """How many mails may have gone twice."""
        return self.total(REPEAT)

    @property
    def retries(self) -> int:
        """How many tries failed and were followed by another."""
        return self.total(RETRY)

    def _grouped(self, came_to: str, key: Callable[[End], str]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for end, count in self.ends.items():
            if end.came_to == came_to:
                found[key(end)] += count
        return dict(sorted(found.items()))


def clock_figures(now: datetime) -> ClockFigures:
    """Return the figures as of `now`."""
    waiting = [_waiting(table, now=now) for table in tables()]
    oldest_due_at = min((row["oldest"] for row in waiting if row["oldest"]), default=None)
    beats = dict(Heartbeat.objects.values_list("part", "at"))
    sending = sum(row["sending"] for row in waiting)
    return ClockFigures(
        pending=sum(row["open"] for row in waiting) - sending,
        due=sum(row["due"] for row in waiting),
        sending=sending,
        failed_rows=sum(_failed(table) for table in tables()),
        lag=lag(now),
        oldest_due_at=oldest_due_at,
        oldest_due_age=now - oldest_due_at if oldest_due_at else None,
        last_mail_at=beats.get("mail"),
        heartbeats={part: max(now - at, timedelta()) for part, at in sorted(beats.items())},
        pulse=pulse(now),
        ends=_ends(),
    )


def _waiting(table: Table, *, now: datetime) -> dict[str, Any]:
    """Count open rows. A row in somebody's hand ends its lease within LEASE: no other has to be looked at for it."""
    rows = table.model._default_manager.order_by()
    found = rows.filter(next_at__lte=now + LEASE).aggregate(
        sending=Count("pk", filter=Q(state=MailState.SENDING)),
        due=Count("pk", filter=Q(next_at__lte=now)),
        oldest=Min("due_at", filter=Q(next_at__lte=now)),
    )
    return {**found, "open": rows.filter(next_at__isnull=False).count()}


def _failed(table: Table) -> int:
    return table.model._default_manager.filter(state=MailState.FAILED).count()


def _ends() -> Counter[End]:
    counted = MailTally.objects.order_by().values_list("kind", "came_to", "fault").annotate(Sum("count"))
    return Counter({End(kind, came_to, fault): count for kind, came_to, fault, count in counted})


def rows_by_state() -> dict[str, int]:
    """Return {state: rows that are kept}. It reads every row: for a person on the shell, not for a page."""
    found: Counter[str] = Counter()
    for table in tables():
        found.update(dict(table.model._default_manager.order_by().values_list("state").annotate(Count("pk"))))
    return {state.value: found[state] for state in MailState}
