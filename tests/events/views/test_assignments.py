"""Doors to needs, assignments and answers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Activist, Section
from events.choices import Answer, Role
from events.models import Assignment, Event
from tests import make
from tests.events.views.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(australia: Section) -> Event:
    """A planned event of Australia's."""
    return make.event(section=australia)


@pytest.fixture
def ana(australia: Section) -> Activist:
    """An activist of Australia's."""
    return make.activist(section=australia, name="Ana Lima", email="ana@example.org")


def door(name: str, row: Event | Assignment) -> str:
    return reverse(f"events:{name}", args=[row.public_id])


def test_needs_are_set_changed_and_removed_in_one_go(desk: Client, event: Event) -> None:
    make.need(event, Role.STEWARD, 2)
    make.need(event, Role.PHOTOGRAPHER, 1)
    desk.post(door("event_needs", event), {"lead": "1", "steward": "3", "photographer": "0"})

    assert dict(event.needs.values_list("role", "wanted")) == {Role.LEAD: 1, Role.STEWARD: 3}


@pytest.mark.parametrize("number", ["-1", "10001", "many"])
def test_a_need_that_cannot_be_is_said_and_nothing_is_stored(number: str, desk: Client, event: Event) -> None:
    page = desk.post(door("event_needs", event), {"lead": "1", "steward": number})

    assert page.context["form"].errors.keys() == {"steward"}
    assert not event.needs.exists()


def test_needs_of_what_is_over_stay(desk: Client, australia: Section) -> None:
    over = make.past_event(section=australia)
    page = desk.post(door("event_needs", over), {"lead": "1"}).content.decode()

    assert "This event is over" in page
    assert not over.needs.exists()


def test_a_name_is_found_and_asked_with_one_button(desk: Client, event: Event, ana: Activist) -> None:
    make.activist(section=event.section, name="Bo Berg")
    page = desk.get(door("event_assign", event), {"q": "lim"}).content.decode()
    assert "Ana Lima" in page
    assert "Bo Berg" not in page

    url = door("event_assign", event) + "?q=lim"
    response = desk.post(url, {"role": "steward", "activist": str(ana.public_id)}, follow=True)
    assert "Ana Lima is asked as steward." in response.content.decode()
    assert "Here already: steward." in response.content.decode()
    assert event.assignments.get().activist == ana


def test_a_whole_address_finds_its_person(desk: Client, event: Event, ana: Activist) -> None:
    page = desk.get(door("event_assign", event), {"q": "ANA@example.org"}).content.decode()

    assert "Ana Lima" in page


def test_no_character_breaks_the_search(desk: Client, event: Event, ana: Activist) -> None:
    page = desk.get(door("event_assign", event), {"q": "\x00"})

    assert page.status_code == 200


def test_a_clash_is_warned_about_and_can_be_overruled(desk: Client, event: Event, ana: Activist) -> None:
    make.assignment(make.event(section=event.section, title="The other one"), ana)
    page = desk.get(door("event_assign", event)).content.decode()
    assert "Same time: The other one" in page

    desk.post(door("event_assign", event), {"role": "lead", "activist": str(ana.public_id)})
    assert "same time: The other one" in desk.get(event.get_absolute_url()).content.decode()


def test_the_role_somebody_is_missing_for_is_chosen_already(desk: Client, event: Event) -> None:
    make.need(event, Role.LEAD, 1)
    make.need(event, Role.STEWARD, 1)
    make.assignment(event, role=Role.LEAD)

    assert desk.get(door("event_assign", event)).context["form"].initial == {"role": Role.STEWARD}


def test_another_section_s_activist_is_refused_and_not_shown(desk: Client, event: Event) -> None:
    foreign = make.activist(section=make.belgium(), name="Secret Name")
    assert "Secret Name" not in desk.get(door("event_assign", event)).content.decode()

    page = desk.post(door("event_assign", event), {"role": "lead", "activist": str(foreign.public_id)})
    assert "Only your own activists can be assigned." in page.content.decode()
    assert "Secret Name" not in page.content.decode()
    assert not event.assignments.exists()


@pytest.mark.parametrize("named", ["", "nobody", "9b2e7e3c-6a0c-0000-0000-000000000000"])
def test_nobody_is_assigned_without_a_person(named: str, desk: Client, event: Event) -> None:
    assert desk.post(door("event_assign", event), {"role": "lead", "activist": named}).status_code == 200
    assert not event.assignments.exists()


def test_the_same_assignment_twice_is_refused_in_words(desk: Client, event: Event, ana: Activist) -> None:
    make.assignment(event, ana, role=Role.LEAD)
    page = desk.post(
        door("event_assign", event), {"role": "lead", "activist": str(ana.public_id)}
    ).content.decode()

    assert "has this role at this event already" in page
    assert event.assignments.count() == 1


def test_an_answer_given_by_phone_is_recorded(desk: Client, event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana)
    url = door("assignment_answer", assignment)
    assert "Ana Lima" in desk.get(url).content.decode()
    assert "Nothing was recorded." in desk.post(url).content.decode()
    assert "Select a valid choice" in desk.post(url, {"answer": "perhaps"}).content.decode()

    page = desk.post(url, {"answer": "yes"}, follow=True).content.decode()
    assert "Ana Lima said yes." in page
    assignment.refresh_from_db()
    assert assignment.answer == Answer.YES


def test_taking_off_needs_the_named_button(desk: Client, event: Event, ana: Activist) -> None:
    assignment = make.assignment(event, ana)
    url = door("assignment_unassign", assignment)
    assert "Take Ana Lima off?" in desk.get(url).content.decode()
    desk.post(url)
    assert event.assignments.exists()

    page = desk.post(url, {"do": "unassign"}, follow=True).content.decode()
    assert "Ana Lima is taken off." in page
    assert not event.assignments.exists()


@pytest.mark.parametrize("name", ["assignment_answer", "assignment_unassign"])
def test_an_assignment_is_there_only_for_those_who_may_see_people(
    name: str, event: Event, ana: Activist
) -> None:
    assignment = make.assignment(event, ana)
    for reader in (make.viewer(event.section), make.coordinator(make.belgium()), make.global_coordinator()):
        client = signed_in(reader)
        assert client.get(door(name, assignment)).status_code == 404
        assert client.post(door(name, assignment), {"answer": "yes", "do": "unassign"}).status_code == 404
    assert event.assignments.get().answer == Answer.ASKED
