"""The list of events, one event and its trail, as different readers see them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.actions.members import set_role
from accounts.audit import SYSTEM
from accounts.choices import Role as SectionRole
from accounts.models import Section, User
from events.actions.scheduling import cancel_event
from events.choices import Role, Visibility
from events.models import Event
from tests import make
from tests.events import crowds
from tests.events.views.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST_QUERIES = 12
EVENT_QUERIES = 15


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


# --- the list -----------------------------------------------------------------------------------------------------


def test_list_shows_own_events_and_counts_those_outside(desk: Client, australia: Section) -> None:
    make.event(section=australia, title="Ours")
    make.event(section=make.belgium(), title="Theirs", visibility=Visibility.NETWORK)
    make.event(section=make.section(name="Oslo", slug="norway"), title="Hidden")
    page = text(desk, "/events/")

    assert "Ours" in page
    assert "Theirs" not in page
    assert "1 more outside your section." in page
    everything = text(desk, "/events/?section=all")
    assert "Theirs" in everything
    assert "Hidden" not in everything


def test_list_says_whose_events_it_shows(desk: Client, australia: Section) -> None:
    alone = desk.get("/events/")
    set_role(by=SYSTEM, user=alone.context["user"], section=make.belgium(), role=SectionRole.VIEWER)

    shown = [
        desk.get("/events/", {"section": wanted}).context["scope"] for wanted in ("", "belgium", "all", "x")
    ]

    assert alone.context["scope"] == "Australia"
    assert shown == ["Australia, Belgium", "Belgium", "All I may see", "Australia, Belgium"]
    assert "<bdi>Australia</bdi>" in alone.content.decode()


def test_list_says_state_local_time_and_needs_in_words(desk: Client, australia: Section) -> None:
    event = make.event(section=australia, title="Ours")
    make.need(event, Role.LEAD, 2)
    page = text(desk, "/events/")

    assert "Not ready" in page
    assert f"{event.starts_wall:%H:%M} in Sydney" in page
    assert "your time (London)" in page
    assert "0 of 2" in page


def test_empty_list_offers_the_next_step(desk: Client) -> None:
    page = text(desk, "/events/")

    assert "No event yet." in page
    assert reverse("events:missions") in page


def test_nothing_found_offers_to_clear_the_filters(desk: Client, australia: Section) -> None:
    make.event(section=australia)

    assert "No event fits these filters." in text(desk, "/events/?q=nowhere")


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99999999999999999999", "state=x&kind=x&when=x&section=x"]
)
def test_nonsense_in_the_address_is_no_error(desk: Client, australia: Section, query: str) -> None:
    make.event(section=australia)

    text(desk, f"/events/?{query}")


def test_list_can_be_taken_away_as_csv(desk: Client, australia: Section) -> None:
    make.event(section=australia, title="Ours")
    make.event(section=make.belgium(), title="Theirs", visibility=Visibility.NETWORK)
    response = desk.get("/events/?format=csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "Ours" in response.content.decode()
    assert "Theirs" not in response.content.decode()


@pytest.mark.parametrize("number", [1, 300])
def test_list_costs_the_same_with_one_event_and_with_300(
    desk: Client, australia: Section, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make.event(section=australia, mission=make.mission(), title="Ours")
    make.need(event)
    crowds.many_like(event, number - 1)
    with django_assert_num_queries(LIST_QUERIES):
        assert "Ours" in text(desk, "/events/")


# --- one event ----------------------------------------------------------------------------------------------------


@pytest.fixture
def event(australia: Section) -> Event:
    """A public event with somebody in it, and a phone number."""
    made = make.event(
        section=australia,
        title="Sydney: hand-in",
        visibility=Visibility.PUBLIC,
        contact_phone="+61 491 570 156",
        what_to_bring="A hat.",
    )
    make.need(made, Role.LEAD, 1)
    make.assignment(made, make.activist(section=australia, name="Ana Lima"), role=Role.LEAD, said="yes")
    return made


def test_coordinator_sees_people_phone_and_trail(desk: Client, event: Event) -> None:
    page = text(desk, event.get_absolute_url())

    for words in ("Ana Lima", "+61 491 570 156", "What was done", "Edit event", "Everybody needed said yes."):
        assert words in page


@pytest.mark.parametrize("reader", ["viewer", "global coordinator", "other section"])
def test_others_see_counts_but_nobody_s_name_no_phone_no_trail(reader: str, event: Event) -> None:
    makers = {
        "viewer": lambda: make.viewer(event.section),
        "global coordinator": make.global_coordinator,
        "other section": lambda: make.coordinator(make.belgium()),
    }
    page = text(signed_in(makers[reader]()), event.get_absolute_url())

    assert "1 of 1" in page
    for words in ("Ana Lima", "491 570", "What was done", "Edit event"):
        assert words not in page


def test_organiser_runs_the_event_they_are_named_on_and_no_other(event: Event, australia: Section) -> None:
    other = make.event(section=australia)
    organiser = make.organiser(australia)
    event.organisers.add(organiser)
    client = signed_in(organiser)

    assert "Ana Lima" in text(client, event.get_absolute_url())
    assert "Edit event" not in text(client, other.get_absolute_url())


def test_not_mine_and_not_there_are_the_same_page(desk: Client, event: Event) -> None:
    foreign = make.event(section=make.belgium())
    gone = foreign.get_absolute_url().replace(str(foreign.public_id), "0" * 8 + "-0000" * 3 + "-" + "0" * 12)

    assert text(desk, foreign.get_absolute_url(), 404) == text(desk, gone, 404)


def test_nobody_signed_in_is_sent_to_the_door(client: Client, event: Event) -> None:
    for url in ("/events/", event.get_absolute_url()):
        assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_cancelled_event_says_why(desk: Client, rosa: User, event: Event) -> None:
    cancel_event(by=rosa, event=event, reason="The consulate moved.")

    assert "The consulate moved." in text(desk, event.get_absolute_url())


def test_after_the_event_the_chain_of_attempts_is_told(desk: Client, australia: Section) -> None:
    past = make.past_event(section=australia, mission=make.mission(), allotted_signatures=18_460)
    make.attempt(past, note="The guard came back.")
    make.outcome(past, signatures=0, is_demonstration=True)
    page = text(desk, past.get_absolute_url())

    assert "Consulate refused to meet." in page
    assert "18,460 signatures wait for another attempt." in page
    assert "The guard came back." in page
    assert "demonstration data" in page
    assert reverse("events:event_attempt", args=[past.public_id]) + "?channel=post" in page
    assert reverse("events:event_give_up", args=[past.public_id]) in page


@pytest.mark.parametrize("number", [1, 300])
def test_event_costs_the_same_with_one_person_and_with_300(
    desk: Client, australia: Section, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make.event(section=australia)
    make.need(event)
    crowds.crowd(event, number)
    with django_assert_num_queries(EVENT_QUERIES):
        assert "Person 0" in text(desk, event.get_absolute_url())


# --- the mails ----------------------------------------------------------------------------------------------------


def test_mails_are_counted_on_the_page_and_listed_by_person_behind_it(desk: Client, event: Event) -> None:
    page = text(desk, event.get_absolute_url())
    assert "Reminders" in page
    assert "will be sent" in page

    every = text(desk, reverse("events:event_mails", args=[event.public_id]))
    assert "Ana Lima" in every
    assert "Second reminder" in every


def test_mails_are_only_for_those_who_may_see_people(event: Event) -> None:
    for reader in (make.viewer(event.section), make.global_coordinator(), make.coordinator(make.belgium())):
        client = signed_in(reader)
        assert "Reminders" not in text(client, event.get_absolute_url())
        text(client, reverse("events:event_mails", args=[event.public_id]), 403)


def test_draft_says_that_nothing_goes_out_before_it_is_confirmed(desk: Client, australia: Section) -> None:
    draft = make.event(section=australia, draft=True)

    assert "Nothing goes out before the draft is confirmed." in text(desk, draft.get_absolute_url())


# --- the trail ----------------------------------------------------------------------------------------------------


def test_trail_names_activists_only_to_those_who_may_see_people(desk: Client, event: Event) -> None:
    assert "Ana Lima" in text(desk, reverse("events:event_trail", args=[event.public_id]))

    elsewhere = make.event(section=make.international())
    make.assignment(elsewhere, make.activist(section=elsewhere.section, name="Bo Berg"), said="yes")
    seen = text(
        signed_in(make.global_coordinator()), reverse("events:event_trail", args=[elsewhere.public_id])
    )
    assert "recorded an answer" in seen
    assert "Bo Berg" not in seen


def test_trail_is_not_for_viewers(event: Event) -> None:
    text(signed_in(make.viewer(event.section)), reverse("events:event_trail", args=[event.public_id]), 403)
