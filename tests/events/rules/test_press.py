"""Figures for the press: what counts, and what counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.choices import BoardState, EventKind, MissionKind, Petition, Reception
from events.rules.press import (
    STATES,
    PressEvent,
    Response,
    Try,
    added_up,
    cities_of,
    countries_of,
    outcomes_by_kind,
    refusals,
    refused_to_meet,
    response_to,
    responses,
)
from tests.events.rules.press_figures import NOW, REFUSED, event, figures

EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["Sydney", "London"]),
        st.sampled_from(["AU", "GB", "CA", ""]),
        kind=st.sampled_from(EventKind.values),
        state=st.sampled_from([str(state) for state in STATES]),
        mission_kind=st.sampled_from(["", *MissionKind.values]),
        attempts=st.lists(
            st.builds(Try, st.sampled_from(Reception.values), st.sampled_from(Petition.values)), max_size=3
        ).map(tuple),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("receptions", "refused"),
    [
        ([], False),
        (["refused"], True),
        (["nobody", "refused", "nobody"], True),
        (["refused", "guard"], True),
        (["refused", "staff"], False),
        (["staff", "refused", "nobody"], True),
        (["nobody"], False),
    ],
)
def test_mission_refused_to_meet_unless_it_met_afterwards(receptions: list[str], refused: bool) -> None:
    assert refused_to_meet([Try(reception, "refused") for reception in receptions]) is refused


def test_missions_are_counted_once_and_by_their_word() -> None:
    events = [
        event(attempts=REFUSED),
        event(attempts=REFUSED, state="refused"),
        event("London", "GB", mission_kind="embassy", attempts=REFUSED),
        event("Geneva", "CH", mission_kind="permanent_mission", attempts=REFUSED),
        event("Oslo", "NO", mission_kind="embassy"),
    ]
    assert refusals(events) == {"consulate": 1, "embassy": 1, "mission": 1}


def test_same_name_in_another_country_is_another_city() -> None:
    events = [event("London", "GB"), event("London", "CA"), event("London", "GB"), event("At sea", "")]
    assert (cities_of(events), countries_of(events)) == (3, 2)


def test_called_off_events_count_nowhere_but_among_the_outcomes() -> None:
    told = figures(event(state="cancelled", attempts=REFUSED), event("Oslo", "NO"))
    assert [each.city for each in told.hand_ins] == ["Oslo"]
    assert outcomes_by_kind(told.events) == {"hand_in": {"ready": 1, "cancelled": 1}}


def test_sum_says_how_many_counted_and_how_new_the_newest_is() -> None:
    told = added_up([(5, NOW), (None, NOW + timedelta(days=1)), (0, NOW - timedelta(days=1))])
    assert (told.total, told.sources, told.newest_at) == (5, 2, NOW)


@given(EVENTS)
def test_outcomes_by_kind_add_up_to_the_events(events: list[PressEvent]) -> None:
    by_kind = outcomes_by_kind(events)
    assert sum(sum(states.values()) for states in by_kind.values()) == len(events)
    assert all(count for states in by_kind.values() for count in states.values())


@given(EVENTS)
def test_no_figure_exceeds_what_it_counts(events: list[PressEvent]) -> None:
    hand_ins = figures(*events).hand_ins
    assert countries_of(hand_ins) <= cities_of(hand_ins) <= len(hand_ins) <= len(events)
    assert sum(refusals(hand_ins).values()) <= sum(refused_to_meet(each.attempts) for each in hand_ins)


def test_readiness_is_no_state_of_the_press() -> None:
    assert not {BoardState.NOT_READY, BoardState.DRAFT} & set(STATES)


@pytest.mark.parametrize(
    ("attempts", "response"),
    [
        ([], Response.OPEN),
        ([("staff", "not_offered")], Response.OPEN),
        ([("refused", "not_offered")], Response.REFUSED),
        ([("nobody", "refused")], Response.REFUSED),
        ([("refused", "refused"), ("nobody", "left")], Response.LEFT),
        ([("guard", "left")], Response.LEFT),
        ([("refused", "accepted")], Response.TAKEN),
        ([("staff", "part_accepted")], Response.MET_AND_TAKEN),
        ([("refused", "refused"), ("consul", "accepted")], Response.MET_AND_TAKEN),
        ([("staff", "not_offered"), ("nobody", "accepted")], Response.TAKEN),
    ],
)
def test_response_is_the_best_that_was_reached(attempts: list[tuple[str, str]], response: Response) -> None:
    assert response_to([Try(*attempt) for attempt in attempts]) == response


def test_mission_with_two_hand_ins_answers_once() -> None:
    told = [event(attempts=REFUSED), event(attempts=(Try("nobody", "left"),)), event("Oslo", "NO")]
    found = responses(told)
    assert {response: len(there) for response, there in found.items()} == {
        Response.LEFT: 1,
        Response.OPEN: 1,
    }


@given(EVENTS)
def test_every_mission_answers_exactly_once(events: list[PressEvent]) -> None:
    missions = {each.mission_key for each in events if each.mission_kind}
    told = [each.mission_key for there in responses(events).values() for each in there]
    assert len(told) == len(set(told))
    assert set(told) == missions
