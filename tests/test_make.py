"""The builders themselves: each works with nothing but defaults, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from events.choices import Answer, EventStatus, OutcomeResult
from tests import make

pytestmark = pytest.mark.django_db


def test_event_with_its_people() -> None:
    event = make.event()
    make.need(event)
    assignment = make.assignment(event, said=Answer.YES)

    assert (event.status, event.time_zone, event.starts_wall.hour) == (
        EventStatus.PLANNED,
        "Australia/Sydney",
        11,
    )
    assert (assignment.answer, assignment.activist.section) == (Answer.YES, event.section)


def test_past_event_ended_when_it_says() -> None:
    now = datetime(2027, 6, 2, 3, 0, tzinfo=UTC)

    event = make.past_event(now=now, ended=timedelta(hours=2))

    assert (event.starts_at, event.ends_at) == (now - timedelta(hours=3), now - timedelta(hours=2))


def test_reported_event() -> None:
    event = make.past_event()
    make.attempt(event)
    outcome = make.outcome(event, given_up_reason="they did not open")

    assert outcome.result == OutcomeResult.GIVEN_UP


def test_people_and_places() -> None:
    australia, belgium = make.section(), make.belgium()
    people = [
        make.coordinator(australia),
        make.organiser(belgium),
        make.viewer(belgium),
        make.global_coordinator(),
    ]
    make.signature_count(make.campaign(), belgium)

    assert [len(person.roles) for person in people] == [1, 1, 1, 0]
    assert make.mission().place == make.city("Sydney")
    assert not make.user(is_active=False).is_active
