"""The events an activist was asked to."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Activist
from events.choices import Role
from tests import make

pytestmark = pytest.mark.django_db

QUERIES = 8


def of(activist: Activist) -> str:
    return reverse("events:activist_events", args=[activist.public_id])


def test_events_stand_with_role_and_answer_the_latest_first(client: Client) -> None:
    event = make.past_event(title="Over")
    person = make.activist(section=event.section)
    ahead = make.event(section=event.section, title="Ahead")
    make.assignment(ahead, person, role=Role.STEWARD, said="no")
    make.assignment(ahead, person, role=Role.LEAD, said="yes")
    client.force_login(make.coordinator(event.section))
    rows = client.get(of(person)).context["rows"]
    assert [(row.event.title, row.role, row.answer) for row in rows] == [
        ("Ahead", "steward", "no"),
        ("Ahead", "lead", "yes"),
    ]


def test_fetched_part_is_no_page_of_its_own(client: Client) -> None:
    person = make.activist(section=make.section())
    client.force_login(make.coordinator(person.section))
    assert "<html" not in client.get(of(person), headers={"HX-Request": "true"}).content.decode()
    assert "<html" in client.get(of(person)).content.decode()


@pytest.mark.parametrize("maker", ["viewer", "organiser", "global_coordinator", "foreign"])
def test_others_find_nothing(client: Client, maker: str) -> None:
    person = make.activist(section=make.section())
    users = {
        "global_coordinator": make.global_coordinator,
        "foreign": lambda: make.coordinator(make.belgium()),
    }
    client.force_login(users[maker]() if maker in users else getattr(make, maker)(person.section))
    assert client.get(of(person)).status_code == 404


@pytest.mark.parametrize("events", [1, 3])
def test_page_costs_the_same_queries_with_one_event_and_with_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, events: int
) -> None:
    section = make.section()
    person = make.activist(section=section)
    for _ in range(events):
        make.assignment(make.event(section=section), person)
    client.force_login(make.coordinator(section))
    with django_assert_num_queries(QUERIES):
        client.get(of(person))
