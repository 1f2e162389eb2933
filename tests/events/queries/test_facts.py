"""The facts of a list of events agree with what happened to each."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.choices import BoardState, EventKind, Petition, Role
from events.models import Event
from events.queries.facts import filled_needs, state_of, with_facts
from tests import make

pytestmark = pytest.mark.django_db


def state(event: Event) -> BoardState:
    return state_of(with_facts(Event.objects.all()).get(pk=event.pk), now=timezone.now())


def test_event_becomes_ready_when_a_lead_and_every_need_said_yes() -> None:
    event = make.event()
    assert state(event) == BoardState.NOT_READY
    make.assignment(event, said="yes")
    assert state(event) == BoardState.READY
    make.need(event, Role.STEWARD, 2)
    make.assignment(event, role=Role.STEWARD, said="yes")
    assert state(event) == BoardState.NOT_READY
    make.assignment(event, role=Role.STEWARD, said="no")
    assert state(event) == BoardState.NOT_READY
    make.assignment(event, role=Role.STEWARD, said="yes")
    assert state(event) == BoardState.READY


def test_report_and_attempts_decide_after_the_end() -> None:
    event = make.past_event()
    assert state(event) == BoardState.AWAITING_REPORT
    make.attempt(event)
    make.outcome(event)
    assert state(event) == BoardState.REFUSED
    make.attempt(event, petition=Petition.LEFT)
    assert state(event) == BoardState.DELIVERED


def test_protest_is_held() -> None:
    event = make.past_event(kind=EventKind.PROTEST, ended=timedelta(hours=5))
    make.outcome(event)
    assert state(event) == BoardState.HELD


def test_needs_know_how_many_said_yes() -> None:
    event, other = make.event(), make.event()
    for each in (event, other):
        make.need(each, Role.STEWARD, 3)
        make.need(each, Role.LEAD, 1)
    make.assignment(event, role=Role.STEWARD, said="yes")
    make.assignment(event, role=Role.STEWARD, said="yes")
    make.assignment(event, role=Role.STEWARD)
    filled = filled_needs().order_by("event", "role").values_list("event", "role", "wanted", "yes")
    assert list(filled) == [
        (event.pk, Role.LEAD, 1, 0),
        (event.pk, Role.STEWARD, 3, 2),
        (other.pk, Role.LEAD, 1, 0),
        (other.pk, Role.STEWARD, 3, 0),
    ]


def test_facts_come_with_the_list(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        make.event()
    with django_assert_num_queries(1):
        assert [state_of(event, now=timezone.now()) for event in with_facts(Event.objects.all())] == [
            BoardState.NOT_READY
        ] * 3
