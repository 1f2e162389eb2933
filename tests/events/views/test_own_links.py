"""What is an activist's own behind the links in her mails: kinds of mail, her events, her calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Activist, Section
from accounts.post.drain import drain_once
from accounts.tokens import link_token
from events.actions.assignments import answer, unassign
from events.actions.scheduling import cancel_event, move_event
from events.choices import Answer, LinkPurpose, Role
from events.models import Event, Link, Reminder
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make.event(title="Hand-in in Sydney")


@pytest.fixture
def anna(event: Event) -> Activist:
    anna = make.activist(section=event.section, name="Anna Smith")
    make.assignment(event, anna, role=Role.STEWARD)
    make.assignment(event, make.activist(section=event.section, name="Ben Canary"), role=Role.STEWARD)
    return anna


def address(activist: Activist, purpose: LinkPurpose) -> str:
    link = activist.links.get(purpose=purpose)
    return reverse("events:link", args=[link_token(link.pk, link.generation)])


def page(client: Client, activist: Activist, purpose: LinkPurpose) -> str:
    response = client.get(address(activist, purpose))
    assert response.status_code == 200
    return response.content.decode()


def entries(client: Client, path: str) -> dict[str, str]:
    """Return {summary: state} of a feed."""
    calendar = Calendar.from_ical(client.get(path).content)
    return {str(entry["summary"]): str(entry["status"]) for entry in calendar.walk("VEVENT")}


# --- which mails --------------------------------------------------------------------------------------------------


def test_kind_that_is_not_ticked_is_stopped_and_comes_back_when_it_is(client: Client, anna: Activist) -> None:
    mails = address(anna, LinkPurpose.UNSUBSCRIBE)

    client.post(mails, {"stop": "kinds", "kinds": ["day_before", "nudge"]})
    assert set(anna.mail_stops.values_list("kind", flat=True)) == {"week_before", "morning_of"}
    assert anna.reminders.get(kind="week_before").last_error == "stopped_kind"
    assert anna.opted_out_at is None
    told = client.get(mails, {"saved": 1}).content.decode()
    assert "Saved." in told
    assert told.count(" checked") == 2

    client.post(mails, {"stop": "kinds", "kinds": ["week_before", "day_before", "morning_of", "nudge"]})
    assert not anna.mail_stops.exists()
    assert anna.reminders.get(kind="week_before").state == "pending"


@pytest.mark.parametrize(
    "said", [{}, {"stop": "kinds", "kinds": ["moved"]}, {"kinds": ["nudge"]}, {"stop": "x"}]
)
def test_without_a_named_button_or_with_another_kind_nothing_changes(
    client: Client, anna: Activist, said: dict[str, object]
) -> None:
    before = list(Reminder.objects.order_by("pk").values())

    response = client.post(address(anna, LinkPurpose.UNSUBSCRIBE), said)

    assert response.status_code == 400
    assert "Nothing was changed." in response.content.decode()
    assert list(Reminder.objects.order_by("pk").values()) == before
    assert not anna.mail_stops.exists()


# --- her events ---------------------------------------------------------------------------------------------------


def test_page_shows_her_events_and_answers_and_nobody_else(
    client: Client, event: Event, anna: Activist
) -> None:
    answer(by=anna, assignment=anna.assignments.get(), answer=Answer.YES)
    later = make.event(title="Vigil", section=event.section)
    make.assignment(later, anna)
    make.event(title="Without her", section=event.section)
    cancel_event(by=make.coordinator(event.section), event=later, reason="Storm")

    told = page(client, anna, LinkPurpose.MINE)

    assert "You said: I can come." in told
    assert "Storm" in told
    assert "Without her" not in told
    assert "Ben" not in told
    link = Link.objects.get(assignment__activist=anna, assignment__event=event, purpose=LinkPurpose.ANSWER)
    assert link_token(link.pk, link.generation) in told


def test_page_says_what_is_kept_and_whom_to_ask(client: Client, event: Event, anna: Activist) -> None:
    Section.objects.filter(pk=event.section_id).update(reply_to="australia@example.org")

    told = " ".join(page(client, anna, LinkPurpose.MINE).split())

    assert "Only the coordinators of Australia" in told
    assert 'href="mailto:australia@example.org"' in told
    assert "Anna" not in told


@pytest.mark.writes_rows
def test_events_over_for_a_week_and_drafts_are_not_on_it(
    client: Client, event: Event, anna: Activist
) -> None:
    Event.objects.filter(pk=event.pk).update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8)
    )

    assert "You are asked for no event at the moment." in page(client, anna, LinkPurpose.MINE)


def test_mail_leads_to_her_events(event: Event, anna: Activist, client: Client) -> None:
    drain_once()

    body = next(message.body for message in mail.outbox if message.to == [anna.email])
    path = address(anna, LinkPurpose.MINE)
    (line,) = [line for line in body.splitlines() if line.startswith("Your events: ")]
    assert line.endswith(path)


def test_mail_leads_the_lead_to_counts_before_the_day(client: Client, event: Event) -> None:
    lead = make.activist(section=event.section, name="Rosa Canary")
    assignment = make.assignment(event, lead, role=Role.LEAD)
    drain_once()

    link = assignment.links.get(purpose=LinkPurpose.REPORT)
    path = reverse("events:link", args=[link_token(link.pk, link.generation)])
    body = next(message.body for message in mail.outbox if message.to == [lead.email])
    assert "Who comes, and later your report" in body
    assert path in body
    told = client.get(path).content.decode()
    assert "0 yes · 1 asked · 0 no" in " ".join(told.split())
    assert "Rosa" not in told


# --- her calendar -------------------------------------------------------------------------------------------------


def test_calendar_follows_changes_and_names_nobody(client: Client, event: Event, anna: Activist) -> None:
    path = address(anna, LinkPurpose.CALENDAR)
    first = client.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert entries(client, path) == {"Hand-in in Sydney": "CONFIRMED"}
    assert b"ATTENDEE" not in first.content
    assert b"ORGANIZER" not in first.content
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304

    move_event(
        by=make.coordinator(event.section), event=event, starts_wall=event.starts_wall + timedelta(hours=1)
    )
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    (entry,) = Calendar.from_ical(again.content).walk("VEVENT")
    assert (entry["sequence"], entry["dtstart"].dt) == (2, Event.objects.get(pk=event.pk).starts_at)

    cancel_event(by=make.coordinator(event.section), event=event, reason="Storm")
    assert entries(client, path) == {"Hand-in in Sydney": "CANCELLED"}


def test_what_she_turned_down_or_was_taken_off_or_is_discreet_is_not_in_it(
    client: Client, event: Event, anna: Activist
) -> None:
    path = address(anna, LinkPurpose.CALENDAR)
    quiet = make.event(title="Quiet", section=event.section, discreet=True)
    make.assignment(quiet, anna)
    other = make.event(title="Off", section=event.section)
    unassign(by=make.coordinator(event.section), assignment=make.assignment(other, anna))
    assert entries(client, path) == {"Hand-in in Sydney": "CONFIRMED"}

    answer(by=anna, assignment=anna.assignments.get(event=event), answer=Answer.NO)
    assert entries(client, path) == {}


def test_discreet_reader_is_offered_no_calendar_and_gets_an_empty_one(client: Client, anna: Activist) -> None:
    Activist.objects.filter(pk=anna.pk).update(discreet=True)

    assert "calendar" not in page(client, anna, LinkPurpose.MINE)
    assert entries(client, address(anna, LinkPurpose.CALENDAR)) == {}


def test_new_address_ends_the_old_one(client: Client, anna: Activist) -> None:
    mine, old = address(anna, LinkPurpose.MINE), address(anna, LinkPurpose.CALENDAR)
    assert old in client.get(mine).content.decode()

    for said in ({}, {"do": "other"}, {"keep": "keep"}):
        client.post(mine, said)
        assert client.get(old).status_code == 200

    client.post(mine, {"do": "new_calendar"})
    assert client.get(old).status_code == 404
    assert client.get(address(anna, LinkPurpose.CALENDAR)).status_code == 200


# --- public calendars ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["campaign", "section"])
def test_public_calendar_has_public_events_only_without_where_people_meet(client: Client, whose: str) -> None:
    section, campaign = make.section(), make.campaign()
    facts = {"section": section, "campaign": campaign, "meeting_point": "behind the fountain"}
    make.event(title="For everybody", visibility="public", contact_phone="+61 2 5550 1234", **facts)
    make.event(title="For the network", visibility="network", **facts)
    make.event(title="Quiet", visibility="public", discreet=True, **facts)
    make.event(title="Draft", visibility="public", draft=True, **facts)
    path = reverse(f"events:{whose}_feed", args=[campaign.slug if whose == "campaign" else section.slug])

    response = client.get(path)

    assert entries(client, path) == {"For everybody": "CONFIRMED"}
    assert b"fountain" not in response.content
    assert b"5550" not in response.content
    assert (response["Access-Control-Allow-Origin"], response["Cache-Control"]) == (
        "*",
        "public, max-age=300",
    )
    assert not response.cookies
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["campaign_feed", "section_feed"])
def test_calendar_without_public_events_is_not_there(client: Client, name: str) -> None:
    event = make.event()
    slug = event.campaign.slug if name == "campaign_feed" else event.section.slug

    assert client.get(reverse(f"events:{name}", args=[slug])).status_code == 404
    assert client.get(reverse(f"events:{name}", args=["nowhere"])).status_code == 404
