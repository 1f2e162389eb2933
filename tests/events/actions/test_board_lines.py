"""The board's lines follow what happens; what is forgotten is found by the tests, and mended by the clock."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from events.actions.assignments import unassign
from events.actions.board_lines import heal_lines, refresh_lines
from events.actions.campaigns import close_campaign
from events.choices import Answer, Petition, Role
from events.models import Assignment, BoardLine, Event
from tests import make
from tests.board_lines import forgotten_lines
from tests.events.crowds import many_like

pytestmark = pytest.mark.django_db


def line(event: Event) -> BoardLine:
    return BoardLine.objects.get(event=event)


def busy_event() -> Event:
    """Return an event with everything a line is counted from."""
    event = make.past_event()
    before = event.starts_at - timedelta(days=2)
    anna = make.activist(section=event.section)
    make.need(event, Role.STEWARD, 3, now=before)
    make.need(event, Role.LEAD, now=before)
    make.assignment(event, anna, said="yes", now=before)
    make.assignment(event, anna, role=Role.STEWARD, said="no", now=before)
    make.assignment(event, now=before + timedelta(hours=1))
    make.assignment(event, now=before)
    make.assignment(event, role=Role.STEWARD, said="yes", now=before)
    make.attempt(event, petition=Petition.LEFT)
    make.attempt(event, at=event.ends_at, next_step="By post", next_due_on=event.local_date)
    return event


def test_line_counts_people_needs_and_attempts() -> None:
    event = busy_event()

    found = line(event)
    assert (found.wanted, found.filled, found.missing, found.lacks_people) == (4, 2, {"steward": 2}, True)
    assert (found.people, found.yes, found.silent, found.no) == (4, 2, 2, 1)
    assert (found.lead_said_yes, found.lead_asked_at) == (True, event.starts_at - timedelta(days=2))
    assert (found.is_delivered, found.last_attempt_at, found.next_due_on) == (
        True,
        event.ends_at,
        event.local_date,
    )


def test_line_follows_place_and_people() -> None:
    event = make.event(city=make.city("Oslo"))
    asked = make.assignment(event)
    assert (line(event).cell, line(event).people) == (29 * 72 + 38, 1)

    unassign(by=make.SYSTEM, assignment=asked)

    assert line(event).people == 0


def test_lines_cost_the_same_however_many_events(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    event = busy_event()
    many_like(event, 3)
    BoardLine.objects.all().delete()
    events = list(Event.objects.all())

    with django_assert_num_queries(6):
        assert refresh_lines(events=[event]) == 1
    with django_assert_num_queries(6):
        assert refresh_lines(events=events) == 3
    assert refresh_lines(events=events) == 0


# --- what is forgotten --------------------------------------------------------------------------------------------


@pytest.mark.writes_rows
def test_a_change_without_refresh_is_found_after_the_test() -> None:
    make.event(title="In order")
    event = make.event(title="Forgotten")
    make.assignment(event)
    assert forgotten_lines() == []

    Assignment.objects.update(answer=Answer.YES, answered_at=event.starts_at)

    (found,) = forgotten_lines()
    assert found.startswith("Forgotten")


def test_the_clock_mends_lines_of_open_campaigns() -> None:
    event, closed = make.event(), make.past_event(campaign=make.campaign())
    close_campaign(by=make.SYSTEM, campaign=closed.campaign)
    BoardLine.objects.filter(event=event).update(people=7)
    closed.line.delete()

    assert (heal_lines(), heal_lines()) == (1, 0)

    assert line(event).people == 0
    refresh_lines(events=[closed])


def test_events_from_before_there_were_lines_get_the_same() -> None:
    event = busy_event()
    make.event(time_zone="Europe/Oslo", city="Nowhere", country="NO")
    many_like(event, 2)
    BoardLine.objects.all().delete()

    import_module("events.migrations.0013_fill_board_lines").fill(apps, connection.schema_editor)

    assert forgotten_lines() == []
    assert BoardLine.objects.count() == 4
