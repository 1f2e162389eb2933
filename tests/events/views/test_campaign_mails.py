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
from tests.rows import nothing_stored

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
        "First reminder",
        "Second reminder",
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


def test_preview_has_a_button_of_its_own_that_saves_nothing(desk: Client, campaign: Campaign) -> None:
    page = desk.get(address(campaign)).content.decode()
    assert '<button class="btn btn-outline-secondary" name="do" value="preview">' in page

    with nothing_stored():
        shown = text(desk.post(address(campaign), said(week_days=10, date="2026-06-02") | {"do": "preview"}))

    assert "Sat 23 May, 18:00" in shown
    assert (
        'value="10"' in desk.post(address(campaign), said(week_days=10) | {"do": "preview"}).content.decode()
    )


def test_reader_elsewhere_reads_her_own_time_beside(client: Client, campaign: Campaign) -> None:
    client.force_login(make.global_coordinator(time_zone="Europe/London"))

    page = text(client.get(address(campaign), {"preview": "1", **said()}, headers={"HX-Request": "true"}))

    assert "Tue 26 May, 18:00 09:00 your time (London)" in page


def test_numbers_of_some_events_only_say_so(
    desk: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.views.campaign_mails.MOST_FORESEEN", 2)
    section = make.section()
    make.event(campaign=campaign, section=section)
    changed = {"preview": "1", **said(send_nudge=None)}
    assert "Counted over 1 event ahead." in text(desk.get(address(campaign), changed))

    for _number in range(2):
        make.event(campaign=campaign, section=section)

    assert "Counted over the first 2 events; there may be more." in text(desk.get(address(campaign), changed))


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
    assert "not sent any more: 1" in text(response)
    assert Reminder.objects.get(kind="nudge").last_error == "switched_off"


def test_preview_says_what_is_wrong_with_the_form(desk: Client, campaign: Campaign) -> None:
    asked = {"preview": "1", **said(week_days=999)}

    page = text(desk.get(address(campaign), asked, headers={"HX-Request": "true"}))

    assert "Days before: Choose a number from 1 to 60." in page or "Days before: Ensure" in page
    assert "This is what is saved now:" in page


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
