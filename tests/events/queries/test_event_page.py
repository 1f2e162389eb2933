"""One event as its page tells it: state, counts, report, what can be done now, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.actions.scheduling import cancel_event
from events.choices import BoardState, EventKind, Petition, Reception, Role
from events.models import Event
from events.queries.event_page import Can, EventPage, event_page
from tests import make
from tests.events import crowds

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 4


def page_of(event: Event) -> EventPage:
    return event_page(event, now=timezone.now())


def test_roles_count_answers_and_stand_in_the_order_of_the_roles() -> None:
    event = make.event()
    make.need(event, Role.STEWARD, 2)
    make.need(event, Role.LEAD, 1)
    for said in ("yes", "no", None):
        make.assignment(event, role=Role.STEWARD, said=said)
    make.assignment(event, role=Role.PARTICIPANT, said="yes")
    page = page_of(event)

    assert [(r.role, r.wanted, r.yes, r.asked, r.no) for r in page.roles] == [
        (Role.LEAD, 1, 0, 0, 0),
        (Role.STEWARD, 2, 1, 1, 1),
        (Role.PARTICIPANT, 0, 1, 0, 0),
    ]
    assert (page.filled, page.wanted, page.lacks_lead) == (1, 3, True)
    assert page.answers == {"yes": 2, "asked": 1, "no": 1}


def test_before_the_event_everything_but_a_report_can_be_done() -> None:
    page = page_of(make.event())

    assert page.can == Can(confirm=False, move=True, cancel=True, assign=True, report=False)
    assert not page.has_begun


def test_a_draft_can_be_confirmed() -> None:
    assert page_of(make.event(draft=True)).can.confirm


def test_after_the_event_only_a_report_can_follow() -> None:
    page = page_of(make.past_event())

    assert page.can == Can(confirm=False, move=False, cancel=False, assign=False, report=True)
    assert page.state == BoardState.AWAITING_REPORT
    assert page.overdue >= timedelta(minutes=59)


def test_nothing_can_be_done_to_a_cancelled_event() -> None:
    event = cancel_event(by=make.user(), event=make.event(), reason="Storm.")

    assert page_of(event).can == Can(confirm=False, move=False, cancel=False, assign=False, report=False)


def test_refused_twice_is_said_once_and_stays_open() -> None:
    event = make.past_event(mission=make.mission(), city=None)
    make.attempt(event)
    make.outcome(event, by=make.activist(section=event.section), turnout_low=25, turnout_high=30)
    page = page_of(event)

    assert page.state == BoardState.REFUSED
    assert page.report is not None
    assert (page.report.headline, page.report.turnout) == ("Consulate refused to meet", "25–30")
    assert (page.report.is_open, page.report.by_lead) == (True, True)
    assert page.next_number == 2


def test_marks_of_an_attempt_follow_what_was_taken_and_who_came() -> None:
    event = make.past_event()
    make.attempt(event, reception=Reception.NOBODY, petition=Petition.LEFT)
    last = page_of(event).last_attempt

    assert last is not None
    assert (last.met_mark, last.mark) == (BoardState.DRAFT, BoardState.DELIVERED)


def test_a_vigil_is_held_and_closed() -> None:
    event = make.past_event(kind=EventKind.VIGIL)
    make.outcome(event, turnout_low=40)
    page = page_of(event)

    assert page.state == BoardState.HELD
    assert page.report is not None
    assert (page.report.is_open, page.report.turnout) == (False, "40+")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (25, 30, "25–30"),
        (40, 40, "40"),
        (200, None, "200+"),
        (None, 300, "≤ 300"),
        (None, None, ""),
        (0, 0, "0"),
    ],
)
def test_turnout_says_which_end_is_known(low: int | None, high: int | None, told: str) -> None:
    event = make.past_event()
    make.outcome(event, turnout_low=low, turnout_high=high)
    report = page_of(event).report

    assert report is not None
    assert report.turnout == told


@pytest.mark.parametrize("people", [1, 300])
def test_page_costs_the_same_with_one_person_and_with_300(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make.past_event()
    crowds.crowd(event, people)
    make.attempt(event)
    make.outcome(event)
    event = Event.objects.select_related("mission").get()
    with django_assert_num_queries(PAGE_QUERIES):
        page = page_of(event)

    assert page.answers["yes"] == people
