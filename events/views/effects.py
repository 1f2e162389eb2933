"""What a step about mails would do, as numbers with words, before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.choices import EventStatus
from events.forms.scheduling import MoveForm
from events.models import Event
from events.queries.reminding import Plannable
from events.reminders.foreseeing import Foreseen, foresee
from events.rules import altering, lifecycle
from events.rules.people import EventPlan

Numbers = Iterator[tuple[int, str]]
LATER = timedelta(hours=1)
"""Before another time is typed, the numbers are those of a move by so much: who is told does not hang on it."""


@dataclass(frozen=True)
class Effects:
    """What events/_foreseen.html takes: (number, words) …, and what to know about them, or why there are none."""

    numbers: tuple[tuple[int, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Times:
    """When an event would be, and in which zone."""

    starts_at: datetime
    ends_at: datetime
    zone: str


def effects_of_move(event: Event, form: MoveForm, *, now: datetime) -> Effects:
    """Return what moving `event` as the form says would do, or why it cannot be moved like that.

    While nothing was typed, the numbers are those of a move by an hour, and the note says so.
    """
    if event.status == EventStatus.DRAFT:
        return Effects()
    try:
        lifecycle.refuse_frozen(status=event.status, starts_at=event.starts_at, now=now)
        asked = _asked_for(event, form, now=now)
    except ValidationError as error:
        return Effects(note=error.messages[0])
    if asked is None:
        return Effects(note=_("As it stands, nothing changes and nobody is told."))
    note = "" if form.is_bound else _("Counted for a move by an hour, until you choose another time.")
    return Effects(tuple(_numbers_of_move(event, asked, now=now)), note)


def _asked_for(event: Event, form: MoveForm, *, now: datetime) -> Times | None:
    """Return when the event would be, None when that is what it is. Raises ValidationError, as the action would."""
    if not form.is_bound:
        return Times(event.starts_at + LATER, event.ends_at + LATER, event.time_zone)
    if not form.is_valid() or form.starts is None:
        raise ValidationError(
            [error for errors in form.errors.values() for error in errors]
            or _("Say when and where, to see what changes.")
        )
    zone = form.placing.time_zone if form.placing else event.time_zone
    starts_at = form.starts.instant
    ends_at = form.ends_at(zone=zone) or starts_at + (event.ends_at - event.starts_at)
    lifecycle.refuse_past_start(starts_at, now=now)
    lifecycle.refuse_bad_end(starts_at=starts_at, ends_at=ends_at)
    is_same = (starts_at, ends_at) == (event.starts_at, event.ends_at) and not form.is_elsewhere
    return None if is_same else Times(starts_at, ends_at, zone)


def _numbers_of_move(event: Event, asked: Times, *, now: datetime) -> Numbers:
    found = _foresee(event, now=now, altered=lambda plannable: _moved(plannable, asked, now=now))
    yield found.told, _("people get a change notice")
    yield found.moved, _("planned mails move along")
    if found.inserted:
        yield found.inserted, _("mails come anew")
    if found.cancelled:
        yield found.cancelled, _("mails are not sent any more")


def told_of_another_place(event: Event, *, now: datetime) -> int:
    """Return how many people are mailed when meeting point or address of a planned event changes."""
    stays = Times(event.starts_at, event.ends_at, event.time_zone)
    return _foresee(event, now=now, altered=lambda plannable: _moved(plannable, stays, now=now)).told


def effects_of_cancelling(event: Event, *, now: datetime) -> Effects:
    """Return what calling `event` off would do."""
    if event.status != EventStatus.PLANNED:
        return Effects()
    found = _foresee(event, now=now, altered=lambda one: altering.cancelled(one.event, now=now))
    return Effects(
        ((found.told, _("people get a notice")), (found.cancelled, _("planned mails are not sent")))
    )


def effects_of_confirming(event: Event, *, now: datetime) -> Effects:
    """Return what confirming a draft would do."""
    found = _foresee(event, now=now, altered=lambda one: altering.confirmed(one.event, now=now))
    later = found.inserted - found.asked
    return Effects(((found.asked, _("people are asked by mail")), (later, _("later mails are planned"))))


def _foresee(event: Event, *, now: datetime, altered: Callable[[Plannable], EventPlan]) -> Foreseen:
    return foresee([event.pk], now=now, altered=altered)


def _moved(plannable: Plannable, asked: Times, *, now: datetime) -> EventPlan:
    return altering.moved(
        plannable.event,
        plannable.stored,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        zone=asked.zone,
        now=now,
    )
