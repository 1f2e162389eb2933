"""What needs somebody now: the concerns of one event, from its facts and the clock. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from events.choices import BoardState, Doubt, OutcomeResult, Role

LEAD_HORIZON = timedelta(days=7)
"""A lead is worth a call from here on: the first reminder goes out one week before."""
PEOPLE_HORIZON = timedelta(hours=48)
"""The *gap* mail goes at the same time (settled: a need unfilled 48 h before)."""
SILENCE = timedelta(hours=24)
"""So long a lead may leave the question open before the last 48 hours."""
SIGN_OF_LIFE = timedelta(hours=1)
"""So long after its beginning an event may say nothing: no attempt recorded, no report."""
REPORT_GRACE = timedelta(hours=2)
DOUBT_GRACE = timedelta(hours=1)
"""A report that cannot be true wants to be corrected before somebody cites it."""
WIDEST_TURNOUT = 20
"""Times; "between 40 and 4,000" is a slip of the thumb."""
FAR_OUT = 10
"""Times the largest turnout before; so is one zero too many."""
NEXT_ATTEMPT_GRACE = timedelta(days=1)
"""A refusal wants its next step within a day, while the delegation is still there."""


class Concern(StrEnum):
    """What is wrong with an event."""

    NO_LEAD = "no_lead"
    LEAD_SILENT = "lead_silent"
    PEOPLE_MISSING = "people_missing"
    MAIL_FAILING = "mail_failing"
    NO_SIGN = "no_sign"
    REPORT_LATE = "report_late"
    DOUBTFUL_REPORT = "doubtful_report"
    NO_NEXT_ATTEMPT = "no_next_attempt"


@dataclass(frozen=True)
class Watched:
    """What the concerns of one event are read from.

    `lead_asked_at`: when the longest silent lead was asked, None when no lead is being waited for.
    `missing`: {role: people still wanted}. `failing`: people whose newest mail failed. `result`: of the outcome, or "".
    `last_attempt_at`, `next_attempt_at`: of the newest delivery attempt; the latter is when its next step is due.
    `handed_over`: as reported, whatever the state; `allotted`: signatures this mission was to get. `counted_then`,
    `largest_then`: what the report was held against (models.Outcome). `is_confirmed`: somebody vouches for the figures.
    """

    state: BoardState
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime | None
    lead_said_yes: bool
    lead_asked_at: datetime | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    failing: int = 0
    result: str = ""
    reported_at: datetime | None = None
    last_attempt_at: datetime | None = None
    next_attempt_at: datetime | None = None
    allotted: int | None = None
    handed_over: int | None = None
    turnout_low: int | None = None
    turnout_high: int | None = None
    counted_then: int | None = None
    largest_then: int | None = None
    is_confirmed: bool = False


@dataclass(frozen=True)
class Call:
    """One concern and the instant by which somebody should have acted."""

    concern: Concern
    deadline: datetime


def calls(event: Watched, *, now: datetime) -> Iterator[Call]:
    """Yield what is wrong with `event`; at most one concern about missing people, since one visit mends them all.

    An event written down after it was over is history and calls for nobody.
    """
    if event.planned_at is None or event.planned_at >= event.ends_at:
        return
    if event.state in (BoardState.NOT_READY, BoardState.READY):
        yield from _before(event, now=now)
    if event.failing and now < event.ends_at and event.state != BoardState.CANCELLED:
        yield Call(Concern.MAIL_FAILING, event.starts_at)
    if (
        event.state == BoardState.UNDER_WAY
        and now >= event.starts_at + SIGN_OF_LIFE
        and not _was_heard(event)
    ):
        yield Call(Concern.NO_SIGN, event.starts_at + SIGN_OF_LIFE)
    if event.reported_at is not None and not event.is_confirmed and _doubts_of(event):
        yield Call(Concern.DOUBTFUL_REPORT, event.reported_at + DOUBT_GRACE)
    if event.state == BoardState.AWAITING_REPORT and now >= event.ends_at + REPORT_GRACE:
        yield Call(Concern.REPORT_LATE, event.ends_at + REPORT_GRACE)
    if event.state == BoardState.REFUSED and event.result == OutcomeResult.OPEN:
        yield from _after_refusal(event, now=now)


def _was_heard(event: Watched) -> bool:
    return event.last_attempt_at is not None and event.last_attempt_at >= event.starts_at


def doubts(
    *,
    state: BoardState,
    allotted: int | None,
    handed_over: int | None,
    turnout_low: int | None,
    turnout_high: int | None,
    counted_then: int | None,
    largest_then: int | None,
) -> list[Doubt]:
    """Return what contradicts itself, or is far out, in what was reported."""
    found = {
        Doubt.HANDED_OVER_THOUGH_REFUSED: handed_over and state == BoardState.REFUSED,
        Doubt.MORE_THAN_ALLOTTED: handed_over and allotted is not None and handed_over > allotted,
        Doubt.MORE_THAN_COUNTED: handed_over and counted_then is not None and handed_over > counted_then,
        Doubt.TURNOUT_TOO_WIDE: turnout_low and turnout_high and turnout_high > WIDEST_TURNOUT * turnout_low,
        Doubt.TURNOUT_FAR_OUT: turnout_high and largest_then and turnout_high > FAR_OUT * largest_then,
    }
    return [doubt for doubt, is_so in found.items() if is_so]


def _doubts_of(event: Watched) -> list[Doubt]:
    return doubts(
        state=event.state,
        allotted=event.allotted,
        handed_over=event.handed_over,
        turnout_low=event.turnout_low,
        turnout_high=event.turnout_high,
        counted_then=event.counted_then,
        largest_then=event.largest_then,
    )


def _before(event: Watched, *, now: datetime) -> Iterator[Call]:
    ahead = event.starts_at - now
    if ahead <= LEAD_HORIZON and not event.lead_said_yes:
        if event.lead_asked_at is None:
            yield Call(Concern.NO_LEAD, event.starts_at)
            return
        if ahead <= PEOPLE_HORIZON or now - event.lead_asked_at >= SILENCE:
            yield Call(Concern.LEAD_SILENT, event.starts_at)
            return
    if ahead <= PEOPLE_HORIZON and any(role != Role.LEAD for role in event.missing):
        yield Call(Concern.PEOPLE_MISSING, event.starts_at)


def _after_refusal(event: Watched, *, now: datetime) -> Iterator[Call]:
    if event.next_attempt_at is not None:
        if event.next_attempt_at <= now:
            yield Call(Concern.NO_NEXT_ATTEMPT, event.next_attempt_at)
        return
    refused_at = event.last_attempt_at or event.reported_at or event.ends_at
    yield Call(Concern.NO_NEXT_ATTEMPT, refused_at + NEXT_ATTEMPT_GRACE)


def nearness(call: Call, *, now: datetime) -> tuple[timedelta, datetime]:
    """Return the sort key of a call: how near its deadline is, ahead or just missed.

    Not oldest first: on the day, twenty late reports would hide the event that begins in half an hour without a lead.
    """
    return abs(call.deadline - now), call.deadline
