"""What may change when, and what the board shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from events.choices import BoardState, EventKind, EventStatus, OutcomeResult
from events.rules import lifecycle
from events.rules.lifecycle import EventFacts, board_state

START = datetime(2027, 6, 2, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=1)
BEFORE, DURING, AFTER = START - timedelta(seconds=1), START, END

PLANNED = EventFacts(
    kind=EventKind.HAND_IN,
    status=EventStatus.PLANNED,
    starts_at=START,
    ends_at=END,
    lead_said_yes=True,
    needs_filled=True,
    has_outcome=False,
    is_delivered=False,
)


@pytest.mark.parametrize(
    ("changes", "now", "state"),
    [
        ({}, BEFORE, BoardState.READY),
        ({"lead_said_yes": False}, BEFORE, BoardState.NOT_READY),
        ({"needs_filled": False}, BEFORE, BoardState.NOT_READY),
        ({}, DURING, BoardState.UNDER_WAY),
        ({"lead_said_yes": False, "needs_filled": False}, DURING, BoardState.UNDER_WAY),
        ({}, AFTER, BoardState.AWAITING_REPORT),
        ({"has_outcome": True}, AFTER, BoardState.REFUSED),
        ({"has_outcome": True, "is_delivered": True}, AFTER, BoardState.DELIVERED),
        ({"is_delivered": True}, AFTER, BoardState.DELIVERED),
        ({"has_outcome": True}, DURING, BoardState.REFUSED),
        ({"has_outcome": True, "status": EventStatus.DONE}, AFTER, BoardState.REFUSED),
        *[
            ({"has_outcome": True, "kind": kind}, AFTER, BoardState.HELD)
            for kind in set(EventKind) - {EventKind.HAND_IN}
        ],
        (
            {"status": EventStatus.CANCELLED, "is_delivered": True, "has_outcome": True},
            AFTER,
            BoardState.CANCELLED,
        ),
        ({"status": EventStatus.DRAFT}, BEFORE, BoardState.DRAFT),
        ({"status": EventStatus.DRAFT}, AFTER, BoardState.DRAFT),
    ],
)
def test_board_state(changes: dict[str, Any], now: datetime, state: BoardState) -> None:
    assert board_state(replace(PLANNED, **changes), now=now) == state


facts = st.builds(
    EventFacts,
    kind=st.sampled_from(EventKind.values),
    status=st.sampled_from(EventStatus.values),
    starts_at=st.just(START),
    ends_at=st.just(END),
    lead_said_yes=st.booleans(),
    needs_filled=st.booleans(),
    has_outcome=st.booleans(),
    is_delivered=st.booleans(),
)
ORDER = [BoardState.NOT_READY, BoardState.READY, BoardState.UNDER_WAY, BoardState.AWAITING_REPORT]


@given(facts, st.lists(st.integers(-7200, 7200), min_size=2, max_size=6))
def test_time_alone_moves_a_state_forward_only(facts: EventFacts, seconds: list[int]) -> None:
    states = [board_state(facts, now=START + timedelta(seconds=s)) for s in sorted(seconds)]

    if set(states) <= set(ORDER):
        assert [ORDER.index(state) for state in states] == sorted(ORDER.index(state) for state in states)
    else:
        assert len(set(states)) == 1


@given(facts, st.integers(-7200, 7200))
def test_reported_event_waits_for_nothing(facts: EventFacts, seconds: int) -> None:
    state = board_state(replace(facts, has_outcome=True), now=START + timedelta(seconds=seconds))

    assert state in (BoardState.DELIVERED, BoardState.REFUSED, BoardState.HELD, BoardState.CANCELLED)


# --- guards -------------------------------------------------------------------------------------------------------

STATUSES = list(EventStatus)


def allowed(guard: Callable[..., None], **facts: Any) -> bool:
    try:
        guard(**facts)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("moment", "may"), [(BEFORE, True), (START, False), (AFTER, False)])
def test_start_must_lie_ahead(moment: datetime, may: bool) -> None:
    assert allowed(lifecycle.refuse_past_start, starts_at=START, now=moment) is may


@pytest.mark.parametrize(
    ("length", "may"),
    [
        (timedelta(seconds=1), True),
        (timedelta(days=31), True),
        (timedelta(), False),
        (timedelta(hours=-1), False),
        (timedelta(days=31, seconds=1), False),
    ],
)
def test_end_follows_the_start_within_a_month(length: timedelta, may: bool) -> None:
    assert allowed(lifecycle.refuse_bad_end, starts_at=START, ends_at=START + length) is may


def matrix(guard: Callable[..., None], **fixed: datetime) -> dict[EventStatus, str]:
    """{status: moments at which it may be done}: b(efore), d(uring), a(fter)."""
    moments = {"b": BEFORE, "d": DURING, "a": AFTER}
    return {
        status: "".join(
            name for name, now in moments.items() if allowed(guard, status=status, now=now, **fixed)
        )
        for status in STATUSES
    }


def test_place_and_time_are_frozen_once_it_began() -> None:
    assert matrix(lifecycle.refuse_frozen, starts_at=START) == {
        EventStatus.DRAFT: "b",
        EventStatus.PLANNED: "b",
        EventStatus.CANCELLED: "",
        EventStatus.DONE: "",
    }


def test_what_is_over_is_not_cancelled() -> None:
    assert matrix(lifecycle.refuse_cancel, ends_at=END) == {
        EventStatus.DRAFT: "bda",
        EventStatus.PLANNED: "bd",
        EventStatus.CANCELLED: "",
        EventStatus.DONE: "",
    }


@pytest.mark.parametrize("guard", [lifecycle.refuse_assigning, lifecycle.refuse_answering])
def test_people_are_asked_and_answer_until_the_end(guard: Callable[..., None]) -> None:
    assert matrix(guard, ends_at=END) == {
        EventStatus.DRAFT: "bd",
        EventStatus.PLANNED: "bd",
        EventStatus.CANCELLED: "",
        EventStatus.DONE: "",
    }


def test_outcome_is_recorded_from_the_start_on() -> None:
    assert matrix(lifecycle.refuse_early_outcome, starts_at=START) == {
        EventStatus.DRAFT: "",
        EventStatus.PLANNED: "da",
        EventStatus.CANCELLED: "",
        EventStatus.DONE: "da",
    }


@pytest.mark.parametrize("result", OutcomeResult)
def test_event_is_done_once_its_chain_is_closed(result: OutcomeResult) -> None:
    assert (lifecycle.status_after(result) == EventStatus.DONE) is (result != OutcomeResult.OPEN)


def test_campaign_with_events_ahead_stays_open_and_says_which() -> None:
    with pytest.raises(ValidationError) as refused:
        lifecycle.refuse_closing(["Hand-in in Rome", "Vigil"])

    assert refused.value.messages[0].startswith(
        "2 planned events are still ahead, the first is “Hand-in in Rome”."
    )
    lifecycle.refuse_closing([])
