"""Stop mails of one kind about one event or to one activist, and let them go again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import overload

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import Activist
from events.actions.changing import changing
from events.models import Event, MailStop
from events.reminders import plan, plan_for
from events.rules.mail_stops import refuse_stopping


@overload
def stop_kind(*, by: Actor, event: Event, kind: str, now: datetime | None = None) -> MailStop: ...
@overload
def stop_kind(*, by: Actor, activist: Activist, kind: str, now: datetime | None = None) -> MailStop: ...
def stop_kind(
    *,
    by: Actor,
    kind: str,
    event: Event | None = None,
    activist: Activist | None = None,
    now: datetime | None = None,
) -> MailStop:
    """Send no mail of `kind` any more, about `event` or to `activist`; what waits is cancelled.

    Stopping twice changes nothing. Raises ValidationError for kinds that cannot be stopped.
    """
    refuse_stopping(kind, for_activist=activist is not None)
    now = now or timezone.now()
    with _mails_of(event, activist) as subject:
        stop, is_new = MailStop.objects.get_or_create(
            event=event, activist=activist, kind=kind, defaults={"created_at": now}
        )
        if is_new:
            _record(subject, "kind_stopped", by=by, kind=kind, now=now)
    return stop


@overload
def resume_kind(*, by: Actor, event: Event, kind: str, now: datetime | None = None) -> bool: ...
@overload
def resume_kind(*, by: Actor, activist: Activist, kind: str, now: datetime | None = None) -> bool: ...
def resume_kind(
    *,
    by: Actor,
    kind: str,
    event: Event | None = None,
    activist: Activist | None = None,
    now: datetime | None = None,
) -> bool:
    """Let mails of `kind` go again, those whose time is not past. Returns whether they were stopped."""
    now = now or timezone.now()
    with _mails_of(event, activist) as subject:
        were_stopped, _rows = MailStop.objects.filter(event=event, activist=activist, kind=kind).delete()
        if were_stopped:
            _record(subject, "kind_resumed", by=by, kind=kind, now=now)
    return bool(were_stopped)


@contextmanager
def _mails_of(event: Event | None, activist: Activist | None) -> Iterator[Event | Activist]:
    """Lock and yield the one subject, so that two people who change its stops follow one another."""
    assert (event is None) != (activist is None), "mails are stopped for an event or for an activist"
    if event is not None:
        with changing(event):
            yield event
    elif activist is not None:
        with transaction.atomic():
            Activist.objects.select_for_update(no_key=True).get(pk=activist.pk)
            yield activist


def _record(subject: Event | Activist, what: str, *, by: Actor, kind: str, now: datetime) -> None:
    noun = "event" if isinstance(subject, Event) else "activist"
    fields = [f"mail:{kind}"]
    record(by=by, act=f"{noun}.{what}", row=subject, fields=fields, section=subject.section, at=now)
    if isinstance(subject, Event):
        plan(events=[subject], now=now)
    else:
        plan_for(subject, now)
