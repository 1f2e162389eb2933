"""One event as its page tells it: state, needs as counts, outcome with its chain of attempts. No names of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from events.choices import (
    DELIVERING_PETITIONS,
    Answer,
    BoardState,
    EventKind,
    EventStatus,
    OutcomeResult,
    Petition,
    Reception,
    Role,
)
from events.models import DeliveryAttempt, Event, Outcome
from events.queries.asked import answers_by_role
from events.queries.facts import filled_needs
from events.rules.lifecycle import (
    EventFacts,
    board_state,
    refuse_assigning,
    refuse_cancel,
    refuse_early_outcome,
    refuse_frozen,
)
from events.rules.outcomes import headline, is_delivered
from events.rules.retention import PEOPLE_LIVE


@dataclass(frozen=True)
class RoleCount:
    """A role at the event: how many are wanted (0: nobody asked for it) and what those asked said."""

    role: str
    label: str
    wanted: int
    yes: int
    asked: int
    no: int

    @property
    def filled(self) -> int:
        """How many of the wanted are there."""
        return min(self.yes, self.wanted)

    @property
    def is_open(self) -> bool:
        """Whether somebody is still missing."""
        return self.yes < self.wanted


@dataclass(frozen=True)
class Attempt:
    """One try to hand over, in words. Marks are those of states: `mark` the petition's, `met_mark` the reception's."""

    public_id: UUID
    number: int
    channel: str
    reception: str
    petition: str
    at: datetime
    note: str
    next_step: str
    next_due_on: date | None
    mark: BoardState
    met_mark: BoardState


@dataclass(frozen=True)
class Report:
    """What was reported. `headline` is computed from the attempts; `is_open`: another attempt can follow."""

    headline: str
    is_open: bool
    given_up_reason: str
    signatures: int | None
    turnout_low: int | None
    turnout_high: int | None
    turnout_source: str
    press_present: bool | None
    summary: str
    quote: str
    reported_at: datetime
    by_lead: bool
    corrected_at: datetime | None
    is_demonstration: bool

    @property
    def turnout(self) -> str:
        """How many people were there: "25–30", "40", "50+" (at least), "≤ 300" (at most), or blank."""
        low, high = self.turnout_low, self.turnout_high
        if low is None:
            return "" if high is None else f"≤ {high}"
        if high is None:
            return f"{low}+"
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Can:
    """Which steps the life of the event allows now, whoever takes them."""

    confirm: bool
    move: bool
    cancel: bool
    assign: bool
    report: bool


@dataclass(frozen=True)
class EventPage:
    """What every reader may see. `until`: time to the start or, once begun, the end; `overdue`: since the end.

    `names_gone`: it was over so long ago that nobody who was asked is named any more.
    """

    state: BoardState
    roles: Sequence[RoleCount]
    attempts: Sequence[Attempt]
    report: Report | None
    can: Can
    has_begun: bool
    until: timedelta
    overdue: timedelta
    names_gone: bool

    @property
    def last_attempt(self) -> Attempt | None:
        """The newest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def next_number(self) -> int:
        """Number of the attempt that would come next."""
        return len(self.attempts) + 1

    @property
    def filled(self) -> int:
        """How many of the wanted people said yes, over all roles."""
        return sum(role.filled for role in self.roles)

    @property
    def wanted(self) -> int:
        """How many people the event needs."""
        return sum(role.wanted for role in self.roles)

    @property
    def lacks_lead(self) -> bool:
        """Whether nobody who leads has said yes."""
        return not any(role.role == Role.LEAD and role.yes for role in self.roles)

    @property
    def answers(self) -> dict[str, int]:
        """How many assignments stand at each answer: {"yes": …, "asked": …, "no": …}."""
        return {
            answer: sum(getattr(role, answer) for role in self.roles) for answer in ("yes", "asked", "no")
        }


def event_page(event: Event, *, now: datetime) -> EventPage:
    """Return the event as its page tells it, in four queries."""
    roles = _roles(event)
    attempts = list(event.attempts.all())
    outcome = Outcome.objects.filter(event=event).first()
    return EventPage(
        state=_state(event, roles, attempts, has_outcome=outcome is not None, now=now),
        roles=roles,
        attempts=[_attempt(number, attempt) for number, attempt in enumerate(attempts, start=1)],
        report=_report(event, attempts, outcome) if outcome else None,
        can=_can(event, now=now),
        has_begun=event.starts_at <= now,
        until=(event.starts_at if now < event.starts_at else event.ends_at) - now,
        overdue=now - event.ends_at,
        names_gone=event.ends_at < now - PEOPLE_LIVE,
    )


