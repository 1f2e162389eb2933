"""The press page and its files: everybody reads, the embargo holds, who prepares it freezes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import SYSTEM
from accounts.models import User
from events.actions.photos import approve_photo, describe_photo
from events.actions.press import set_embargo
from events.choices import EventKind, Visibility
from events.models import Campaign, Event, Photo, PressSnapshot
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

FORMS = ("csv", "xlsx", "json")


def of(campaign: Campaign, name: str = "press") -> str:
    return reverse(f"events:{name}", args=[campaign.slug])


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def campaign() -> Campaign:
    """A campaign with one hand-in that was refused, a stunt ahead, and one event nobody outside may know."""
    campaign = make.campaign()
    event = make.past_event(campaign=campaign, mission=make.mission(), visibility=Visibility.PUBLIC)
    make.attempt(event)
    make.outcome(event, summary="They shut the gate.", quote="We will be back.")
    make.event(campaign=campaign, kind=EventKind.STUNT, visibility=Visibility.PUBLIC)
    make.event(campaign=campaign, title="Secret in Sydney")
    make.signature_count(campaign, event.section, 10_518)
    return campaign


def test_page_tells_figures_text_and_quotes_of_public_events(client: Client, campaign: Campaign) -> None:
    page = signed_in(client, make.viewer(make.belgium())).get(of(campaign))
    text = page.content.decode()
    assert "Hand-in in 1 city of 1 country; 1 consulate refused to meet." in text
    assert "Consulate refused to meet" in text
    assert "We will be back." in text
    assert "10,518" in text
    assert "1 more event is not public" in text
    assert "Secret" not in text
    assert {words.code for words in page.context["press"].texts} == {"en", "fr", "es", "ar"}


def approved(event: Event) -> Photo:
    """Return a photo of `event` that the press may have."""
    photo = make.photo(event, alt="Five chairs before a gate", credit="Anna")
    describe_photo(by=SYSTEM, photo=photo, caption="Chairs", alt=photo.alt, credit="Anna", consent="nobody")
    return approve_photo(by=SYSTEM, photo=photo)


def test_turnout_without_an_upper_end_counts_in_both_sums(client: Client, campaign: Campaign) -> None:
    for title, low, high in (("Fifty or more", 50, None), ("Ten to twelve", 10, 12)):
        event = make.past_event(campaign=campaign, title=title, visibility=Visibility.PUBLIC)
        make.outcome(event, turnout_low=low, turnout_high=high)

    told = signed_in(client, make.global_coordinator()).get(of(campaign, "press_json")).json()

    assert [figure["total"] for figure in told["turnout"]] == [60, 62]


def test_page_has_approved_photos_of_public_events(client: Client, campaign: Campaign) -> None:
    own = approved(campaign.events.get(outcome__isnull=False))
    make.photo(own.event, alt="Not approved")
    approved(make.past_event(campaign=campaign, visibility=Visibility.NETWORK))
    page = signed_in(client, make.viewer(make.belgium())).get(of(campaign))
    assert [photo.alt for photo in page.context["photos"]] == ["Five chairs before a gate"]
    assert f'alt="{own.alt}"' in page.content.decode()


def test_files_carry_no_event_that_is_not_public(client: Client, campaign: Campaign) -> None:
    signed_in(client, make.viewer(make.belgium()))
    for form in FORMS:
        answer = client.get(of(campaign, f"press_{form}"))
        assert answer.status_code == 200
        assert b"Secret" not in answer.content


def test_under_an_embargo_only_who_prepares_takes_files(client: Client, campaign: Campaign) -> None:
    ada = make.global_coordinator()
    set_embargo(by=ada, campaign=campaign, until=timezone.now() + timedelta(hours=1))
    addresses = [of(campaign, f"press_{form}") for form in FORMS]
    signed_in(client, make.coordinator(make.belgium()))
    assert {client.get(address).status_code for address in addresses} == {403}
    signed_in(client, ada)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_embargo_is_shown(client: Client, campaign: Campaign) -> None:
    set_embargo(by=make.global_coordinator(), campaign=campaign, until=timezone.now() + timedelta(hours=1))
    page = signed_in(client, make.viewer(make.belgium())).get(of(campaign))
    assert page.context["under_embargo"]
    assert of(campaign, "press_csv") not in page.content.decode()


def test_embargo_is_read_in_the_writers_zone(client: Client, campaign: Campaign) -> None:
    signed_in(client, make.global_coordinator(time_zone="Europe/London"))
    client.post(of(campaign, "press_embargo"), {"day": "2099-06-02", "time": "11:00"})
    campaign.refresh_from_db()
    assert campaign.embargo_until == datetime(2099, 6, 2, 10, 0, tzinfo=UTC)
    assert b'value="11:00"' in client.get(of(campaign, "press_embargo")).content


def test_embargo_wants_day_and_time_ahead(client: Client, campaign: Campaign) -> None:
    signed_in(client, make.global_coordinator())
    half = (({"day": "2099-06-02"}, "time"), ({"time": "11:00"}, "day"), ({"day": "x"}, "day"), ({}, "day"))
    for wrong, field in (*half, ({"day": "2017-06-02", "time": "11:00"}, "day")):
        answer = client.post(of(campaign, "press_embargo"), wrong)
        assert field in answer.context["form"].errors


def test_only_the_named_button_ends_an_embargo(client: Client, campaign: Campaign) -> None:
    end = of(campaign, "press_embargo_end")
    signed_in(client, make.global_coordinator())
    assert client.get(end)["Location"] == of(campaign, "press_embargo")  # there is none
    set_embargo(by=SYSTEM, campaign=campaign, until=timezone.now() + timedelta(hours=1))
    assert end in client.get(of(campaign, "press_embargo")).content.decode()
    assert "End the embargo now?" in client.get(end).content.decode()

    client.post(end)
    campaign.refresh_from_db()
    assert campaign.embargo_until
    assert client.post(end, {"do": "end"})["Location"] == of(campaign)
    campaign.refresh_from_db()
    assert campaign.embargo_until is None


def test_only_the_named_button_freezes(client: Client, campaign: Campaign) -> None:
    signed_in(client, make.global_coordinator())
    client.post(of(campaign, "press_freeze"))
    assert not PressSnapshot.objects.exists()
    answer = client.post(of(campaign, "press_freeze"), {"do": "freeze"})
    assert answer["Location"] == PressSnapshot.objects.get().get_absolute_url()


def test_what_would_be_frozen_is_said_first_and_is_public_alone(client: Client) -> None:
    campaign = make.campaign()
    for visibility in (Visibility.PUBLIC, Visibility.NETWORK):
        event = make.past_event(campaign=campaign, visibility=visibility)
        make.attempt(event, petition="accepted", reception="staff")
        make.outcome(event, signatures=400)
    signed_in(client, make.global_coordinator())

    effects = client.get(of(campaign, "press_freeze")).context["effects"]

    assert [number for number, _words in effects] == [1, 0, 400]


# --- frozen, for the world ----------------------------------------------------------------------------------------


@pytest.fixture
def frozen(client: Client, campaign: Campaign) -> PressSnapshot:
    signed_in(client, make.global_coordinator()).post(of(campaign, "press_freeze"), {"do": "freeze"})
    client.logout()
    return PressSnapshot.objects.get()


def address_of(frozen: PressSnapshot, form: str) -> str:
    return reverse(f"events:press_snapshot_{form}", args=[frozen.public_id])


def test_frozen_figures_match_their_digest_and_are_cached(client: Client, frozen: PressSnapshot) -> None:
    page = client.get(frozen.get_absolute_url())
    assert page.context["is_whole"]
    assert frozen.sha256 in page.content.decode()
    assert page["Cache-Control"] == "public, max-age=300"
    assert not page.cookies


def test_changed_figures_are_told_apart(client: Client, frozen: PressSnapshot) -> None:
    frozen.figures["counted"]["total"] += 1
    PressSnapshot.objects.filter(pk=frozen.pk).update(figures=frozen.figures)
    assert "do not match" in client.get(frozen.get_absolute_url()).content.decode()


def test_frozen_file_is_not_sent_twice(client: Client, frozen: PressSnapshot) -> None:
    for form in FORMS:
        first = client.get(address_of(frozen, form))
        assert first["Access-Control-Allow-Origin"] == "*"
        again = client.get(address_of(frozen, form), headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_frozen_figures_speak_the_language_that_is_asked_for(client: Client, frozen: PressSnapshot) -> None:
    text = client.get(frozen.get_absolute_url(), {"language": "ar"}).content.decode()
    assert 'lang="ar" dir="rtl"' in text


def test_embargo_holds_for_the_world_and_ends_by_itself(client: Client, frozen: PressSnapshot) -> None:
    until = timezone.now() + timedelta(hours=1)
    set_embargo(by=make.global_coordinator(), campaign=frozen.campaign, until=until)
    addresses = [frozen.get_absolute_url(), *(address_of(frozen, form) for form in FORMS)]
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
        text = answer.content.decode()
        assert frozen.campaign.title not in text
        assert "10,518" not in text
    with time_machine.travel(until + timedelta(seconds=1)):
        assert {client.get(address).status_code for address in addresses} == {200}


def test_frozen_json_is_that_of_the_digest(client: Client, frozen: PressSnapshot) -> None:
    assert json.loads(client.get(address_of(frozen, "json")).content) == frozen.figures
