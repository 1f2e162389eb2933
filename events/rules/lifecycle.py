"""Life of an event: what may change when, and what the board shows. Pure: facts and an instant in, an answer out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.choices import BoardState, EventKind, EventStatus, OutcomeResult

DEFAULT_LENGTH = timedelta(hours=1)
LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class EventFacts:
    """What the board state is computed from.

    `needs_filled`: every need has that many people who said yes. `lead_said_yes`: somebody leads.
    `has_outcome`, `is_delivered`: of the report and its attempts.
    """

    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime
    lead_said_yes: bool
    needs_filled: bool
    has_outcome: bool
    is_delivered: bool


def board_state(facts: EventFacts, *, now: datetime) -> BoardState:
    """Return the state the board shows at `now` (settled: cancelled before reported before the clock)."""
    if facts.status == EventStatus.CANCELLED:
        return BoardState.CANCELLED
    if facts.is_delivered:
        return BoardState.DELIVERED
    if facts.has_outcome:
        return BoardState.REFUSED if facts.kind == EventKind.HAND_IN else BoardState.HELD
    if facts.status == EventStatus.DRAFT:
        return BoardState.DRAFT
    if now >= facts.ends_at:
        return BoardState.AWAITING_REPORT
    if now >= facts.starts_at:
        return BoardState.UNDER_WAY
    return BoardState.READY if facts.lead_said_yes and facts.needs_filled else BoardState.NOT_READY


def refuse_past_start(starts_at: datetime, *, now: datetime) -> None:
    """Raise ValidationError when the start is not in the future."""
    if starts_at <= now:
        raise ValidationError(
            {
                "starts_wall": ValidationError(
                    _("This start is in the past there. Choose a later time."), code="past_start"
                )
            }
        )


def refuse_bad_end(*, starts_at: datetime, ends_at: datetime) -> None:
    """Raise ValidationError when the end does not follow the start within 31 days."""
    if ends_at <= starts_at:
        raise ValidationError(
            {"ends_at": ValidationError(_("The end must come after the start."), code="end_before_start")}
        )
    if ends_at - starts_at > LONGEST:
        raise ValidationError(
            {"ends_at": ValidationError(_("An event lasts 31 days at most. Check the end."), code="too_long")}
        )


def refuse_frozen(*, status: str, starts_at: datetime, now: datetime) -> None:
    """Raise ValidationError when place, time, kind and section are frozen: cancelled, done, or begun."""
    if status == EventStatus.CANCELLED:
        raise ValidationError(_("This event is cancelled. Clone it to plan it again."), code="cancelled")
    if status == EventStatus.DONE:
        raise ValidationError(
            _("This event is over and reported; its place and time stay as they were."), code="done"
        )
    if starts_at <= now:
        raise ValidationError(_("This event has begun; its place and time stay as they were."), code="begun")


def refuse_cancel(*, status: str, ends_at: datetime, now: datetime) -> None:
    """Raise ValidationError when there is nothing left to cancel."""
    if status == EventStatus.CANCELLED:
        raise ValidationError(_("This event is cancelled already."), code="cancelled")
    if status == EventStatus.DONE or (status == EventStatus.PLANNED and ends_at <= now):
        raise ValidationError(_("This event is over. Record its outcome instead."), code="over")


def refuse_assigning(*, status: str, ends_at: datetime, now: datetime) -> None:
    """Raise ValidationError when nobody can be assigned any more."""
    if status == EventStatus.CANCELLED:
        raise ValidationError(_("This event is cancelled; nobody can be assigned."), code="cancelled")
    if status == EventStatus.DONE or ends_at <= now:
        raise ValidationError(_("This event is over; nobody can be assigned."), code="over")


def refuse_answering(*, status: str, ends_at: datetime, now: datetime) -> None:
    """Raise ValidationError when an answer has no meaning any more."""
    if status == EventStatus.CANCELLED:
        raise ValidationError(_("This event is cancelled. You need not answer any more."), code="cancelled")
    if status == EventStatus.DONE or ends_at <= now:
        raise ValidationError(_("This event is over. You need not answer any more."), code="over")


def refuse_early_outcome(*, status: str, starts_at: datetime, now: datetime) -> None:
    """Raise ValidationError when there is nothing to report yet, or never will be."""
    if status == EventStatus.CANCELLED:
        raise ValidationError(_("This event was cancelled; there is no outcome to record."), code="cancelled")
    if status == EventStatus.DRAFT:
        raise ValidationError(_("This event is a draft. Confirm it first."), code="draft")
    if starts_at > now:
        raise ValidationError(
            _("This event has not begun yet. Record the outcome once it has."), code="too_early"
        )


def status_after(result: str) -> EventStatus:
    """Return the status an outcome brings: *done* once its chain is closed."""
    return EventStatus.PLANNED if result == OutcomeResult.OPEN else EventStatus.DONE


def refuse_closing(planned_ahead: Sequence[str]) -> None:
    """Raise ValidationError when a campaign still has planned events ahead (`planned_ahead`: their titles)."""
    if planned_ahead:
        raise ValidationError(
            _(
                "%(count)s planned events are still ahead, the first is “%(first)s”. Cancel them or wait for their end."
            ),
            code="events_ahead",
            params={"count": len(planned_ahead), "first": planned_ahead[0]},
        )
