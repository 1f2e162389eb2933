"""Make a new draft from an event there is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor
from events.actions.board_lines import refresh_lines
from events.actions.scheduling import DETAILS, schedule_event
from events.models import Campaign, Event, Need


@transaction.atomic
def clone_event(
    *,
    by: Actor,
    event: Event,
    starts_wall: datetime,
    starts_fold: int | None = None,
    campaign: Campaign | None = None,
    now: datetime | None = None,
) -> Event:
    """Return a draft like `event` at another local time: same place, texts and needs, nobody assigned.

    Raises ValidationError.
    """
    copied = {name: getattr(event, name) for name in DETAILS - {"external_id"}}
    clone = schedule_event(
        by=by,
        campaign=campaign or event.campaign,
        section=event.section,
        kind=event.kind,
        title=event.title,
        starts_wall=starts_wall,
        starts_fold=starts_fold,
        city=event.place or event.city,
        mission=event.mission,
        country=event.country.code or "",
        time_zone=event.time_zone,
        latitude=event.latitude,
        longitude=event.longitude,
        address=event.address,
        visibility=event.visibility,
        draft=True,
        now=now,
        **copied,
    )
    clone.ends_at = clone.starts_at + (event.ends_at - event.starts_at)
    clone.save(update_fields=["ends_at"])
    Need.objects.bulk_create(
        Need(event=clone, role=need.role, wanted=need.wanted) for need in event.needs.all()
    )
    refresh_lines(events=[clone])
    return clone
