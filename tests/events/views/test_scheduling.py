"""Doors that change what, where and when: who gets through, what they say first, what is done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Section, User
from events.choices import EventStatus, Visibility
from events.models import Event
from tests import make
from tests.events.views.conftest import door, signed_in

pytestmark = pytest.mark.django_db
DOORS = (
    "event_edit",
    "event_move",
    "event_confirm",
    "event_cancel",
    "event_clone",
    "event_needs",
    "event_assign",
)
DOORS_OF_REPORTERS = ("event_outcome", "event_attempt", "event_give_up")
DAY = timezone.now().date() + timedelta(days=30)


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# --- who gets through -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOORS + DOORS_OF_REPORTERS)
def test_who_only_sees_the_event_may_not_change_it(name: str, event: Event) -> None:
    for reader in (make.viewer(event.section), make.coordinator(make.belgium()), make.global_coordinator()):
        client = signed_in(reader)
        assert client.get(door(name, event)).status_code == 403
        assert client.post(door(name, event), {"do": "confirm", "reason": "x"}).status_code == 403
    event.refresh_from_db()
    assert event.status == EventStatus.PLANNED


@pytest.mark.parametrize("name", DOORS + DOORS_OF_REPORTERS)
def test_who_does_not_see_it_finds_nothing(name: str) -> None:
    event = make.event()
    client = signed_in(make.coordinator(make.belgium()))

    assert client.get(door(name, event)).status_code == 404
    assert client.post(door(name, event)).status_code == 404


def test_viewers_cannot_schedule(australia: Section) -> None:
    assert signed_in(make.viewer(australia)).get("/events/new/").status_code == 403


def test_a_coordinator_of_international_who_is_global_assigns_nobody() -> None:
    event = make.event(section=make.international())
    client = signed_in(make.global_coordinator())

    assert client.get(door("event_needs", event)).status_code == 200
    assert client.get(door("event_assign", event)).status_code == 403


# --- schedule -----------------------------------------------------------------------------------------------------


def typed(**said: Any) -> dict[str, Any]:
    start = {"kind": "hand_in", "where": "Sydney", "date": DAY.isoformat(), "time": "11:00", "lasts": "60"}
    return start | {"visibility": "section", "section": "australia"} | said


def test_scheduling_ends_at_the_event(desk: Client, rosa: User) -> None:
    make.city("Sydney")
    campaign = make.campaign(day_of_action=DAY)
    response = desk.post("/events/new/", typed(campaign=campaign.slug), follow=True)
    event = Event.objects.get()

    assert response.redirect_chain == [(event.get_absolute_url(), 302)]
    assert "The event is scheduled." in response.content.decode()
    assert (event.owner, event.campaign) == (rosa, campaign)


def test_what_was_typed_stays_when_something_is_wrong(desk: Client) -> None:
    make.city("Sydney")
    campaign = make.campaign(day_of_action=DAY)
    page = desk.post(
        "/events/new/", typed(campaign=campaign.slug, where="Nowhere", meeting_point="At the gate")
    )
    seen = page.content.decode()

    assert "is not in the list of cities" in seen
    assert "At the gate" in seen
    assert 'value="Nowhere"' in seen
    assert not Event.objects.exists()


def test_directory_s_link_fills_in_the_mission(desk: Client) -> None:
    make.campaign()
    mission = make.mission()
    page = text(desk, f"/events/new/?mission={mission.public_id}")

    assert 'value="Consulate general of Russia, Sydney"' in page
    assert f'value="{mission.public_id}"' in page


def test_a_page_sent_empty_is_a_form_with_errors_not_a_fault(desk: Client) -> None:
    make.campaign()
    page = desk.post("/events/new/").content.decode()

    assert "This field is required." in page


def test_the_hour_that_comes_twice_shows_two_tiles(desk: Client) -> None:
    make.cities()
    year = DAY.year + 1
    campaign = make.campaign(day_of_action=DAY.replace(year=year, month=10, day=25))
    sunday = next(
        day for day in range(31, 24, -1) if DAY.replace(year=year, month=10, day=day).weekday() == 6
    )
    said = typed(campaign=campaign.slug, where="Brussels", date=f"{year}-10-{sunday}", time="02:30")
    page = desk.post("/events/new/", said).content.decode()

    assert "02:30, the first time (UTC+2)" in page
    assert "02:30, the second time (UTC+1)" in page


def test_preview_is_empty_until_place_and_time_are_clear_and_stores_nothing(desk: Client) -> None:
    make.city("Sydney")
    campaign = make.campaign(day_of_action=DAY)
    assert text(desk, "/events/new/?preview=1").strip() == ""

    response = desk.get("/events/new/", {**typed(campaign=campaign.slug), "preview": "1"})
    seen = response.content.decode()
    assert "There, in Sydney" in seen
    assert "Your time, London" in seen
    assert "Report due, to the lead" in seen
    assert "<html" not in seen
    assert not Event.objects.exists()


def test_preview_names_what_else_is_near_then_but_nothing_the_reader_may_not_see(desk: Client) -> None:
    campaign, belgium = make.campaign(day_of_action=DAY), make.belgium()
    there = {"campaign": campaign, "section": belgium, "starts_wall": datetime.combine(DAY, time(12))}
    make.event(**there, title="Open march", visibility=Visibility.NETWORK)
    make.event(**there, title="Quiet picket", visibility=Visibility.SECTION)

    seen = text(desk, f"/events/new/?{urlencode({**typed(campaign=campaign.slug), 'preview': '1'})}")

    assert "Open march" in seen
    assert "Quiet picket" not in seen


# --- change -------------------------------------------------------------------------------------------------------


def test_edit_changes_texts_and_who_is_responsible(desk: Client, event: Event, australia: Section) -> None:
    organiser = make.organiser(australia)
    said = {"title": "New title", "kind": "stunt", "visibility": "network", "what_to_bring": "A hat."}
    desk.post(
        door("event_edit", event),
        said | {"owner": str(organiser.public_id), "organisers": [organiser.public_id]},
    )
    event.refresh_from_db()

    assert (event.title, event.kind, event.what_to_bring) == ("New title", "stunt", "A hat.")
    assert event.owner == organiser
    assert list(event.organisers.all()) == [organiser]


def test_organisers_do_not_say_who_is_responsible(event: Event, australia: Section) -> None:
    organiser = make.organiser(australia)
    event.organisers.add(organiser)
    client = signed_in(organiser)

    assert "Responsible" not in text(client, door("event_edit", event))
    client.post(
        door("event_edit", event), {"title": "Mine", "kind": "stunt", "visibility": "section", "owner": ""}
    )
    event.refresh_from_db()
    assert event.title == "Mine"
    assert list(event.organisers.all()) == [organiser]


def test_confirming_needs_the_named_button(desk: Client, australia: Section) -> None:
    draft = make.event(section=australia, draft=True)
    assert "Nothing was changed." in desk.post(door("event_confirm", draft)).content.decode()
    draft.refresh_from_db()
    assert draft.status == EventStatus.DRAFT
    assert 'name="do" value="confirm"' in " ".join(text(desk, door("event_confirm", draft)).split())

    desk.post(door("event_confirm", draft), {"do": "confirm"})
    draft.refresh_from_db()
    assert draft.status == EventStatus.PLANNED


def test_cancelling_says_the_numbers_and_needs_a_reason(desk: Client, event: Event) -> None:
    assert "people get a notice" in text(desk, door("event_cancel", event))
    assert (
        "This field is required." in desk.post(door("event_cancel", event), {"reason": ""}).content.decode()
    )

    desk.post(door("event_cancel", event), {"reason": "Storm."})
    event.refresh_from_db()
    assert (event.status, event.cancel_reason) == (EventStatus.CANCELLED, "Storm.")


def test_cloning_ends_at_the_new_draft(desk: Client, event: Event) -> None:
    said = {"campaign": event.campaign.slug, "date": event.starts_wall.date().isoformat(), "time": "18:00"}
    response = desk.post(door("event_clone", event), said)
    clone = Event.objects.exclude(pk=event.pk).get()

    assert response["Location"] == clone.get_absolute_url()
    assert clone.status == EventStatus.DRAFT


def test_looking_changes_nothing(desk: Client, event: Event) -> None:
    for name in DOORS:
        desk.get(door(name, event))
    before = event.revision, event.status
    event.refresh_from_db()

    assert (event.revision, event.status) == before
    assert Event.objects.count() == 1
