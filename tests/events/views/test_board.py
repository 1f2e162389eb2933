"""The board as its readers see it: what stands where, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from events.choices import Petition, Reception, Role, Visibility
from events.models import Campaign
from tests import make

pytestmark = pytest.mark.django_db

BOARD_QUERIES = 11
POLL_QUERIES = 6


def board_url(campaign: Campaign, query: str = "") -> str:
    return reverse("events:board", args=[campaign.slug]) + query


def page(client: Client, reader: User, campaign: Campaign, query: str = "") -> str:
    client.force_login(reader)
    response = client.get(board_url(campaign, query))
    assert response.status_code == 200
    return response.content.decode()


def test_every_reader_sees_every_planned_event_but_a_link_only_where_allowed(client: Client) -> None:
    campaign, australia, belgium = make.campaign(), make.section(), make.belgium()
    own = make.event(section=australia, campaign=campaign, title="Our own title")
    foreign = make.event(section=belgium, campaign=campaign, city=make.city("Brussels"), title="Secret title")
    shared = make.event(
        section=belgium, campaign=campaign, city=make.city("Oslo"), visibility=Visibility.NETWORK
    )
    seen = page(client, make.viewer(australia), campaign)
    assert own.get_absolute_url() in seen
    assert shared.get_absolute_url() in seen
    assert "Brussels" in seen
    assert foreign.get_absolute_url() not in seen
    assert str(foreign.public_id) not in seen
    assert "Secret title" not in seen


def test_table_counts_what_is_in_view(client: Client) -> None:
    event = make.event()
    make.event(section=event.section, campaign=event.campaign, city=make.city("Oslo"))
    make.event(section=event.section, campaign=event.campaign, city=make.city("Canberra"))
    reader = make.global_coordinator()
    assert "3 events, 3 cities, 2 countries" in squeezed(page(client, reader, event.campaign))
    assert "2 events, 2 cities, 1 country" in squeezed(
        page(client, reader, event.campaign, "?region=oceania")
    )
    assert "1 event, 1 city, 1 country" in squeezed(page(client, reader, event.campaign, "?country=NO"))


def squeezed(html: str) -> str:
    return " ".join(html.split())


def test_board_names_nobody(client: Client) -> None:
    event = make.past_event()
    person = make.activist(section=event.section, name="Marsha Johnson")
    other = make.event(section=event.section, campaign=event.campaign)
    make.assignment(other, person)
    make.attempt(event, by=person)
    make.outcome(event, by=person)
    seen = page(client, make.coordinator(event.section, name="Sylvia Rivera"), event.campaign)
    assert "Marsha" not in seen
    assert "Lead," in seen


def test_drafts_are_not_on_the_board(client: Client) -> None:
    event = make.event(draft=True, city=make.city("Oslo"))
    assert "Oslo" not in page(client, make.global_coordinator(), event.campaign)


def test_numbers_carry_their_origin(client: Client) -> None:
    event = make.past_event(allotted_signatures=1_200)
    campaign, section = event.campaign, event.section
    make.signature_count(campaign, section, 9_000)
    make.signature_count(campaign, section, 10_518)
    make.signature_count(campaign, make.belgium(), 2_000, source="street")
    make.attempt(event, petition=Petition.ACCEPTED, reception=Reception.STAFF)
    make.outcome(event, signatures=1_200)
    seen = page(client, make.global_coordinator(), campaign)
    assert "12,518" in seen
    assert "2 counts, newest" in seen
    assert "1 report, newest" in seen
    assert "handed over · 9 %" in seen


def test_refused_hand_in_shows_what_waits_and_its_headline(client: Client) -> None:
    event = make.past_event(allotted_signatures=18_460)
    make.attempt(event)
    make.outcome(event)
    seen = page(client, make.coordinator(event.section), event.campaign)
    assert "Mission refused to meet. 18,460 signatures wait." in seen
    assert "Sydney: no way in yet" in seen
    assert reverse("events:event_attempt", args=[event.public_id]) in seen


def test_reader_elsewhere_learns_the_state_and_not_the_headline(client: Client) -> None:
    event = make.past_event()
    make.attempt(event)
    make.outcome(event)
    seen = page(client, make.viewer(make.belgium()), event.campaign)
    assert "refused to meet" not in seen
    assert "Refused." in seen
    assert "no way in yet" not in seen


def test_global_coordinator_is_led_to_the_section_instead_of_its_people(client: Client) -> None:
    event = make.event(starts_wall=make.wall((timezone.now() + timedelta(days=2)).date()))
    seen = page(client, make.global_coordinator(), event.campaign)
    assert "Sydney: nobody leads" in seen
    assert reverse("accounts:section", args=["australia"]) in seen
    assert reverse("events:event_assign", args=[event.public_id]) not in seen


def test_state_filter_narrows_the_lists_and_keeps_the_counts(client: Client) -> None:
    event = make.event()
    make.past_event(
        campaign=event.campaign, section=event.section, city=make.city("Oslo"), time_zone="Europe/Oslo"
    )
    seen = page(client, make.coordinator(event.section), event.campaign, "?state=awaiting_report")
    table = seen[seen.index('id="all"') :]
    assert "Oslo" in table
    assert "Sydney" not in table
    assert "<strong>1</strong> not ready" in seen
    assert "No event fits these filters." in page(
        client, make.viewer(event.section), event.campaign, "?state=delivered"
    )


def test_empty_board_says_what_to_do_next(client: Client) -> None:
    seen = page(client, make.global_coordinator(), make.campaign())
    assert "No event yet." in seen
    assert "Nothing needs you now." in seen


def test_draft_campaign_has_a_board_for_its_makers_only(client: Client) -> None:
    make.section()
    campaign = make.campaign()
    Campaign.objects.update(status="draft")
    client.force_login(make.viewer(make.belgium()))
    assert client.get(board_url(campaign)).status_code == 404
    client.force_login(make.global_coordinator())
    assert client.get(board_url(campaign)).status_code == 200


def test_nobody_signed_in_is_sent_to_sign_in(client: Client) -> None:
    response = client.get(board_url(make.campaign()))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))  # type: ignore[attr-defined]


# --- live ---------------------------------------------------------------------------------------------------------


def stamp_of(client: Client, campaign: Campaign) -> str:
    stamp: str = client.get(board_url(campaign)).context["stamp"]
    return stamp


def poll(client: Client, campaign: Campaign, stamp: str) -> int:
    headers = {"HX-Request": "true", "If-None-Match": f'"{stamp}"'}
    return client.get(board_url(campaign), headers=headers).status_code


def test_poll_without_news_renders_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)  # within one slot of the stamp
    event = make.event()
    client.force_login(make.global_coordinator())
    stamp = stamp_of(client, event.campaign)
    with django_assert_num_queries(POLL_QUERIES):
        assert poll(client, event.campaign, stamp) == 304


def test_board_is_new_once_a_minute_on_the_minute(client: Client, time_machine: Any) -> None:
    event = make.event()
    client.force_login(make.global_coordinator())
    minute = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    time_machine.move_to(minute + timedelta(seconds=1), tick=False)
    stamp = stamp_of(client, event.campaign)
    answers = []
    for seconds in (58, 60):
        time_machine.move_to(minute + timedelta(seconds=seconds), tick=False)
        answers.append(poll(client, event.campaign, stamp))
    assert answers == [304, 200]


def test_poll_after_a_change_brings_the_living_part_only(client: Client) -> None:
    event = make.event()
    client.force_login(make.global_coordinator())
    stamp = stamp_of(client, event.campaign)
    make.need(event, Role.STEWARD, 2)
    assert poll(client, event.campaign, stamp) == 200
    part = client.get(board_url(event.campaign), headers={"HX-Request": "true"}).content.decode()
    assert 'id="live"' in part
    assert "<html" not in part


def test_two_readers_never_share_a_stamp(client: Client) -> None:
    event = make.event()
    client.force_login(make.global_coordinator())
    stamp = stamp_of(client, event.campaign)
    client.force_login(make.viewer(event.section))
    assert poll(client, event.campaign, stamp) == 200


# --- cost ---------------------------------------------------------------------------------------------------------


def busy_event(campaign: Campaign, number: int) -> None:
    """Add an event with everything the board reads: needs, people, an attempt, an outcome for every third."""
    section = make.section(slug="australia") if number == 0 else campaign.events.get(title="first").section
    title = "first" if number == 0 else f"event {number}"
    event = (
        make.past_event(campaign=campaign, section=section, title=title)
        if number % 3 == 0
        else make.event(campaign=campaign, section=section, title=title)
    )
    if number % 3 == 0:
        make.attempt(event)
        make.outcome(event)
    else:
        make.need(event, Role.STEWARD, 2)
        make.assignment(event, said="yes")
    make.signature_count(campaign, section, 10 + number, source=f"source {number}")


@pytest.mark.parametrize("events", [1, 5])
def test_board_costs_the_same_queries_with_one_event_and_with_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, events: int
) -> None:
    campaign = make.campaign()
    for number in range(events):
        busy_event(campaign, number)
    client.force_login(make.global_coordinator(time_zone="Europe/London"))
    with django_assert_num_queries(BOARD_QUERIES):
        assert client.get(board_url(campaign)).status_code == 200