def headline_of(event: Event, attempts: Sequence[DeliveryAttempt]) -> str:
    """Return the event's headline from its attempts, in the reader's language."""
    return str(
        headline(kind=event.kind, attempts=attempts, mission_kind=event.mission.kind if event.mission else "")
    )


def _roles(event: Event) -> list[RoleCount]:
    answers = answers_by_role(event)
    wanted = dict(filled_needs().filter(event=event).values_list("role", "wanted"))
    return [
        RoleCount(
            role=role,
            label=str(role.label),
            wanted=wanted.get(role, 0),
            yes=answers[role].get(Answer.YES, 0),
            asked=answers[role].get(Answer.ASKED, 0),
            no=answers[role].get(Answer.NO, 0),
        )
        for role in Role
        if role in wanted or role in answers
    ]


def _state(
    event: Event,
    roles: Sequence[RoleCount],
    attempts: Sequence[DeliveryAttempt],
    *,
    has_outcome: bool,
    now: datetime,
) -> BoardState:
    facts = EventFacts(
        kind=event.kind,
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        lead_said_yes=any(role.role == Role.LEAD and role.yes for role in roles),
        needs_filled=not any(role.is_open for role in roles),
        has_outcome=has_outcome,
        is_delivered=is_delivered(attempts),
    )
    return board_state(facts, now=now)


def _attempt(number: int, attempt: DeliveryAttempt) -> Attempt:
    return Attempt(
        public_id=attempt.public_id,
        number=number,
        channel=attempt.get_channel_display(),
        reception=attempt.get_reception_display(),
        petition=attempt.get_petition_display(),
        at=attempt.at,
        note=attempt.note,
        next_step=attempt.next_step,
        next_due_on=attempt.next_due_on,
        mark=_petition_mark(attempt.petition),
        met_mark=_reception_mark(attempt.reception),
    )


def _petition_mark(petition: str) -> BoardState:
    if petition in DELIVERING_PETITIONS:
        return BoardState.DELIVERED
    return BoardState.DRAFT if petition == Petition.NOT_OFFERED else BoardState.REFUSED


def _reception_mark(reception: str) -> BoardState:
    if reception == Reception.REFUSED:
        return BoardState.REFUSED
    return BoardState.DRAFT if reception == Reception.NOBODY else BoardState.DELIVERED


def _report(event: Event, attempts: Sequence[DeliveryAttempt], outcome: Outcome) -> Report:
    return Report(
        headline=headline_of(event, attempts),
        is_open=outcome.result == OutcomeResult.OPEN and event.kind == EventKind.HAND_IN,
        given_up_reason=outcome.given_up_reason,
        signatures=outcome.signatures_handed_over,
        turnout_low=outcome.turnout_low,
        turnout_high=outcome.turnout_high,
        turnout_source=outcome.get_turnout_source_display() if outcome.turnout_source else "",
        press_present=outcome.press_present,
        summary=outcome.summary,
        quote=outcome.quote,
        reported_at=outcome.reported_at,
        by_lead=outcome.reported_by_activist_id is not None,
        corrected_at=outcome.corrected_at,
        is_demonstration=outcome.is_demonstration,
    )


def _can(event: Event, *, now: datetime) -> Can:
    is_draft = event.status == EventStatus.DRAFT
    times = {"starts_at": event.starts_at, "now": now}
    return Can(
        confirm=is_draft and now < event.starts_at,
        move=_allowed(refuse_frozen, status=event.status, **times),
        cancel=_allowed(refuse_cancel, status=event.status, ends_at=event.ends_at, now=now),
        assign=_allowed(refuse_assigning, status=event.status, ends_at=event.ends_at, now=now),
        report=_allowed(refuse_early_outcome, status=event.status, **times),
    )


def _allowed(refuse: Callable[..., None], **facts: Any) -> bool:
    """Say whether a rule lets the step pass."""
    try:
        refuse(**facts)
    except ValidationError:
        return False
    return True
