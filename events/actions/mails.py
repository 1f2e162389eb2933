"""Mails by hand: one that waits goes now, those that failed are tried again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.choices import MailState
from events.actions.changing import changing
from events.models import Event, Reminder
from events.queries.reminding import Scope, plannables
from events.rules.changes import key_of
from events.rules.reminding import wanted
from events.rules.resending import may_be_tried_again, may_go_now


def send_now(*, by: Actor, event: Event, key: int, now: datetime | None = None) -> Reminder:
    """Let a mail of `event` that waits for its time go at once. Quiet hours do not hold it back: a person decided.

    Its due time stays, so that planning again leaves it alone. Raises ValidationError when it does not wait, or nobody
    wants it any more: on a pause, say.
    """
    now = now or timezone.now()
    with changing(event):
        row = event.reminders.select_for_update(no_key=True).filter(pk=key).first()
        if row is None or not _may_go_now(row, now=now) or row.pk not in _wanted(event, now=now):
            raise ValidationError(_("This mail does not wait any more. Look at the list again."), code="gone")
        row.next_at = now
        row.save(update_fields=["next_at"])
        _record(event, "event.mail_sent_now", by=by, kinds=[row.kind], now=now)
    return row


def retry_failed(
    *,
    by: Actor,
    event: Event,
    kind: str = "",
    key: int | None = None,
    twice: bool = False,
    now: datetime | None = None,
) -> int:
    """Let mails of `event` that failed be tried again, all of them or those of one kind, or one; return how many.

    Only what is still wanted, in time, and goes to an address that may take it. With `twice` also those that may have
    arrived. Raises ValidationError when there is none.
    """
    now = now or timezone.now()
    with changing(event):
        rows = retriable(event, kind=kind, key=key, twice=twice, now=now)
        if not rows:
            raise ValidationError(_("No failed mail can be tried again."), code="nothing_to_retry")
        fresh = {
            "state": MailState.PENDING,
            "next_at": now,
            "attempts": 0,
            "last_error": "",
            "smtp_code": None,
        }
        failed = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=MailState.FAILED)
        count = failed.update(**fresh, claim="")
        _record(event, "event.mails_retried", by=by, kinds={row.kind for row in rows}, now=now)
    return count


def retriable(
    event: Event, *, kind: str = "", key: int | None = None, twice: bool, now: datetime
) -> list[Reminder]:
    """Return the failed mails of `event` that are worth another try; a fixed number of queries."""
    failed = event.reminders.filter(state=MailState.FAILED)
    if kind:
        failed = failed.filter(kind=kind)
    if key is not None:
        failed = failed.filter(pk=key)
    rows = [row for row in failed if _may_be_tried(row, twice=twice, now=now)]
    still_wanted = _wanted(event, now=now) if rows else set()
    return [row for row in rows if row.pk in still_wanted]


def _may_go_now(row: Reminder, *, now: datetime) -> bool:
    return may_go_now(kind=row.kind, state=row.state, next_at=row.next_at, expires_at=row.expires_at, now=now)


def _may_be_tried(row: Reminder, *, twice: bool, now: datetime) -> bool:
    is_allowed = twice or not row.may_have_arrived
    return is_allowed and may_be_tried_again(
        state=row.state, reason=row.last_error, expires_at=row.expires_at, now=now
    )


def _wanted(event: Event, *, now: datetime) -> set[int]:
    """Return the ids of stored mails the event wants as it stands."""
    found = plannables(Scope({event.pk}))[event.pk]
    keys = wanted(found.event, found.people.values(), found.stored, now=now)
    return {row.id for row in found.stored if key_of(row, event.pk) in keys}


def _record(event: Event, act: str, *, by: Actor, kinds: Collection[str], now: datetime) -> None:
    fields = [f"mail:{kind}" for kind in kinds]
    record(by=by, act=act, row=event, fields=fields, section=event.section, at=now)
