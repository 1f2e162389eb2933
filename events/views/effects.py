"""What a step about an event would do to its mails, as numbers with words, before it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from events.choices import EventStatus
from events.forms.scheduling import MoveForm
from events.models import Event
from events.reminders.foreseeing import Foreseen, foresee
from events.rules import altering

Effects = Iterator[tuple[int, str]]
LATER = timedelta(hours=1)
"""Before another time is typed, the numbers are those of a move by so much: who is told does not hang on it."""


def effects_of_move(event: Event, form: MoveForm, *, now: datetime) -> Effects:
    """Yield what moving `event` as the form says would do; of a move by an hour while it does not say."""
    if event.status != EventStatus.PLANNED:
        return
    starts_at, ends_at, zone = _asked_for(event, form)
    found = foresee(
        [event.pk],
        now=now,
        altered=lambda plannable: altering.moved(
            plannable.event, plannable.stored, starts_at=starts_at, ends_at=ends_at, zone=zone, now=now
        ),
    )
    yield found.told, _("people get a change notice")
    yield found.moved, _("planned mails move along")
    yield from _others(found)


def _asked_for(event: Event, form: MoveForm) -> tuple[datetime, datetime, str]:
    if not form.is_bound or not form.is_valid() or form.starts is None:
        return event.starts_at + LATER, event.ends_at + LATER, event.time_zone
    zone = form.placing.time_zone if form.placing else event.time_zone
    starts_at = form.starts.instant
    return starts_at, form.ends_at(zone=zone) or starts_at + (event.ends_at - event.starts_at), zone


def effects_of_cancelling(event: Event, *, now: datetime) -> Effects:
    """Yield what calling `event` off would do."""
    if event.status != EventStatus.PLANNED:
        return
    found = foresee([event.pk], now=now, altered=lambda one: altering.cancelled(one.event, now=now))
    yield found.told, _("people get a notice")
    yield found.cancelled, _("planned mails are not sent")


def effects_of_confirming(event: Event, *, now: datetime) -> Effects:
    """Yield what confirming a draft would do."""
    found = foresee([event.pk], now=now, altered=lambda one: altering.confirmed(one.event, now=now))
    yield found.asked, _("people are asked by mail")
    yield found.inserted - found.asked, _("later mails are planned")


def _others(found: Foreseen) -> Effects:
    if found.inserted:
        yield found.inserted, _("mails come anew")
    if found.cancelled:
        yield found.cancelled, _("mails are not sent any more")
