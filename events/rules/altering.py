"""An event as it would be after a change nobody has made yet: facts in, facts out. Pure.

What is true of them after the change is decided by events.actions.scheduling; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from events.choices import EventStatus
from events.rules.cadence import Cadence
from events.rules.cadence_settings import kinds_changed
from events.rules.people import EventPlan, Stored


def knows_old_time(*, revised_at: datetime | None, was_mailed: bool, moved_from: datetime | None) -> bool:
    """Say whether people still know the time before the last change: while that was not mailed to anybody."""
    return revised_at is not None and not was_mailed and moved_from is not None


def moved(
    event: EventPlan,
    stored: Iterable[Stored],
    *,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    now: datetime,
) -> EventPlan:
    """Return a planned event at another time or in another zone; the time people know stays the one they were told."""
    if event.status != EventStatus.PLANNED:
        return replace(event, starts_at=starts_at, ends_at=ends_at, zone=zone)
    was_mailed = any(row.sent_at is not None and row.revision == event.revision for row in stored)
    is_old_known = knows_old_time(
        revised_at=event.revised_at, was_mailed=was_mailed, moved_from=event.moved_from_at
    )
    return replace(
        event,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        revision=event.revision + 1,
        revised_at=now,
        moved_from_at=event.moved_from_at if is_old_known else event.starts_at,
    )


def cancelled(event: EventPlan, *, now: datetime) -> EventPlan:
    """Return an event that is called off."""
    return replace(event, status=EventStatus.CANCELLED, cancelled_at=now)


def confirmed(event: EventPlan, *, now: datetime) -> EventPlan:
    """Return a draft that was confirmed."""
    return replace(event, status=EventStatus.PLANNED, planned_at=now)


def with_cadence(event: EventPlan, cadence: Cadence, *, now: datetime) -> EventPlan:
    """Return an event whose campaign has its mails go by `cadence` from now on."""
    fresh = dict.fromkeys(kinds_changed(event.cadence, cadence), now)
    return replace(event, cadence=cadence, kinds_since={**event.kinds_since, **fresh})
