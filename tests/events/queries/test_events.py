"""What the list of events finds, in which order, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.actions.board_lines import refresh_lines
from events.choices import BoardState, EventKind, Role
from events.models import Event
from events.queries.events import PAGE, EventFilter, every_row, list_page, matching
from tests import make
from tests.events import crowds

pytestmark = pytest.mark.django_db
LIST_QUERIES = 3


def titles(wanted: EventFilter) -> list[str]:
    now = timezone.now()
    return [row.title for row in every_row(matching(Event.objects.all(), wanted, now=now), now=now)]


def at(hours: float, title: str, **facts: object) -> Event:
    """Return an event that begins `hours` from now."""
    event = make.event(title=title, **facts)
    starts_at = timezone.now() + timedelta(hours=hours)
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    refresh_lines(events=[event])
    return event


def test_what_is_next_comes_first_then_what_is_over_latest_first() -> None:
    for hours in (48, -2, 3, -50, -0.5):
        at(hours, f"{hours}")

    assert titles(EventFilter()) == ["-0.5", "3", "48", "-2", "-50"]


def test_a_city_is_found_by_another_of_its_names() -> None:
    make.event(city=make.city("Kyiv"), title="Protest")
    make.event(title="Elsewhere")

    assert titles(EventFilter(text="Kiev")) == ["Protest"]


def test_every_word_must_match_somewhere() -> None:
    make.event(mission=make.mission(), title="Hand-in")
    make.event(title="Stunt")

    assert titles(EventFilter(text="russia hand")) == ["Hand-in"]
    assert titles(EventFilter(text="russia stunt")) == []


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("", {"now", "soon", "later", "over"}),
        ("ahead", {"now", "soon", "later"}),
        ("over", {"over"}),
        ("day", {"now", "soon"}),
        ("week", {"now", "soon", "later"}),
    ],
)
def test_when(when: str, found: set[str]) -> None:
    at(-0.5, "now")
    at(5, "soon")
    at(50, "later")
    at(-5, "over")

    assert set(titles(EventFilter(when=when))) == found


def test_filters_by_kind_campaign_and_section() -> None:
    belgium, first, other = make.belgium(), make.campaign(), make.campaign(title="Another")
    make.event(title="A", kind=EventKind.STUNT, campaign=first)
    make.event(title="B", section=belgium, campaign=first)
    make.event(title="C", campaign=other)

    assert titles(EventFilter(kind=EventKind.STUNT)) == ["A"]
    assert titles(EventFilter(section="belgium")) == ["B"]
    assert titles(EventFilter(campaign=other.slug)) == ["C"]


def test_row_counts_filled_needs_not_people() -> None:
    event = make.event()
    make.need(event, Role.LEAD, 1)
    make.need(event, Role.STEWARD, 3)
    make.assignment(event, said="yes")
    make.assignment(event, role=Role.LEAD, said="yes")
    make.assignment(event, role=Role.STEWARD, said="no")
    now = timezone.now()
    (row,) = every_row(matching(Event.objects.all(), EventFilter(), now=now), now=now)

    assert (row.filled, row.wanted, row.state) == (1, 4, BoardState.NOT_READY)


def test_pages_follow_one_another() -> None:
    crowds.many_like(make.event(), PAGE + 1)
    now = timezone.now()
    found = matching(Event.objects.all(), EventFilter(), now=now)
    first, second = (list_page(found, number=number, now=now) for number in (0, 2))

    assert (first.first, first.last, first.found, first.has_next) == (1, PAGE, PAGE + 2, True)
    assert (second.first, second.last, second.has_next) == (PAGE + 1, PAGE + 2, False)
    assert {row.public_id for row in first.rows}.isdisjoint(row.public_id for row in second.rows)


@pytest.mark.parametrize("number_of_events", [1, 300])
def test_a_page_costs_the_same_with_one_event_and_with_300(
    number_of_events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make.event(mission=make.mission())
    make.need(event)
    crowds.many_like(event, number_of_events - 1)
    now = timezone.now()
    with django_assert_num_queries(LIST_QUERIES):
        page = list_page(matching(Event.objects.all(), EventFilter(), now=now), number=1, now=now)

    assert page.found == number_of_events
