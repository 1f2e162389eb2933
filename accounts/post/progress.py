"""How far a big send has come: what of the mails that are due went, is left, failed, how fast it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from accounts.choices import MailState
from accounts.models import MailMinute
from accounts.post.claim import LEASE
from accounts.post.tables import tables

MINUTE = timedelta(minutes=1)
ONE_SEND = timedelta(minutes=5)
"""Mails that were due so much before the first that is left belong to the same send."""
LATEST_RETRY = timedelta(hours=4)
"""No next try is further away (accounts.post.states)."""
SHORTEST = timedelta(seconds=5)
"""A rate over less than this says nothing."""


@dataclass(frozen=True)
class Progress:
    """Counts of mails. `left` are due and not settled, `later` wait for another try; `per_minute` is the pace."""

    left: int = 0
    later: int = 0
    sent: int = 0
    failed: int = 0
    per_minute: int = 0

    @property
    def total(self) -> int:
        """All mails of this send that have come to an end or are left."""
        return self.sent + self.failed + self.left

    @property
    def done(self) -> int:
        """How many of them have come to an end."""
        return self.sent + self.failed

    @property
    def to_go(self) -> timedelta | None:
        """How long it takes at the present rate; None while nothing moves."""
        return self.left / self.per_minute * MINUTE if self.per_minute else None


def progress_of(rows: QuerySet[Any], *, now: datetime) -> Progress:
    """Return how far the mails of `rows` have come; two queries, one when nothing is due."""
    waiting = _waiting(rows, now=now)
    if not waiting["left"]:
        return Progress()
    last_minute = Q(sent_at__gt=now - MINUTE)
    found = (
        rows.order_by()
        .filter(due_at__gte=waiting["first"] - ONE_SEND, due_at__lte=now)
        .aggregate(
            sent=Count("pk", filter=Q(state=MailState.SENT)),
            failed=Count("pk", filter=Q(state=MailState.FAILED)),
            lately=Count("pk", filter=last_minute),
            since=Min("sent_at", filter=last_minute),
        )
    )
    return Progress(
        left=waiting["left"],
        later=waiting["later"],
        sent=found["sent"],
        failed=found["failed"],
        per_minute=_rate(found["lately"], since=found["since"], now=now),
    )


def progress_of_all(*, now: datetime) -> Progress:
    """Return how far everything has come that is due; from the counts of minutes, however many rows there are."""
    waiting = [_waiting(table.model._default_manager.all(), now=now) for table in tables()]
    left = sum(row["left"] for row in waiting)
    if not left:
        return Progress()
    start = min(row["first"] for row in waiting if row["first"]) - ONE_SEND
    minutes = MailMinute.objects.filter(minute__gte=_minute(start))
    found = minutes.aggregate(sent=Sum("sent", default=0), failed=Sum("failed", default=0))
    later = sum(row["later"] for row in waiting)
    return Progress(left, later, found["sent"], found["failed"], per_minute=_lately(now))


def _waiting(rows: QuerySet[Any], *, now: datetime) -> dict[str, Any]:
    """Count what is left, and date the first of it. Bounds keep to the start of the index of open rows."""
    in_hand = Q(state=MailState.SENDING, next_at__lte=now + LEASE)
    is_left = Q(next_at__lte=now) | in_hand
    waits = Q(state=MailState.PENDING, next_at__gt=now, due_at__lte=now, attempts__gt=0)
    return (
        rows.order_by()
        .filter(next_at__lte=now + LATEST_RETRY)
        .aggregate(
            left=Count("pk", filter=is_left),
            first=Min("due_at", filter=is_left),
            later=Count("pk", filter=waits),
        )
    )


def _rate(number: int, *, since: datetime | None, now: datetime) -> int:
    """Return how many go per minute, of which `number` went since `since`, within the last minute."""
    return round(number * (MINUTE / max(now - since, SHORTEST))) if since else 0


def _lately(now: datetime) -> int:
    """Return how many went within the last 60 s: those of this minute, and a share of the one before."""
    minute = _minute(now)
    counts = dict(MailMinute.objects.filter(minute__gte=minute - MINUTE).values_list("minute", "sent"))
    share = 1 - (now - minute) / MINUTE
    return round(counts.get(minute, 0) + counts.get(minute - MINUTE, 0) * share)


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
