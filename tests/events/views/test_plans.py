"""The pages that plan a day of action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit import SYSTEM
from events.actions.scheduling import cancel_event
from events.choices import MissionKind
from events.models import Campaign, Change, Event, Mission
from tests import make
from tests.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign()


@pytest.fixture
def anna(client: Client, campaign: Campaign) -> Client:
    client.force_login(make.global_coordinator())
    return client


def address(campaign: Campaign) -> str:
    return reverse("events:plan", args=[campaign.slug])


def mission_in(name: str, kind: str = MissionKind.EMBASSY) -> Mission:
    return make.mission(city=make.city(name), kind=kind)


def sent(campaign: Campaign, *missions: Mission, **more: Any) -> dict[str, Any]:
    return {
        "kind": "hand_in",
        "date": campaign.day_of_action.isoformat(),
        "time": "11:00",
        "lasts": "60",
        "elsewhere": "international",
        "missions": [str(mission.public_id) for mission in missions],
        **more,
    }


def ticked(page: Any) -> set[str]:
    lines = [line for group in page.context["groups"] for host in group.hosts for line in host.lines]
    return {line.candidate.mission.city for line in lines if line.is_ticked}


def test_missions_are_listed_by_section_those_without_one_first(anna: Client, campaign: Campaign) -> None:
    make.section()
    make.belgium()
    for city in ("Sydney", "Canberra", "Brussels", "Oslo"):
        mission_in(city)
    groups = anna.get(address(campaign)).context["groups"]

    assert [(str(group.section), group.total) for group in groups] == [
        ("None", 1),
        ("Australia", 2),
        ("Belgium", 1),
    ]


def test_one_embassy_per_country_with_a_section_is_ticked_at_first(anna: Client, campaign: Campaign) -> None:
    make.section()
    make.belgium()
    mission_in("Sydney", MissionKind.CONSULATE_GENERAL)
    mission_in("Canberra")
    mission_in("Oslo")
    make.event(campaign=campaign, city=make.city("Brussels"), section=make.section(slug="more", name="More"))
    mission_in("Brussels")

    assert ticked(anna.get(address(campaign))) == {"Canberra"}


def test_declined_mission_is_listed_but_not_ticked_by_itself(anna: Client, campaign: Campaign) -> None:
    make.section()
    draft = plan(mission_in("Sydney"), campaign=campaign).events.get()
    cancel_event(by=SYSTEM, event=draft, reason="No.")
    page = anna.get(address(campaign))

    assert ticked(page) == set()
    assert "was cancelled or declined before" in page.content.decode()


def test_mission_with_an_event_cannot_be_ticked(anna: Client, campaign: Campaign) -> None:
    plan(mission_in("Oslo"), campaign=campaign)
    page = anna.get(address(campaign)).content.decode()

    assert "has a draft already" in page
    assert "disabled" in page


def test_search_keeps_the_ticks_of_what_it_hides(anna: Client, campaign: Campaign) -> None:
    oslo, brussels = mission_in("Oslo"), mission_in("Brussels")
    page = anna.post(address(campaign), sent(campaign, oslo, brussels, q="Oslo", do="show"))

    assert ticked(page) == {"Oslo"}
    assert (page.context["ticked"], page.context["hidden"]) == (2, {brussels.public_id})


@pytest.mark.parametrize(
    ("query", "city"), [("?q=Belgium", "Brussels"), ("?of_kind=consulate", "Oslo"), ("?of_section=-", "Oslo")]
)
def test_missions_are_narrowed(anna: Client, campaign: Campaign, query: str, city: str) -> None:
    make.belgium()
    mission_in("Brussels")
    mission_in("Oslo", MissionKind.CONSULATE)
    groups = anna.get(address(campaign) + query).context["groups"]

    assert [line.candidate.mission.city for line in groups[0].hosts[0].lines] == [city]


def test_ticks_can_be_set_and_cleared_without_a_script(anna: Client, campaign: Campaign) -> None:
    make.belgium()
    brussels = mission_in("Brussels")

    assert ticked(anna.post(address(campaign), sent(campaign, brussels, do="none"))) == set()
    assert ticked(anna.post(address(campaign), sent(campaign, do="one"))) == {"Brussels"}


def test_look_says_how_many_drafts_where_and_for_whom_and_stores_nothing(
    anna: Client, campaign: Campaign
) -> None:
    make.section()
    missions = [mission_in(city) for city in ("Sydney", "Canberra", "Oslo")]
    page = anna.post(address(campaign), sent(campaign, *missions, do="look")).content.decode()

    assert "3 drafts in 2 countries for 2 sections" in page
    assert not Event.objects.exists()


def test_create_makes_the_drafts_and_leads_to_undo(anna: Client, campaign: Campaign) -> None:
    make.section()
    missions = [mission_in(city) for city in ("Sydney", "Oslo")]
    response = anna.post(address(campaign), sent(campaign, *missions, do="create"))
    made = Change.objects.get()

    assert (response["Location"], Event.objects.count()) == (made.get_absolute_url(), 2)
    assert "Undo the plan" in anna.get(response["Location"]).content.decode()


def test_create_a_second_time_makes_nothing_more(anna: Client, campaign: Campaign) -> None:
    oslo = mission_in("Oslo")
    for _press in range(2):
        page = anna.post(address(campaign), sent(campaign, oslo, do="create"))

    assert Event.objects.count() == 1
    assert "It has an event in this campaign already." in page.content.decode()


def test_problems_are_named_and_the_others_can_go_on(anna: Client, campaign: Campaign) -> None:
    oslo, nowhere = mission_in("Oslo"), make.mission(place=None, time_zone="")
    page = anna.post(address(campaign), sent(campaign, oslo, nowhere, do="look"))

    assert "1 mission is left out" in page.content.decode()
    assert [one.mission for one in page.context["without"]] == [oslo]


@pytest.mark.parametrize("do", ["look", "create"])
def test_nothing_ticked_says_so(anna: Client, campaign: Campaign, do: str) -> None:
    mission_in("Oslo")

    assert (
        "Tick at least one mission." in anna.post(address(campaign), sent(campaign, do=do)).content.decode()
    )


def test_day_outside_the_window_is_asked_about(anna: Client, campaign: Campaign) -> None:
    oslo, later = mission_in("Oslo"), campaign.window_end + timedelta(days=9)
    facts = sent(campaign, oslo, do="look", date=later.isoformat())

    page = anna.post(address(campaign), facts).content.decode()
    assert "outside the campaign" in page
    assert (
        "1 draft in 1 country for 1 section"
        in anna.post(address(campaign), {**facts, "anyway": "on"}).content.decode()
    )


def test_what_names_no_mission_is_ignored(anna: Client, campaign: Campaign) -> None:
    mission_in("Oslo")
    page = anna.post(address(campaign), {**sent(campaign, do="show"), "missions": ["x", "0" * 40]})

    assert page.context["ticked"] == 0


def test_undo_is_one_click(anna: Client, campaign: Campaign) -> None:
    made = plan(mission_in("Oslo"), mission_in("Brussels"), campaign=campaign)
    make.need(made.events.get(city="Oslo"))
    anna.post(made.get_absolute_url(), {"do": "undo"})
    page = anna.get(made.get_absolute_url()).content.decode()

    assert [event.city for event in Event.objects.all()] == ["Oslo"]
    assert "1 draft is taken back" in page
    assert "1 stays: somebody did something to it." in page


def test_plans_made_before_are_found_again(anna: Client, campaign: Campaign) -> None:
    made = plan(mission_in("Oslo"), campaign=campaign)

    assert made.get_absolute_url() in anna.get(address(campaign)).content.decode()


def test_section_confirms_or_declines_from_its_list(client: Client, campaign: Campaign) -> None:
    australia = make.section()
    draft = plan(mission_in("Sydney"), campaign=campaign).events.get()
    links = [reverse(f"events:event_{verb}", args=[draft.public_id]) for verb in ("confirm", "cancel")]

    for reader, is_linked in ((make.coordinator(australia), True), (make.viewer(australia), False)):
        client.force_login(reader)
        page = client.get(reverse("events:events") + "?state=draft").content.decode()
        assert [link in page for link in links] == [is_linked, is_linked]


def test_undo_needs_its_button(anna: Client, campaign: Campaign) -> None:
    made = plan(mission_in("Oslo"), campaign=campaign)
    anna.post(made.get_absolute_url())

    assert Event.objects.count() == 1


@pytest.mark.parametrize("name", ["campaign", "coverage"])
def test_plan_is_linked_for_whoever_may_plan(anna: Client, campaign: Campaign, name: str) -> None:
    page = reverse(f"events:{name}", args=[campaign.slug])

    assert address(campaign) in anna.get(page).content.decode()
    anna.force_login(make.coordinator(make.section()))
    assert address(campaign) not in anna.get(page).content.decode()


def test_draft_campaign_cannot_be_planned_yet(anna: Client, campaign: Campaign) -> None:
    Campaign.objects.update(status="draft")
    oslo = mission_in("Oslo")
    page = anna.post(address(campaign), sent(campaign, oslo, do="create")).content.decode()

    assert "Only an open campaign can be planned" in page
    assert not Event.objects.exists()
