"""What scheduling at a place and time would mean: two clocks, the mails that would go, other events nearby."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.choices import EventStatus, ReminderKind
from events.models import City, Event
from events.rules.cadence import USUAL, Cadence, after_the_event, before_the_event
from events.rules.local_time import wall_of

NEAR = timedelta(hours=24)
MOST_NEAR = 3


@dataclass(frozen=True)
class Clock:
    """A clock on a wall: the city it hangs in, the time and the day, in words."""

    city: str
    time: str
    day: str


@dataclass(frozen=True)
class PlannedMail:
    """A mail that would go to everybody assigned, or to the lead."""

    due_at: datetime
    what: str


@dataclass(frozen=True)
class Preview:
    """What an event there and then brings with it. `yours` is None where the reader's clock shows the same."""

    time_zone: str
    there: Clock
    yours: Clock | None
    mails: Sequence[PlannedMail]
    near: Sequence[Event]


def preview(
    events: QuerySet[Event],
    *,
    city: str,
    place: City | None,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    reader_zone: str,
    now: datetime,
    cadence: Cadence = USUAL,
) -> Preview:
    """Return what an event there and then brings with it; `events` are those the reader may see. One query."""
    there = _clock(city, starts_at, zone)
    yours = (
        _clock(reader_zone.rsplit("/", 1)[-1].replace("_", " "), starts_at, reader_zone)
        if reader_zone
        else None
    )
    is_same = yours is None or (yours.time, yours.day) == (there.time, there.day)
    return Preview(
        time_zone=zone,
        there=there,
        yours=None if is_same else yours,
        mails=list(_mails(starts_at=starts_at, ends_at=ends_at, zone=zone, now=now, cadence=cadence)),
        near=_near(events, place=place, starts_at=starts_at),
    )


def _clock(city: str, instant: datetime, zone: str) -> Clock:
    wall = wall_of(instant, zone)
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours = offset.total_seconds() / 3600
    date = date_format(wall, pgettext("date, in Django's letters", "D j F"))
    day = _("%(day)s · UTC%(offset)s") % {"day": date, "offset": f"{hours:+g}"}
    return Clock(city=city, time=f"{wall:%H:%M}", day=day)


def _mails(
    *, starts_at: datetime, ends_at: datetime, zone: str, now: datetime, cadence: Cadence
) -> Iterator[PlannedMail]:
    for slot in before_the_event(starts_at=starts_at, zone=zone, cadence=cadence):
        if slot.due_at > now and slot.kind not in cadence.off:
            yield PlannedMail(slot.due_at, capfirst(str(slot.kind.label)))
    report = next(slot for slot in after_the_event(ends_at=ends_at, zone=zone, cadence=cadence))
    assert report.kind == ReminderKind.REPORT_DUE
    if report.kind not in cadence.off:
        yield PlannedMail(report.due_at, _("Report due, to the lead"))


def _near(events: QuerySet[Event], *, place: City | None, starts_at: datetime) -> list[Event]:
    if place is None:
        return []
    around = events.filter(place=place, starts_at__range=(starts_at - NEAR, starts_at + NEAR))
    return list(around.exclude(status=EventStatus.CANCELLED).order_by("starts_at")[:MOST_NEAR])
