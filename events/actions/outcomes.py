"""Delivery attempts and outcomes. What the attempts amount to is computed by events.rules.outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, actor_columns, record
from events.actions.board_lines import refresh_lines
from events.actions.changing import changing
from events.choices import EventStatus
from events.models import DeliveryAttempt, EarlierReport, Event, Outcome, ReportReceipt
from events.queries.doubts import yardsticks
from events.reminders import plan
from events.rules import lifecycle
from events.rules.outcomes import result_of


def record_attempt(
    *,
    by: Actor,
    event: Event,
    channel: str,
    reception: str,
    petition: str,
    at: datetime,
    note: str = "",
    next_step: str = "",
    next_due_on: date | None = None,
    now: datetime | None = None,
) -> DeliveryAttempt:
    """Record one try to hand over; it may precede the event (a letter) or follow its outcome (post, weeks later).

    Raises ValidationError for a draft, a cancelled event, or a time to come.
    """
    now = now or timezone.now()
    with changing(event):
        _refuse_attempt(event, at=at, now=now)
        attempt = DeliveryAttempt(
            event=event, channel=channel, reception=reception, petition=petition, at=at, note=note,
            next_step=next_step, next_due_on=next_due_on, **actor_columns(by, prefix="recorded_by"),
        )  # fmt: skip
        attempt.full_clean()
        attempt.save()
        record(
            by=by, act="event.attempt_recorded", row=event, fields=["attempts"], section=event.section, at=now
        )
        _follow_attempts(event, now=now)
    return attempt


CORRECTABLE = frozenset({"channel", "reception", "petition", "at", "note", "next_step", "next_due_on"})


def correct_attempt(
    *, by: Actor, attempt: DeliveryAttempt, now: datetime | None = None, **changes: Any
) -> DeliveryAttempt:
    """Put right what was recorded of an attempt (see CORRECTABLE); the trail says so. Raises ValidationError."""
    assert CORRECTABLE.issuperset(changes), changes.keys() - CORRECTABLE
    now = now or timezone.now()
    with changing(attempt.event) as event:
        before = {name: getattr(attempt, name) for name in CORRECTABLE}
        changed = {name for name, value in changes.items() if before[name] != value}
        for name in changed:
            setattr(attempt, name, changes[name])
        _refuse_attempt(event, at=attempt.at, now=now)
        attempt.full_clean()
        if changed:
            attempt.save()
            number = event.attempts.filter(pk__lte=attempt.pk).count()
            _keep(event, {"attempt": number, **before}, now=now)
            record(
                by=by, act="event.attempt_corrected", row=event, fields=changed, section=event.section, at=now
            )
            _follow_attempts(event, now=now)
    return attempt


def _keep(event: Event, said: dict[str, Any], *, now: datetime) -> None:
    """Keep what was said before a correction; the trail itself holds no values."""
    EarlierReport.objects.create(event=event, said=said, replaced_at=now)


def _follow_attempts(event: Event, *, now: datetime) -> None:
    """Bring outcome and reminders in line with the attempts as they stand now."""
    outcome = Outcome.objects.filter(event=event).first()
    if outcome is not None:
        _close_chain(event, outcome, given_up=bool(outcome.given_up_reason))
    refresh_lines(events=[event])
    plan(events=[event], now=now)


def _refuse_attempt(event: Event, *, at: datetime, now: datetime) -> None:
    if event.status in (EventStatus.CANCELLED, EventStatus.DRAFT):
        raise ValidationError(_("Attempts are recorded for planned events only."), code="not_planned")
    if at > now:
        raise ValidationError(
            {
                "at": ValidationError(
                    _("This time has not come yet. Record the attempt once it was made."), code="future"
                )
            }
        )


def _close_chain(event: Event, outcome: Outcome, *, given_up: bool) -> None:
    """Bring the outcome's result and the event's status in line with the attempts."""
    outcome.result = result_of(kind=event.kind, attempts=list(event.attempts.all()), given_up=given_up)
    outcome.save(update_fields=["result"])
    event.status = lifecycle.status_after(outcome.result)
    event.save(update_fields=["status"])


@contextmanager
def received_once(*, event: Event, key: UUID | None, now: datetime | None = None) -> Iterator[bool]:
    """Yield whether what `key` was sent with is new, and keep the key together with what is written meanwhile.

    Without a key everything is new. When the block fails, the key can be sent again.
    """
    with transaction.atomic():
        Event.objects.select_for_update(of=("self",)).get(pk=event.pk)  # a twin under way is waited for
        is_new = key is None or not ReportReceipt.objects.filter(event=event, key=key).exists()
        if key is not None and is_new:
            ReportReceipt.objects.create(event=event, key=key, received_at=now or timezone.now())
        yield is_new


SAID = {
    "signatures": "signatures_handed_over",
    "turnout_low": "turnout_low",
    "turnout_high": "turnout_high",
    "turnout_source": "turnout_source",
    "press_present": "press_present",
    "summary": "summary",
    "quote": "quote",
    "given_up_reason": "given_up_reason",
}
"""{what `record_outcome` takes of a report: column of Outcome}"""


def said_in(outcome: Outcome | None) -> dict[str, Any]:
    """Return what a report says, as `record_outcome` takes it; nothing where there is none."""
    return {name: getattr(outcome, column) for name, column in SAID.items()} if outcome else {}


FIGURES = frozenset({"signatures_handed_over", "turnout_low", "turnout_high"})


def record_outcome(
    *,
    by: Actor,
    event: Event,
    signatures: int | None = None,
    turnout_low: int | None = None,
    turnout_high: int | None = None,
    turnout_source: str = "",
    press_present: bool | None = None,
    summary: str = "",
    quote: str = "",
    given_up_reason: str = "",
    is_confirmed: bool | None = None,
    is_demonstration: bool = False,
    now: datetime | None = None,
) -> Outcome:
    """Record what came of an event; a second call corrects the first, and the audit trail says so.

    `is_confirmed`: whoever reports vouches for figures that look wrong. None: as before, until a figure changes.
    Raises ValidationError before the start, for drafts and for cancelled events.
    """
    now = now or timezone.now()
    reported: dict[str, Any] = {
        "signatures_handed_over": signatures,
        "turnout_low": turnout_low,
        "turnout_high": turnout_high,
        "turnout_source": turnout_source,
        "press_present": press_present,
        "summary": summary,
        "quote": quote,
        "given_up_reason": given_up_reason,
    }
    with changing(event):
        lifecycle.refuse_early_outcome(status=event.status, starts_at=event.starts_at, now=now)
        outcome = Outcome.objects.filter(event=event).first()
        if outcome is None:
            outcome = Outcome(
                event=event,
                reported_at=now,
                is_demonstration=is_demonstration,
                **actor_columns(by, prefix="reported_by"),
            )
        _report(by=by, event=event, outcome=outcome, reported=reported, is_confirmed=is_confirmed, now=now)
        event.outcome = outcome
        plan(events=[event], now=now)
    return outcome


def _report(
    *,
    by: Actor,
    event: Event,
    outcome: Outcome,
    reported: dict[str, Any],
    is_confirmed: bool | None,
    now: datetime,
) -> None:
    is_new = outcome.pk is None
    before = {name: getattr(outcome, name) for name in reported}
    changed = {name for name, value in reported.items() if before[name] != value}
    if not is_new and changed:
        outcome.corrected_at = now
        _keep(event, before, now=now)
    for name, value in reported.items():
        setattr(outcome, name, value)
    was_confirmed = outcome.is_confirmed
    outcome.is_confirmed = was_confirmed and not FIGURES & changed if is_confirmed is None else is_confirmed
    outcome.counted_then, outcome.largest_then = yardsticks(event)
    outcome.full_clean(exclude=["result"])
    outcome.save()
    _close_chain(event, outcome, given_up=bool(outcome.given_up_reason))
    if is_new or changed:
        act = "event.outcome_recorded" if is_new else "event.outcome_corrected"
        record(by=by, act=act, row=event, fields=changed, section=event.section, at=now)
    if outcome.is_confirmed and not was_confirmed:
        record(by=by, act="event.figures_confirmed", row=event, section=event.section, at=now)
