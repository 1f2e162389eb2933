"""Coverage: which countries have a mission of the target, and which of them nobody acts in yet."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Campaign
from events.queries.coverage import Covered
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    """Missions in three countries and one host without a code; Sydney is planned, Brussels drafted, Oslo neither."""
    australia, belgium, campaign = make.section(), make.belgium(), make.campaign()
    for name in ("Sydney", "Brussels", "Oslo"):
        make.mission(city=make.city(name))
    make.mission(host_country="", host_label="Order of Malta")
    make.mission(sending_country="US", sending_label="United States", city=make.city("Kyiv"))
    make.event(section=australia, campaign=campaign)
    make.event(section=belgium, campaign=campaign, city=make.city("Brussels"), draft=True)
    return campaign


def shown(client: Client, campaign: Campaign, query: str = "") -> dict[str, str]:
    page = client.get(reverse("events:coverage", args=[campaign.slug]) + query)
    return {row.host: str(row.covered) for row in page.context["rows"]}


def test_every_host_of_the_target_is_planned_asked_or_none(client: Client, campaign: Campaign) -> None:
    client.force_login(make.global_coordinator())

    assert shown(client, campaign) == {
        "Australia": "planned", "Belgium": "asked", "Norway": "none", "Order of Malta": "none"
    }  # fmt: skip


def test_draft_elsewhere_is_its_sections_own_business(client: Client, campaign: Campaign) -> None:
    client.force_login(make.coordinator(make.section()))

    assert shown(client, campaign)["Belgium"] == Covered.NONE


def test_event_where_the_target_has_no_mission_counts_too(client: Client, campaign: Campaign) -> None:
    make.event(section=make.section(), campaign=campaign, city=make.city("Kyiv"), title="Without a mission")
    client.force_login(make.global_coordinator())

    page = client.get(reverse("events:coverage", args=[campaign.slug]))

    (row,) = [row for row in page.context["rows"] if row.host == "Ukraine"]
    assert (row.missions, row.planned) == (0, 1)


def test_scheduling_is_offered_where_no_event_is_in_ones_own_countries(
    client: Client, campaign: Campaign
) -> None:
    norway = make.section(name="Norway", country="NO")

    def is_offered(user: User) -> bool:
        client.force_login(user)
        page = client.get(reverse("events:coverage", args=[campaign.slug])).content.decode()
        return "Schedule event" in page

    assert is_offered(make.coordinator(norway))
    assert not is_offered(make.viewer(norway))
    assert not is_offered(make.coordinator(make.section()))


def test_sections_without_an_event_are_named(client: Client, campaign: Campaign) -> None:
    client.force_login(make.global_coordinator())

    page = client.get(reverse("events:coverage", args=[campaign.slug]))

    assert [section.name for section in page.context["coverage"].idle] == ["Belgium"]


@pytest.mark.parametrize(
    ("query", "hosts"),
    [
        ("?q=austral", ["Australia"]),
        ("?state=none", ["Norway", "Order of Malta"]),
        ("?state=nonsense", ["Australia", "Belgium", "Norway", "Order of Malta"]),
        ("?q=nowhere", []),
    ],
)
def test_list_is_searched_and_filtered(
    client: Client, campaign: Campaign, query: str, hosts: list[str]
) -> None:
    client.force_login(make.global_coordinator())

    assert list(shown(client, campaign, query)) == hosts
