"""Who is asked, who could be, and who is wanted elsewhere at the same time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.actions.activists import opt_out
from accounts.models import Activist
from events.choices import Role
from events.queries.people import SHOWN, candidates, people_of
from tests import make
from tests.events import crowds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 2)


def test_people_stand_by_role_and_name_with_their_answer() -> None:
    event = make.event()
    for name, said in (("Zoe", "yes"), ("Ana", None), ("Bo", "no")):
        make.assignment(event, make.activist(section=event.section, name=name), role=Role.STEWARD, said=said)
    people = people_of(event)

    assert list(people) == [Role.STEWARD]
    assert [(person.name, person.answer) for person in people[Role.STEWARD]] == [
        ("Ana", "asked"),
        ("Bo", "no"),
        ("Zoe", "yes"),
    ]


def test_an_overlapping_event_is_a_clash_and_the_next_hour_is_none() -> None:
    event = make.event()
    person = make.activist(section=event.section)
    make.assignment(event, person)
    start = event.starts_wall
    next_hour = make.event(section=event.section, title="After", starts_wall=start + timedelta(hours=1))
    make.assignment(next_hour, person)

    assert people_of(event)[Role.LEAD][0].clash == ""

    overlapping = make.event(
        section=event.section, title="Overlaps", starts_wall=start + timedelta(minutes=30)
    )
    make.assignment(overlapping, person)

    assert people_of(event)[Role.LEAD][0].clash == "Overlaps"


def test_who_declined_elsewhere_or_here_does_not_clash() -> None:
    event, other = make.event(), make.event()
    person = make.activist(section=event.section)
    make.assignment(event, person)
    make.assignment(other, person, said="no")

    assert people_of(event)[Role.LEAD][0].clash == ""
    assert people_of(other)[Role.LEAD][0].clash == ""


def test_candidates_are_found_by_name_with_what_one_has_to_know() -> None:
    event, other = make.event(), make.event(title="Other")
    ana = make.activist(section=event.section, name="Ana Lima")
    make.activist(section=event.section, name="Bo Berg")
    make.assignment(event, ana, role=Role.STEWARD)
    make.assignment(other, ana)
    opt_out(activist=ana)
    (found,) = candidates(event, Activist.objects.filter(section=event.section), text="lim", today=TODAY)

    assert (found.public_id, found.roles, found.clash, found.silent) == (
        ana.public_id,
        ("steward",),
        "Other",
        True,
    )


def test_only_so_many_candidates_are_shown() -> None:
    event = make.event()
    for _number in range(SHOWN + 1):
        make.activist(section=event.section)

    assert len(candidates(event, Activist.objects.all(), text="", today=TODAY)) == SHOWN


@pytest.mark.parametrize("number", [1, 300])
def test_people_cost_two_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    event = make.event()
    crowds.crowd(event, number)
    with django_assert_num_queries(2):
        people = people_of(event)

    assert len(people[Role.PARTICIPANT]) == number
