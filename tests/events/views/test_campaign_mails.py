"""The page of a campaign's mails: switches, offsets, and what they mean for one event, before anything is saved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.choices import Role
from events.models import Campaign, Reminder
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.global_coordinator())
    return client


def address(campaign: Campaign) -> str:
    return reverse("events:campaign_mails", args=[campaign.slug])


def said(**changes: Any) -> dict[str, Any]:
    """Return the form as it stands for the usual times, with changes; None leaves a switch off."""
    usual: dict[str, Any] = {
        "send_week_before": "on", "send_day_before": "on", "send_morning_of": "on", "send_nudge": "on",
        "send_report_due": "on", "send_report_again": "on", "send_report_escalated": "on", "send_gap": "on",
        "week_days": 7, "week_at": "18:00", "day_days": 1, "day_at": "18:00", "morning_at": "08:00",
        "morning_from": "09:30", "nudge_days": 3, "gap_hours": 48, "again_at": "08:00", "escalated_at": "18:00",
        "zone": "Australia/Sydney", "date": "2026-06-02", "time": "11:00",
    }  # fmt: skip
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def text(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_page_shows_every_mail_of_an_event_in_order(desk: Client, campaign: Campaign) -> None:
    page = text(desk.get(address(campaign)))

    order = [
        "Asked to take part",
        "One week before",
        "One day before",
        "Morning of the day",
        "Report missing",
    ]
    places = [page.rindex(words) for words in order]
    assert places == sorted(places)


def test_preview_follows_the_form_and_saves_nothing(desk: Client, campaign: Campaign) -> None:
    changed = said(week_days=10, send_nudge=None, time="08:00")

    page = text(desk.get(address(campaign), {"preview": "1", **changed}, headers={"HX-Request": "true"}))

    assert "Sat 23 May, 18:00" in page
    assert "Reminder to answer not sent: switched off" in page
    assert "not sent: the event starts before 09:30" in page
    campaign.refresh_from_db()
    assert campaign.cadence == {}


def test_hour_the_clocks_jump_over_is_moved_on(desk: Client, campaign: Campaign) -> None:
    spring = said(zone="Europe/Brussels", date="2026-03-30", day_at="02:30")

    page = text(desk.get(address(campaign), {"preview": "1", **spring}, headers={"HX-Request": "true"}))

    assert "Sun 29 March, 03:30" in page


def test_numbers_stand_there_before_saving_and_are_kept(desk: Client, campaign: Campaign) -> None:
    event = make.event(campaign=campaign)
    make.coordinator(event.section)
    make.assignment(event, role=Role.STEWARD)
    changed = said(send_nudge=None)

    page = text(desk.get(address(campaign), {"preview": "1", **changed}))
    response = desk.post(address(campaign), changed, follow=True)

    assert "are not sent any more 1" in page
    assert "1 are not sent any more" in text(response)
    assert Reminder.objects.get(kind="nudge").last_error == "switched_off"


def test_usual_times_are_one_press_whatever_stands_in_the_fields(desk: Client, campaign: Campaign) -> None:
    desk.post(address(campaign), said(week_days=10))

    desk.post(address(campaign), {"do": "usual", "week_days": "nonsense"})

    campaign.refresh_from_db()
    assert campaign.cadence == {}


def test_wrong_times_are_said_beside_their_field_and_nothing_is_lost(
    desk: Client, campaign: Campaign
) -> None:
    response = desk.post(address(campaign), said(week_days=1, gap_hours=12))

    page = response.content.decode()
    assert "The first reminder must come before the second one." in page
    assert 'value="12"' in page
    campaign.refresh_from_db()
    assert campaign.cadence == {}
