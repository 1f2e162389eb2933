"""Campaigns: who sees and changes them, and what their forms refuse."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.campaigns import close_campaign, draft_campaign
from events.choices import CampaignStatus
from events.models import Campaign
from tests import make

pytestmark = pytest.mark.django_db

NEW = reverse("events:campaign_new")
LIST = reverse("events:campaigns")
FACTS = {
    "title": "Protection for gay men in Chechnya",
    "ask": "End the abductions, torture and killings.",
    "target_country": "RU",
    "day_of_action": "2030-06-02",
    "window_start": "2030-06-01",
    "window_end": "2030-06-09",
}


def of(campaign: Campaign, route: str = "campaign") -> str:
    return reverse(f"events:{route}", args=[campaign.slug])


def draft() -> Campaign:
    day = timezone.localdate() + timedelta(days=9)
    facts = {
        "ask": "Ask.",
        "target_country": "RU",
        "day_of_action": day,
        "window_start": day,
        "window_end": day,
    }
    return draft_campaign(by=make.global_coordinator(), title="A secret draft", slug="secret", **facts)


# --- reading ------------------------------------------------------------------------------------------------------


def test_campaigns_are_listed_with_their_figures_the_newest_first(client: Client) -> None:
    old = make.campaign(day_of_action=date(2029, 6, 2), title="Older", slug="older")
    event = make.event(campaign=make.campaign(day_of_action=date(2030, 6, 2), title="Newer", slug="newer"))
    make.signature_count(event.campaign, event.section, 10)
    make.signature_count(event.campaign, event.section, 12)
    make.signature_count(event.campaign, event.section, 5, source="street")
    client.force_login(make.viewer(event.section))
    rows = client.get(LIST).context["rows"]
    assert [(row.campaign.title, row.events, row.sections, row.signatures) for row in rows] == [
        ("Newer", 1, 1, 17),
        (old.title, 0, 0, 0),
    ]


def test_drafts_are_for_their_makers(client: Client) -> None:
    campaign = draft()
    client.force_login(make.coordinator(make.section()))
    assert "A secret draft" not in client.get(LIST).content.decode()
    assert client.get(of(campaign)).status_code == 404
    client.force_login(make.global_coordinator())
    assert "A secret draft" in client.get(LIST).content.decode()


def test_campaign_is_offered_to_be_opened_and_counted_by_whoever_may(client: Client) -> None:
    campaign, section = make.campaign(), make.section()
    shown = {}
    for name, user in {"viewer": make.viewer(section), "coordinator": make.coordinator(section)}.items():
        client.force_login(user)
        shown[name] = client.get(of(campaign)).content.decode()
        assert NEW not in client.get(LIST).content.decode()

    assert "and add a count" not in shown["viewer"]
    assert "and add a count" in shown["coordinator"]


def test_drafts_are_in_no_choice_of_others(client: Client) -> None:
    secret, section = draft(), make.section()
    event = make.event(section=section, campaign=make.campaign())
    client.force_login(make.coordinator(section))

    clone = reverse("events:event_clone", args=[event.public_id])
    for page in (reverse("events:events"), reverse("events:event_new"), clone):
        assert "secret" not in client.get(page).content.decode()
    later = {"campaign": secret.slug, "date": event.starts_wall.date(), "time": "12:00", "anyway": "on"}
    client.post(clone, later)
    assert not secret.events.exists()


def test_campaign_page_shows_each_sections_share(client: Client) -> None:
    event = make.past_event(allotted_signatures=500)
    make.attempt(event, petition="accepted", reception="staff")
    make.outcome(event, signatures=480)
    make.signature_count(event.campaign, make.belgium(), 70)
    client.force_login(make.viewer(event.section))
    shares = client.get(of(event.campaign)).context["shares"]
    assert [(s.section, s.events, s.finished, s.counted, s.allotted, s.handed_over) for s in shares] == [
        ("Australia", 1, 1, 0, 500, 480),
        ("Belgium", 0, 0, 70, 0, 0),
    ]


# --- changing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", ["campaign_new", "campaign_edit", "campaign_open", "campaign_close"])
def test_only_global_coordinators_change_campaigns(client: Client, route: str) -> None:
    campaign = make.campaign()
    address = NEW if route == "campaign_new" else of(campaign, route)
    client.force_login(make.coordinator(make.section()))
    assert (client.get(address).status_code, client.post(address, FACTS).status_code) == (403, 403)


def test_campaign_is_opened_with_a_short_name_from_its_title(client: Client) -> None:
    client.force_login(make.global_coordinator())
    response = client.post(NEW, FACTS)
    campaign = Campaign.objects.get()
    assert (campaign.slug, campaign.status) == ("protection-for-gay-men-in-chechnya", CampaignStatus.OPEN)
    assert response.headers["Location"] == of(campaign)


def test_second_button_keeps_a_draft(client: Client) -> None:
    client.force_login(make.global_coordinator())
    client.post(NEW, {**FACTS, "keep": "draft"})
    assert Campaign.objects.get().status == CampaignStatus.DRAFT


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 5_000}, "title"),
        ({"title": "A\u202eB"}, "title"),
        ({"ask": "x" * 5_000}, "ask"),
        ({"title": "抗議"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"slug": "not a slug"}, "slug"),
        ({"target_country": ""}, "target_country"),
        ({"target_country": "ZZ"}, "target_country"),
        ({"day_of_action": "2030-06-10"}, "day_of_action"),
        ({"day_of_action": "tomorrow"}, "day_of_action"),
        ({"window_end": "2030-05-01"}, "window_end"),
    ],
)
def test_refused_facts_stand_beside_their_field_and_nothing_is_stored(
    client: Client, wrong: dict[str, str], field: str
) -> None:
    make.campaign(slug="taken")
    client.force_login(make.global_coordinator())
    response = client.post(NEW, {**FACTS, **wrong})
    assert list(response.context["form"].errors) == [field]
    assert Campaign.objects.count() == 1


def test_target_without_a_code_is_named_in_words(client: Client) -> None:
    client.force_login(make.global_coordinator())
    client.post(NEW, {**FACTS, "target_country": "", "target_label": "European Union"})
    assert Campaign.objects.get().target == "European Union"


def test_campaign_is_edited(client: Client) -> None:
    campaign = make.campaign(slug="before")
    client.force_login(make.global_coordinator())
    response = client.post(of(campaign, "campaign_edit"), {**FACTS, "slug": "after"})
    assert response.headers["Location"] == reverse("events:campaign", args=["after"])
    assert Campaign.objects.get().day_of_action == date(2030, 6, 2)


def test_draft_is_opened_and_closed_again_by_named_buttons_only(client: Client) -> None:
    campaign = draft()
    client.force_login(make.global_coordinator())
    for route, press, status in (
        ("campaign_open", "open", CampaignStatus.OPEN),
        ("campaign_close", "close", CampaignStatus.CLOSED),
        ("campaign_open", "open", CampaignStatus.OPEN),
    ):
        before = campaign.status
        assert client.get(of(campaign, route)).status_code == 200
        client.post(of(campaign, route))
        campaign.refresh_from_db()
        assert campaign.status == before
        client.post(of(campaign, route), {"do": press})
        campaign.refresh_from_db()
        assert campaign.status == status


def test_campaign_with_planned_events_ahead_is_not_closed(client: Client) -> None:
    event = make.event()
    client.force_login(make.global_coordinator())
    seen = client.post(of(event.campaign, "campaign_close"), {"do": "close"}).content.decode()
    assert "1 planned event is still ahead." in seen
    assert Campaign.objects.get().status == CampaignStatus.OPEN


def test_closing_twice_says_that_it_is_closed(client: Client) -> None:
    campaign = close_campaign(by=make.global_coordinator(), campaign=make.campaign())
    client.force_login(make.global_coordinator())
    seen = client.post(of(campaign, "campaign_close"), {"do": "close"}).content.decode()
    assert "This campaign is closed already." in seen
