"""What the clock has done and what waits, counted from rows at the moment of asking."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from accounts.choices import MailState
from accounts.models import Heartbeat
from accounts.post.tables import tables


@dataclass(frozen=True)
class ClockFigures:
    """Rows by state over all tables; `due` of the waiting ones should have gone by now.

    Ages are taken against the instant asked about, so that a dead clock looks dead. None: there is nothing to date.
    """

    pending: int
    due: int
    sending: int
    sent: int
    failed: int
    cancelled: int
    missed: int
    oldest_due_at: datetime | None
    oldest_due_age: timedelta | None
    last_sent_at: datetime | None
    last_pass_at: datetime | None
    last_pass_age: timedelta | None
    last_mail_at: datetime | None


def clock_figures(now: datetime) -> ClockFigures:
    """Return the figures as of `now`."""
    states: Counter[str] = Counter()
    due, oldest, last_sent = 0, [], []
    for table in tables():
        rows = table.model._default_manager.order_by()
        for state, count, sent_at in rows.values_list("state").annotate(Count("pk"), Max("sent_at")):
            states[state] += count
            last_sent.append(sent_at)
        waiting = rows.filter(next_at__lte=now).aggregate(
            count=Count("pk"), oldest=Min("due_at", filter=Q(next_at__lte=now))
        )
        due += waiting["count"]
        oldest.append(waiting["oldest"])
    beats = dict(Heartbeat.objects.values_list("part", "at"))
    oldest_due_at = min(filter(None, oldest), default=None)
    last_pass_at = beats.get("clock")
    return ClockFigures(
        **{state.value: states[state] for state in MailState},
        due=due,
        oldest_due_at=oldest_due_at,
        oldest_due_age=now - oldest_due_at if oldest_due_at else None,
        last_sent_at=max(filter(None, last_sent), default=None),
        last_pass_at=last_pass_at,
        last_pass_age=now - last_pass_at if last_pass_at else None,
        last_mail_at=beats.get("mail"),
    )
