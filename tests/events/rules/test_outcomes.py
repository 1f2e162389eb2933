"""What the attempts say together: result and headline."""

from dataclasses import dataclass

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.choices import (
    DELIVERING_PETITIONS,
    Channel,
    EventKind,
    MissionKind,
    OutcomeResult,
    Petition,
    Reception,
)
from events.rules.outcomes import headline, is_delivered, result_of, ways_that_work


@dataclass(frozen=True)
class Attempt:
    reception: str
    petition: str
    channel: str = Channel.DOOR


attempts = st.lists(
    st.builds(
        Attempt,
        st.sampled_from(Reception.values),
        st.sampled_from(Petition.values),
        st.sampled_from(Channel.values),
    ),
    max_size=5,
)
SYDNEY = Attempt(Reception.REFUSED, Petition.REFUSED)
NOT_OFFERED = Attempt(Reception.NOBODY, Petition.NOT_OFFERED)


@pytest.mark.parametrize(
    ("tried", "mission", "told"),
    [
        ([SYDNEY], MissionKind.CONSULATE_GENERAL, "Consulate refused to meet"),
        ([SYDNEY], MissionKind.EMBASSY, "Embassy refused to meet"),
        ([SYDNEY], "", "Mission refused to meet"),
        (
            [Attempt(Reception.REFUSED, Petition.LEFT)],
            MissionKind.EMBASSY,
            "Embassy refused to meet; petition left there",
        ),
        (
            [Attempt(Reception.CONSUL, Petition.ACCEPTED)],
            MissionKind.CONSULATE,
            "The consul met us; petition accepted",
        ),
        ([Attempt(Reception.STAFF, Petition.REFUSED)], MissionKind.EMBASSY, "Staff met us; petition refused"),
        ([SYDNEY, NOT_OFFERED], MissionKind.CONSULATE, "Consulate refused to meet"),
        ([NOT_OFFERED], MissionKind.CONSULATE, "Nobody came to meet us; petition not offered"),
        ([SYDNEY, Attempt(Reception.GUARD, Petition.ACCEPTED)], "", "Only a guard met us; petition accepted"),
    ],
)
def test_headline_says_met_and_accepted(tried: list[Attempt], mission: str, told: str) -> None:
    assert str(headline(kind=EventKind.HAND_IN, attempts=tried, mission_kind=mission)) == told


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (EventKind.HAND_IN, "No delivery attempt yet"),
        (EventKind.PROTEST, "Protest held"),
        (EventKind.STUNT, "Stunt held"),
        (EventKind.VIGIL, "Vigil held"),
        (EventKind.OTHER, "Action held"),
    ],
)
def test_headline_without_attempts(kind: str, told: str) -> None:
    assert str(headline(kind=kind, attempts=[])) == told


@given(
    kind=st.sampled_from(EventKind.values), tried=attempts, mission=st.sampled_from(["", *MissionKind.values])
)
def test_every_chain_has_a_headline(kind: str, tried: list[Attempt], mission: str) -> None:
    with translation.override("en"):
        told = str(headline(kind=kind, attempts=tried, mission_kind=mission))

    assert told
    assert "%" not in told


@given(attempts)
def test_one_delivering_attempt_delivers_the_chain(tried: list[Attempt]) -> None:
    expected = any(attempt.petition in DELIVERING_PETITIONS for attempt in tried)

    assert is_delivered(tried) is expected
    assert (
        result_of(kind=EventKind.HAND_IN, attempts=tried, given_up=False) == OutcomeResult.DELIVERED
    ) is expected


@given(tried=attempts, given_up=st.booleans())
def test_only_a_hand_in_can_stay_open(tried: list[Attempt], given_up: bool) -> None:
    for kind in set(EventKind) - {EventKind.HAND_IN}:
        assert result_of(kind=kind, attempts=tried, given_up=given_up) == OutcomeResult.HELD


@pytest.mark.parametrize(
    ("given_up", "result"), [(False, OutcomeResult.OPEN), (True, OutcomeResult.GIVEN_UP)]
)
def test_undelivered_chain_is_open_until_given_up(given_up: bool, result: OutcomeResult) -> None:
    assert result_of(kind=EventKind.HAND_IN, attempts=[SYDNEY], given_up=given_up) == result


def test_delivery_after_giving_up_counts_as_delivered() -> None:
    later = [SYDNEY, Attempt(Reception.NOBODY, Petition.LEFT)]

    assert result_of(kind=EventKind.HAND_IN, attempts=later, given_up=True) == OutcomeResult.DELIVERED


@given(tried=attempts, mission=st.sampled_from(MissionKind.values))
def test_headline_of_a_chain_is_that_of_its_last_offer(tried: list[Attempt], mission: str) -> None:
    offers = [attempt for attempt in tried if attempt.petition != Petition.NOT_OFFERED]
    silent = [Attempt(Reception.NOBODY, Petition.NOT_OFFERED)]

    def told(chain: list[Attempt]) -> str:
        return str(headline(kind=EventKind.HAND_IN, attempts=chain, mission_kind=mission))

    if offers:
        assert told(tried) == told(offers[-1:]) == told(tried + silent)
    elif tried:
        assert told(tried) == told(tried[-1:])


@given(tried=attempts)
def test_way_works_exactly_where_its_last_offer_was_taken(tried: list[Attempt]) -> None:
    works = ways_that_work(tried)

    assert len(works) == len(set(works))
    for way in Channel:
        offers = [a.petition for a in tried if a.channel == way and a.petition != Petition.NOT_OFFERED]
        assert (way in works) == (bool(offers) and offers[-1] in DELIVERING_PETITIONS)
    assert not works or is_delivered(tried)


def test_way_that_worked_most_often_stands_first() -> None:
    door = Attempt(Reception.STAFF, Petition.LEFT)
    post = Attempt(Reception.NOBODY, Petition.ACCEPTED, Channel.POST)

    assert ways_that_work([door, post, post]) == [Channel.POST, Channel.DOOR]
    assert ways_that_work([door, post, SYDNEY]) == [Channel.POST]
