"""A section's calendar: an address per user, which can be changed and ended, and ends with the user's rights."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.actions.members import deactivate_user, remove_role
from accounts.audit import SYSTEM
from accounts.models import User
from events.actions.scheduling import cancel_event
from events.choices import Role
from events.models import Event, SectionCalendar
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    event = make.event(title="Hand-in in Sydney", meeting_point="behind the fountain")
    make.assignment(
        event, make.activist(section=event.section, name="Ana Canary"), role=Role.LEAD, said="yes"
    )
    return event


@pytest.fixture
def viewer(event: Event) -> User:
    return make.viewer(event.section)


@pytest.fixture
def mine(client: Client, event: Event, viewer: User) -> str:
    """Where the viewer, who is signed in, sees and changes the address."""
    client.force_login(viewer)
    return reverse("events:section_calendar", args=[event.section.slug])


def new_address(client: Client, page: str) -> str:
    """Press the button and return the path of the feed."""
    client.post(page, {"do": "new"})
    return str(client.get(page).context["address"]).removeprefix("http://testserver")


def read(path: str, **headers: str) -> tuple[int, bytes, str]:
    """Read a feed as a calendar program does, without a cookie."""
    response = Client().get(path[path.index("/k/") :], headers=headers)
    return response.status_code, response.content, response.headers.get("ETag", "")


def test_feed_has_what_is_planned_and_names_nobody(client: Client, event: Event, mine: str) -> None:
    make.event(section=event.section, title="Draft", draft=True)
    make.event(section=event.section, title="Quiet", discreet=True)
    make.past_event(section=event.section, title="Long ago", ended=timedelta(days=61))
    make.event(section=make.belgium(), title="Elsewhere", visibility="public")
    cancel_event(by=SYSTEM, event=make.event(section=event.section, title="Called off"), reason="A storm.")

    status, content, _etag = read(new_address(client, mine))

    shown = {
        str(entry["summary"]): str(entry["status"]) for entry in Calendar.from_ical(content).walk("VEVENT")
    }
    assert status == 200
    assert shown == {"Hand-in in Sydney": "CONFIRMED", "Called off": "CANCELLED"}
    assert b"fountain" in content
    assert b"Canary" not in content
    assert b"ATTENDEE" not in content


def test_program_that_has_it_is_told_so(client: Client, event: Event, mine: str) -> None:
    path = new_address(client, mine)
    _status, _content, etag = read(path)

    assert read(path, **{"If-None-Match": etag})[:2] == (304, b"")
    cancel_event(by=SYSTEM, event=event, reason="A storm.")
    assert read(path, **{"If-None-Match": etag})[0] == 200


def test_new_address_ends_the_old_one_and_the_last_can_be_ended(
    client: Client, event: Event, mine: str
) -> None:
    old = new_address(client, mine)
    new = new_address(client, mine)
    assert (read(old)[0], read(new)[0]) == (404, 200)

    client.post(mine, {"do": "end"})

    assert read(new)[0] == 404
    assert client.get(mine).context["address"] == ""
    assert [act for act, _fields in acts(event.section)][-3:] == [
        *["section.calendar_renewed"] * 2,
        "section.calendar_ended",
    ]
    assert read(new_address(client, mine))[0] == 200


@pytest.mark.parametrize("ends", ["role", "account"])
def test_address_ends_with_the_rights(
    client: Client, event: Event, viewer: User, mine: str, ends: str
) -> None:
    path = new_address(client, mine)
    if ends == "role":
        remove_role(by=SYSTEM, user=viewer, section=event.section)
    else:
        deactivate_user(by=SYSTEM, user=viewer)

    assert read(path)[0] == 404


def test_each_user_has_an_address_of_her_own(client: Client, event: Event, mine: str) -> None:
    path = new_address(client, mine)
    other = Client()
    other.force_login(make.coordinator(event.section))

    other.post(mine, {"do": "end"})

    assert other.get(mine).context["address"] == ""
    assert read(path)[0] == 200


def test_looking_stores_nothing_and_no_token_is_stored(client: Client, mine: str) -> None:
    path = new_address(client, mine)
    with nothing_stored():
        client.get(mine)
        client.post(mine)
        client.post(mine, {"do": "else"})
        read(path)

    assert SectionCalendar.objects.get().digest not in path
    assert path.split("/")[2] not in str(SectionCalendar.objects.values().get())


def test_page_of_another_section_is_not_there(client: Client, mine: str) -> None:
    theirs = reverse("events:section_calendar", args=[make.belgium().slug])
    assert client.get(theirs).status_code == 404
    assert client.post(theirs, {"do": "new"}).status_code == 404
