"""Schedule, confirm, edit, move and cancel events. Each keeps the reminders in step, in its own transaction."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from accounts.models import Section, User
from events.actions.adding import add_events, refuse_closed, set_time
from events.actions.board_lines import refresh_lines
from events.actions.changing import changing
from events.actions.links import renew_expiry
from events.actions.placing import Placing, place_event, put
from events.choices import EventStatus, Visibility
from events.models import Campaign, City, Event, Mission
from events.reminders import plan
from events.rules import lifecycle
from events.rules.altering import knows_old_time

DETAILS = frozenset(
    [
        "meeting_point",
        "what_to_bring",
        "if_refused",
        "contact_phone",
        "discreet",
        "allotted_signatures",
        "external_id",
    ]
)
"""What may be said of an event beyond what, where and when."""

PLACE_FIELDS = frozenset(field.name for field in fields(Placing))
TELLING = PLACE_FIELDS - {"place", "latitude", "longitude"} | {
    "starts_wall",
    "starts_fold",
    "ends_at",
    "meeting_point",
}
"""Where and when, as people act on it: a change of one of these is told to everybody who was told before."""


@transaction.atomic
def schedule_event(
    *,
    by: Actor,
    campaign: Campaign,
    section: Section,
    kind: str,
    title: str,
    starts_wall: datetime,
    city: City | str | None = None,
    mission: Mission | None = None,
    country: str = "",
    time_zone: str | None = None,
    starts_fold: int | None = None,
    ends_at: datetime | None = None,
    visibility: str = Visibility.SECTION,
    draft: bool = False,
    latitude: float | None = None,
    longitude: float | None = None,
    address: str = "",
    owner: User | None = None,
    now: datetime | None = None,
    **details: Any,
) -> Event:
    """Schedule an event at a local time; `draft` keeps it from being mailed about. `details`: see DETAILS.

    Without `ends_at` it lasts an hour. Raises ValidationError (MissingLocalTime, AmbiguousLocalTime among them).
    """
    assert DETAILS.issuperset(details), details.keys() - DETAILS
    now = now or timezone.now()
    refuse_closed(campaign)
    placing = place_event(
        section=section, city=city, mission=mission, country=country, time_zone=time_zone or "",
        latitude=latitude, longitude=longitude, address=address,
    )  # fmt: skip
    event = Event(
        campaign=campaign, section=section, kind=kind, title=title, visibility=visibility, **details
    )
    event.owner = owner or (by if isinstance(by, User) else None)
    put(event, placing)
    set_time(event, starts_wall=starts_wall, starts_fold=starts_fold, ends_at=ends_at, now=now)
    if not draft:
        event.status, event.planned_at = EventStatus.PLANNED, now
    event.full_clean()
    add_events(by=by, act="event.scheduled", events=[event], now=now)
    return event


def confirm_event(*, by: Actor, event: Event, now: datetime | None = None) -> Event:
    """Turn a draft into a planned event: everybody assigned is asked from now on. Raises ValidationError."""
    now = now or timezone.now()
    with changing(event):
        if event.status != EventStatus.DRAFT:
            raise ValidationError(_("Only a draft can be confirmed."), code="not_draft")
        lifecycle.refuse_past_start(event.starts_at, now=now)
        event.status, event.planned_at = EventStatus.PLANNED, now
        event.save(update_fields=["status", "planned_at"])
        record(by=by, act="event.confirmed", row=event, fields=["status"], section=event.section, at=now)
        plan(events=[event], now=now)
    return event


FROZEN = frozenset({"kind", "address", "meeting_point"})
"""Of what can be edited, what stays as it was once the event has begun."""
EDITABLE = DETAILS | {"title", "visibility", "kind", "address", "owner"}


def edit_event(*, by: Actor, event: Event, now: datetime | None = None, **changes: Any) -> Event:
    """Change what is said of an event (see EDITABLE). Whoever knows the old meeting point or address is told the new.

    Kind, meeting point and address are frozen once the event has begun. Raises ValidationError.
    """
    assert EDITABLE.issuperset(changes), changes.keys() - EDITABLE
    now = now or timezone.now()
    with changing(event):
        before = _snapshot(event, EDITABLE)
        for name, value in changes.items():
            setattr(event, name, value)
        _finish_change(by=by, event=event, before=before, act="event.edited", now=now)
    return event


def move_event(
    *,
    by: Actor,
    event: Event,
    starts_wall: datetime | None = None,
    starts_fold: int | None = None,
    ends_at: datetime | None = None,
    city: City | str | None = None,
    mission: Mission | None = None,
    country: str = "",
    time_zone: str | None = None,
    address: str | None = None,
    meeting_point: str | None = None,
    now: datetime | None = None,
) -> Event:
    """Move an event to another local time or place; what is not given stays. The end moves with the start.

    Once planned, the revision rises and everybody who was told is told again. Raises ValidationError.
    """
    now = now or timezone.now()
    with changing(event):
        lifecycle.refuse_frozen(status=event.status, starts_at=event.starts_at, now=now)
        before = _snapshot(event, TELLING | PLACE_FIELDS)
        if city or mission or time_zone:
            _move_place(
                event, city=city, mission=mission, country=country, time_zone=time_zone, address=address
            )
        elif address is not None:
            event.address = address
        if meeting_point is not None:
            event.meeting_point = meeting_point
        same_wall = starts_wall is None or starts_wall.replace(fold=0) == event.starts_wall
        set_time(
            event,
            starts_wall=starts_wall or event.starts_wall,
            starts_fold=event.starts_fold if same_wall and starts_fold is None else starts_fold,
            ends_at=ends_at,
            now=now,
        )
        _finish_change(by=by, event=event, before=before, act="event.moved", now=now)
    return event


def _move_place(
    event: Event,
    *,
    city: City | str | None,
    mission: Mission | None,
    country: str,
    time_zone: str | None,
    address: str | None,
) -> None:
    """Put the event elsewhere. A new city or mission brings its own facts; only what stands alone stays."""
    stays = not city and mission is None
    placing = place_event(
        section=event.section,
        city=(event.place or event.city) if stays else city,
        mission=event.mission if stays else mission,
        country=country or (event.country.code if stays else ""),
        time_zone=time_zone or "",
        latitude=event.latitude if stays else None,
        longitude=event.longitude if stays else None,
        address=address or (event.address if stays else ""),
    )
    put(event, placing)


def _snapshot(event: Event, names: frozenset[str] | set[str]) -> dict[str, Any]:
    stored = names | {"starts_wall", "time_zone"}
    return {name: getattr(event, name) for name in stored}


def _finish_change(*, by: Actor, event: Event, before: dict[str, Any], act: str, now: datetime) -> None:
    """Check and store what changed since `before`; raise the revision when people must be told."""
    changed = {name for name, value in before.items() if getattr(event, name) != value}
    if not changed:
        return
    if changed & FROZEN:
        lifecycle.refuse_frozen(status=event.status, starts_at=event.starts_at, now=now)
    if changed & TELLING and event.status == EventStatus.PLANNED:
        _revise(event, before=before, now=now)
    event.full_clean()
    event.save()
    renew_expiry(event=event)
    record(by=by, act=act, row=event, fields=changed, section=event.section, at=now)
    refresh_lines(events=[event])
    plan(events=[event], now=now)


def _revise(event: Event, *, before: dict[str, Any], now: datetime) -> None:
    """Raise the revision. While the last change was not mailed yet, the old time stays the one people know."""
    was_mailed = event.reminders.filter(revision=event.revision, sent_at__isnull=False).exists()
    if not knows_old_time(
        revised_at=event.revised_at, was_mailed=was_mailed, moved_from=event.moved_from_wall
    ):
        event.moved_from_wall, event.moved_from_zone = (before["starts_wall"], before["time_zone"])
    event.revision += 1
    event.revised_at = now


def cancel_event(*, by: Actor, event: Event, reason: str, now: datetime | None = None) -> Event:
    """Cancel an event; everybody who counted on it is told. A draft goes without mail. Raises ValidationError."""
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError(
            {
                "reason": ValidationError(
                    _("Say why, in a few words; the people you asked will read it."), code="required"
                )
            }
        )
    with changing(event):
        lifecycle.refuse_cancel(status=event.status, ends_at=event.ends_at, now=now)
        event.status, event.cancelled_at, event.cancel_reason = (EventStatus.CANCELLED, now, reason)
        _clean_reason(event)
        event.save(update_fields=["status", "cancelled_at", "cancel_reason"])
        record(
            by=by,
            act="event.cancelled",
            row=event,
            fields=["status", "cancel_reason"],
            section=event.section,
            at=now,
        )
        plan(events=[event], now=now)
    return event


def _clean_reason(event: Event) -> None:
    try:
        event.full_clean(exclude=[f.name for f in Event._meta.fields if f.name != "cancel_reason"])
    except ValidationError as error:
        raise ValidationError({"reason": error.messages}) from error
