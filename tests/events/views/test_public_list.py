"""The public list and its map: public events alone, nobody named, no outcome told, kept by any cache."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.audit import SYSTEM
from events.actions.scheduling import cancel_event
from events.choices import EventKind, Visibility
from events.models import Campaign, Event
from events.views.answers import forget_answers
from tests import make
from tests.events.crowds import many_like

pytestmark = pytest.mark.django_db
on_either = pytest.mark.database("sqlite")

QUERIES, KEPT = 6, 4
PAGES = ("public_list", "public_map")
ASKED: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["Sydney ahead", "Oslo stunt", "Brussels over"]),
    ({"q": "oslo"}, ["Oslo stunt"]),
    ({"q": "Christiania"}, ["Oslo stunt"]),
    ({"q": "austral"}, ["Sydney ahead"]),
    ({"country": "NO"}, ["Oslo stunt"]),
    ({"when": "over"}, ["Brussels over"]),
    ({"q": "nowhere"}, []),
    ({"country": "nowhere", "when": "over"}, ["Brussels over"]),
]
"""(what is asked for, titles found)."""


def of(campaign: Campaign, name: str = "public_list") -> str:
    return reverse(f"events:{name}", args=[campaign.slug])


def shown(client: Client, campaign: Campaign, **asked: str) -> list[str]:
    """Return the titles on the list; the map must have the same."""
    address = of(campaign)
    page = client.get(address, asked)
    features = json.loads(client.get(of(campaign, "public_map"), asked).content)["features"]
    text = page.content.decode()
    ids = [feature["id"] for feature in features]
    assert all(f"e-{public_id}" in text for public_id in ids)
    assert text.count('<tr id="e-') == len(ids)
    return [feature["properties"]["title"] for feature in features]


@pytest.fixture
def campaign(database: Any) -> Campaign:
    """A campaign with three public events and four that are not."""
    make.cities("Sydney", "Brussels", "Oslo")
    campaign = make.campaign()
    public = {"campaign": campaign, "visibility": Visibility.PUBLIC}
    make.event(**public, mission=make.mission(), title="Sydney ahead", meeting_point="Under the tree")
    make.event(**public, city=make.city("Oslo"), title="Oslo stunt", kind=EventKind.STUNT)
    over = make.past_event(**public, city=make.city("Brussels"), title="Brussels over")
    make.attempt(over)
    make.outcome(over, summary="They shut the gate.")
    make.event(campaign=campaign, title="Of the section")
    make.event(campaign=campaign, visibility=Visibility.NETWORK, title="Of the network")
    make.event(**public, title="A draft", draft=True)
    make.event(**public, title="A discreet one", discreet=True)
    return campaign


def test_list_and_map_have_what_is_asked_for_the_next_one_first(client: Client, campaign: Campaign) -> None:
    assert [(asked, shown(client, campaign, **asked)) for asked, _titles in ASKED] == ASKED


@on_either
def test_country_is_found_by_its_name_in_the_readers_language(client: Client, campaign: Campaign) -> None:
    text = client.get(of(campaign), {"q": "Belgique", "language": "fr"}).content.decode()
    assert text.count('<tr id="e-') == 1


@on_either
def test_nobody_is_named_and_no_outcome_is_told(client: Client, campaign: Campaign) -> None:
    event = Event.objects.get(title="Sydney ahead")
    make.assignment(event, make.activist(section=event.section, name="Ana Lima"), said="yes")
    for name in ("public_list", "public_map", "campaign_feed"):
        text = client.get(of(campaign, name)).content.decode()
        for secret in (
            "Ana Lima",
            "shut the gate",
            ">Refused<",
            "Under the tree",
            "Of the",
            "A draft",
            "A discreet",
        ):
            assert secret not in text


@on_either
def test_nothing_found_offers_everything(client: Client, campaign: Campaign) -> None:
    text = client.get(of(campaign), {"q": "nowhere"}).content.decode()
    assert "No public event matches." in text
    assert 'href="?"' in text
    kept = client.get(of(campaign), {"q": "nowhere", "language": "fr", "embed": "1"}).content.decode()
    assert 'href="?language=fr&amp;embed=1"' in kept


@on_either
def test_campaign_without_a_public_event_is_not_there(client: Client) -> None:
    campaign = make.campaign()
    make.event(campaign=campaign)
    declined = make.event(campaign=campaign, visibility=Visibility.PUBLIC, draft=True)
    cancel_event(by=SYSTEM, event=declined, reason="Elsewhere.")
    for name in (*PAGES, "campaign_feed"):
        assert client.get(of(campaign, name)).status_code == 404


@on_either
def test_any_site_may_embed_the_list_and_nothing_else(client: Client, campaign: Campaign) -> None:
    page = client.get(of(campaign), {"embed": "1"})
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert "hi-brand" not in page.content.decode()
    other = client.get(of(campaign, "public_map"))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


@on_either
def test_what_a_reader_has_is_not_sent_again(client: Client, campaign: Campaign) -> None:
    first = {name: client.get(of(campaign, name)) for name in PAGES}
    for name, page in first.items():
        assert page["Cache-Control"] == "public, max-age=300"
        again = client.get(of(campaign, name), headers={"If-None-Match": page["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    make.event(campaign=campaign, visibility=Visibility.PUBLIC)
    for name, page in first.items():
        assert client.get(of(campaign, name), headers={"If-None-Match": page["ETag"]}).status_code == 200


@on_either
def test_signed_in_readers_get_the_very_same(client: Client, campaign: Campaign) -> None:
    outside = [client.get(of(campaign, name))["ETag"] for name in PAGES]
    client.force_login(make.global_coordinator())
    inside = [client.get(of(campaign, name)) for name in PAGES]
    assert [page["ETag"] for page in inside] == outside
    assert not any("Cookie" in page.get("Vary", "") for page in inside)


@on_either
def test_scripts_of_any_site_may_read_the_map(client: Client, campaign: Campaign) -> None:
    answer = client.get(of(campaign, "public_map"), headers={"Origin": "https://section.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Content-Type"] == "application/geo+json"


@on_either
def test_map_is_geojson_as_rfc_7946_has_it(client: Client, campaign: Campaign) -> None:
    found = json.loads(client.get(of(campaign, "public_map")).content)
    assert (found["type"], set(found)) == ("FeatureCollection", {"type", "features"})
    (sydney,) = (each for each in found["features"] if each["properties"]["city"] == "Sydney")
    event = Event.objects.get(title="Sydney ahead")
    assert sydney["id"] == str(event.public_id)
    assert sydney["geometry"] == {"type": "Point", "coordinates": [151.2073, -33.8678]}  # longitude first
    assert sydney["properties"]["starts"].endswith(("+10:00", "+11:00"))
    assert {each["type"] for each in found["features"]} == {"Feature"}


@on_either
def test_event_without_a_known_place_has_no_geometry(client: Client, campaign: Campaign) -> None:
    make.event(campaign=campaign, visibility=Visibility.PUBLIC, city="Nowhere", time_zone="Europe/Oslo")
    found = json.loads(client.get(of(campaign, "public_map"), {"q": "nowhere"}).content)
    assert found["features"][0]["geometry"] is None


@on_either
def test_state_follows_the_clock(client: Client, campaign: Campaign) -> None:
    event = Event.objects.get(title="Oslo stunt")

    def state() -> str:
        (feature,) = json.loads(client.get(of(campaign, "public_map"), {"country": "NO"}).content)["features"]
        return feature["properties"]["state"]

    assert state() == "ahead"
    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        assert state() == "under_way"
    cancel_event(by=SYSTEM, event=event, reason="A storm.", now=timezone.now())
    assert state() == "cancelled"


@on_either
def test_list_speaks_the_language_that_is_asked_for(client: Client, campaign: Campaign) -> None:
    text = client.get(of(campaign), {"language": "ar", "embed": "1"}).content.decode()
    assert 'lang="ar" dir="rtl"' in text
    assert '<input type="hidden" name="language" value="ar"' in text


def test_list_costs_the_same_queries_with_one_event_and_with_many(
    client: Client, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(QUERIES):
        client.get(of(campaign))
    many_like(Event.objects.get(title="Oslo stunt"), 120)
    forget_answers()
    with django_assert_num_queries(QUERIES):
        client.get(of(campaign))
    with django_assert_num_queries(KEPT):
        client.get(of(campaign))
