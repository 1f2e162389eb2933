"""What needs somebody now, case by case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.choices import BoardState, OutcomeResult, Role
from events.rules.needs import Call, Concern, Watched, calls, nearness

NOW = datetime(2017, 6, 2, 11, 20, tzinfo=UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def ahead(time: timedelta, **facts: object) -> Watched:
    """Return a planned event that starts `time` from now; negative: it began that long ago."""
    watched = Watched(
        state=BoardState.NOT_READY,
        starts_at=NOW + time,
        ends_at=NOW + time + hours(1),
        planned_at=NOW - timedelta(days=30),
        lead_said_yes=False,
    )
    return replace(watched, **facts)  # type: ignore[arg-type]


def concerns(event: Watched) -> list[Concern]:
    return [call.concern for call in calls(event, now=NOW)]


def told(state: BoardState, **facts: object) -> Watched:
    """Return an event that was reported an hour ago."""
    return ahead(hours(-3), state=state, result=OutcomeResult.GIVEN_UP, reported_at=NOW - hours(1), **facts)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (ahead(hours(24 * 8)), []),
        (ahead(hours(24 * 7)), [Concern.NO_LEAD]),
        (ahead(hours(1)), [Concern.NO_LEAD]),
        (ahead(hours(72), lead_asked_at=NOW - hours(23)), []),
        (ahead(hours(72), lead_asked_at=NOW - hours(24)), [Concern.LEAD_SILENT]),
        (ahead(hours(48), lead_asked_at=NOW - hours(1)), [Concern.LEAD_SILENT]),
        (ahead(hours(48), lead_said_yes=True, missing={Role.STEWARD: 1}), [Concern.PEOPLE_MISSING]),
        (ahead(hours(49), lead_said_yes=True, missing={Role.STEWARD: 1}), []),
        (ahead(hours(1), missing={Role.STEWARD: 1}), [Concern.NO_LEAD]),
        (ahead(hours(1), lead_said_yes=True, missing={Role.LEAD: 1}), []),
        (ahead(hours(1), state=BoardState.READY, lead_said_yes=True), []),
        (ahead(hours(1), state=BoardState.READY, lead_said_yes=True, failing=1), [Concern.MAIL_FAILING]),
        (ahead(hours(1), failing=2), [Concern.NO_LEAD, Concern.MAIL_FAILING]),
        (ahead(hours(-0.5), state=BoardState.UNDER_WAY, failing=2), [Concern.MAIL_FAILING]),
        (ahead(hours(-0.9), state=BoardState.UNDER_WAY), []),
        (ahead(hours(-1), state=BoardState.UNDER_WAY), [Concern.NO_SIGN]),
        (ahead(hours(-1), state=BoardState.UNDER_WAY, last_attempt_at=NOW - hours(0.5)), []),
        (ahead(hours(-1), state=BoardState.UNDER_WAY, last_attempt_at=NOW - hours(30)), [Concern.NO_SIGN]),
        (ahead(hours(-2), state=BoardState.AWAITING_REPORT, failing=2), []),
        (told(BoardState.DELIVERED, handed_over=90, allotted=100, turnout_low=10, turnout_high=200), []),
        (told(BoardState.DELIVERED, handed_over=101, allotted=100), [Concern.DOUBTFUL_REPORT]),
        (told(BoardState.DELIVERED, handed_over=101), []),
        (told(BoardState.REFUSED, handed_over=5), [Concern.DOUBTFUL_REPORT]),
        (told(BoardState.HELD, turnout_low=40, turnout_high=4_000), [Concern.DOUBTFUL_REPORT]),
        (told(BoardState.HELD, turnout_high=4_000), []),
        (told(BoardState.HELD, turnout_high=4_000, largest_then=400), []),
        (told(BoardState.HELD, turnout_high=4_001, largest_then=400), [Concern.DOUBTFUL_REPORT]),
        (told(BoardState.HELD, turnout_high=4_001, largest_then=400, is_confirmed=True), []),
        (told(BoardState.DELIVERED, handed_over=90, counted_then=90), []),
        (told(BoardState.DELIVERED, handed_over=91, counted_then=90), [Concern.DOUBTFUL_REPORT]),
        (ahead(hours(1), state=BoardState.CANCELLED, failing=2), []),
        (ahead(hours(-2.9), state=BoardState.AWAITING_REPORT), []),
        (ahead(hours(-3), state=BoardState.AWAITING_REPORT), [Concern.REPORT_LATE]),
        (ahead(hours(-3), state=BoardState.REFUSED, result=OutcomeResult.OPEN), [Concern.NO_NEXT_ATTEMPT]),
        (ahead(hours(-3), state=BoardState.REFUSED, result=OutcomeResult.GIVEN_UP), []),
        (ahead(hours(-3), state=BoardState.DELIVERED, result=OutcomeResult.DELIVERED), []),
        (ahead(hours(-3), state=BoardState.DRAFT, planned_at=None), []),
    ],
)
def test_concerns_of_an_event(event: Watched, expected: list[Concern]) -> None:
    assert concerns(event) == expected


def test_event_written_down_after_it_was_over_calls_for_nobody() -> None:
    assert concerns(ahead(hours(-300), state=BoardState.AWAITING_REPORT, planned_at=NOW)) == []


def test_planned_next_attempt_is_left_alone_until_its_day_is_over() -> None:
    refused = ahead(
        hours(-30), state=BoardState.REFUSED, result=OutcomeResult.OPEN, last_attempt_at=NOW - hours(29)
    )
    assert list(calls(refused, now=NOW)) == [Call(Concern.NO_NEXT_ATTEMPT, NOW - hours(5))]
    assert list(calls(replace(refused, next_attempt_at=NOW + hours(1)), now=NOW)) == []
    overdue = replace(refused, next_attempt_at=NOW - hours(1))
    assert list(calls(overdue, now=NOW)) == [Call(Concern.NO_NEXT_ATTEMPT, NOW - hours(1))]


def test_nearest_deadline_comes_first_whether_ahead_or_just_missed() -> None:
    called = [Call(Concern.REPORT_LATE, NOW - timedelta(days=days)) for days in (1, 2, 3)]
    soon = Call(Concern.NO_LEAD, NOW + hours(0.5))
    late = Call(Concern.REPORT_LATE, NOW - hours(1))
    ordered = sorted([*called, soon, late], key=lambda call: nearness(call, now=NOW))
    assert ordered == [soon, late, *called]


@given(st.integers(-1_000, 1_000), st.sampled_from(BoardState), st.booleans(), st.integers(0, 3))
def test_nobody_is_called_twice_for_one_thing(
    start: int, state: BoardState, lead: bool, failing: int
) -> None:
    found = concerns(ahead(hours(start), state=state, lead_said_yes=lead, failing=failing))
    assert len(found) == len(set(found)) <= 2
