"""Bad input in everything else that is typed: campaigns, signatures, missions, sections, preferences."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.flows.bad_input.conftest import Desk
from tests.flows.pages import beside, page_words
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def headquarters(db: None) -> Client:
    client = Client()
    client.force_login(make.global_coordinator())
    return client


CAMPAIGN: dict[str, Any] = {
    "title": "Protection for gay men in Chechnya", "slug": "chechnya", "ask": "End it.", "target_country": "RU",
    "day_of_action": "2027-06-02", "window_start": "2027-06-01", "window_end": "2027-06-09",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "x" * 5_000}, "title"),
        ({"title": "\u202eeltit"}, "title"),
        ({"ask": "x" * 5_000}, "ask"),
        ({"slug": "with blanks"}, "slug"),
        ({"target_country": "ZZ"}, "target_country"),
        ({"day_of_action": "2 June"}, "day_of_action"),
    ],
)
def test_impossible_campaign(headquarters: Client, said: dict[str, str], field: str) -> None:
    with nothing_stored():
        page = headquarters.post(reverse("events:campaign_new"), CAMPAIGN | said)

    assert beside(page, field)


def test_day_of_action_outside_its_window(headquarters: Client) -> None:
    with nothing_stored():
        page = headquarters.post(reverse("events:campaign_new"), CAMPAIGN | {"day_of_action": "2027-06-10"})

    assert "must lie inside the window" in page_words(page)


def test_campaign_with_events_ahead_is_not_closed(headquarters: Client) -> None:
    event = make.event()
    with nothing_stored():
        page = headquarters.post(
            reverse("events:campaign_close", args=[event.campaign.slug]), {"do": "close"}
        )

    assert "still ahead" in page_words(page)


@pytest.mark.parametrize("count", ["-1", "lots", "1.5", "9" * 20])
def test_impossible_number_of_signatures(desk: Desk, count: str) -> None:
    said = {"source": "street", "count": count}

    assert beside(desk.refused("events:signatures", said, args=[desk.event.campaign.slug]), "count")


def test_count_from_the_future(desk: Desk) -> None:
    later = (timezone.now() + timedelta(days=2)).date().isoformat()
    said = {"source": "street", "count": "5", "day": later, "time": "12:00"}

    page = desk.refused("events:signatures", said, args=[desk.event.campaign.slug])

    assert "A count cannot be newer than now" in beside(page, "day")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "x" * 5_000}, "name"),
        ({"name": "\u202eyssabmE"}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"address": "x" * 5_000}, "address"),
    ],
)
def test_impossible_mission(desk: Desk, said: dict[str, str], field: str) -> None:
    form = {
        "kind": "consulate",
        "sending_country": "RU",
        "host_country": "AU",
        "city": "Sydney",
        "name": "A consulate",
    }

    assert beside(desk.refused("events:mission_new", form | said), field)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "x" * 5_000}, "name"),
        ({"name": "\u202eailartsuA"}, "name"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"reply_to": "nobody"}, "reply_to"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_impossible_section(desk: Desk, said: dict[str, str], field: str) -> None:
    form = {
        "name": "Australia",
        "country": "AU",
        "time_zone": "Australia/Sydney",
        "language": "en",
        "covers": ["AU"],
    }

    assert beside(desk.refused("accounts:section_edit", form | said, args=[desk.section.slug]), field)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "x" * 5_000}, "name"),
        ({"name": "\u202eannA"}, "name"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_impossible_preference(desk: Desk, said: dict[str, str], field: str) -> None:
    form = {"name": "Anna", "language": "en", "time_zone": ""}

    assert beside(desk.refused("accounts:preferences", form | said), field)


@pytest.mark.parametrize(
    "address",
    ["/events/?q=%00", "/missions/?q=%F0%9F%98%80%00", "/activists/?q=%E2%80%AE", "/places/?q=%00%27%22"],
)
def test_searching_for_nonsense_finds_nothing(desk: Desk, address: str) -> None:
    assert desk.client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/events/?page=x",
        "/events/?after=%00",
        "/missions/?page=-1",
        "/missions/?after=zzz",
        "/activists/?after=zzz",
        "/events/?campaign=none&status=zzz&kind=zzz",
    ],
)
def test_nonsense_in_the_address_is_no_fault(desk: Desk, address: str) -> None:
    assert desk.client.get(address).status_code in (200, 404)
