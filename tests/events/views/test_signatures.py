"""Counting signatures: everybody reads, coordinators count for their own section."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actions.members import set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from events.models import Campaign, SignatureCount
from tests import make

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 12


def of(campaign: Campaign) -> str:
    return reverse("events:signatures", args=[campaign.slug])


def test_newest_count_of_each_source_counts_and_earlier_ones_are_history(client: Client) -> None:
    campaign, section = make.campaign(), make.section()
    for days, count in ((3, 100), (1, 10_518), (2, 900)):
        make.signature_count(campaign, section, count, as_of=timezone.now() - timedelta(days=days))
    make.signature_count(campaign, section, 40, source="Online", as_of=timezone.now() - timedelta(days=9))
    make.signature_count(campaign, section, 7, source="street")
    client.force_login(make.viewer(make.belgium()))
    context = client.get(of(campaign)).context
    assert [(each.section, each.total) for each in context["sections"]] == [("Australia", 10_525)]
    assert context["counted"].counts == 2
    assert [count.count for count in context["history"]] == [7, 10_518, 900, 100, 40]


def test_count_is_recorded_for_the_own_section_as_of_now(client: Client) -> None:
    campaign, section = make.campaign(), make.section()
    client.force_login(make.coordinator(section))
    assert client.post(of(campaign), {"source": "online", "count": "10518"}).status_code == 302
    row = SignatureCount.objects.get()
    assert (row.section, row.source, row.count) == (section, "online", 10_518)
    assert timezone.now() - row.as_of < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("maker", "is_named"),
    [
        (lambda section: make.viewer(section), True),
        (lambda section: make.global_coordinator(), True),
        (lambda section: make.coordinator(make.belgium()), False),
    ],
)
def test_who_counted_is_named_within_the_section(client: Client, maker: Any, is_named: bool) -> None:
    campaign, section = make.campaign(), make.section()
    make.signature_count(campaign, section, by=make.coordinator(section, name="Counting Person"))
    client.force_login(maker(section))

    assert ("Counting Person" in client.get(of(campaign)).content.decode()) == is_named


def test_earlier_instant_is_read_in_the_sections_zone(client: Client) -> None:
    campaign = make.campaign()
    client.force_login(make.coordinator(make.section()))
    client.post(of(campaign), {"source": "online", "count": "5", "day": "2017-06-01", "time": "11:00"})
    assert SignatureCount.objects.get().as_of == datetime(2017, 6, 1, 1, 0, tzinfo=UTC)


def test_day_alone_means_its_end(client: Client) -> None:
    campaign = make.campaign()
    client.force_login(make.coordinator(make.section()))
    client.post(of(campaign), {"source": "online", "count": "5", "day": "2017-06-01"})
    assert SignatureCount.objects.get().as_of == datetime(2017, 6, 1, 13, 59, 59, tzinfo=UTC)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"count": "-1"}, "count"),
        ({"count": "many"}, "count"),
        ({"count": "9" * 30}, "count"),
        ({"source": ""}, "source"),
        ({"source": "x" * 5_000}, "source"),
        ({"source": "on\u202eline"}, "source"),
        ({"time": "11:00"}, "day"),
        ({"day": "2999-01-01", "time": "11:00"}, "day"),
        ({"day": "soon"}, "day"),
    ],
)
def test_refused_counts_stand_beside_their_field(client: Client, wrong: dict[str, str], field: str) -> None:
    campaign = make.campaign()
    client.force_login(make.coordinator(make.section()))
    response = client.post(of(campaign), {"source": "online", "count": "5", **wrong})
    assert list(response.context["form"].errors) == [field]
    assert SignatureCount.objects.count() == 0


def test_coordinator_of_two_sections_says_for_which(client: Client) -> None:
    campaign, australia, belgium = make.campaign(), make.section(), make.belgium()
    user = make.coordinator(australia)
    set_role(by=SYSTEM, user=user, section=belgium, role=Role.COORDINATOR)
    client.force_login(user)
    facts = {"source": "online", "count": "5"}
    assert list(client.post(of(campaign), facts).context["form"].errors) == ["section"]
    client.post(of(campaign), {**facts, "section": "belgium"})
    assert SignatureCount.objects.get().section == belgium


@pytest.mark.parametrize("maker", ["viewer", "organiser"])
def test_others_read_and_do_not_count(client: Client, maker: str) -> None:
    campaign = make.campaign()
    client.force_login(getattr(make, maker)(make.section()))
    assert client.get(of(campaign)).context["form"] is None
    assert client.post(of(campaign), {"source": "online", "count": "5"}).status_code == 403


def test_foreign_section_cannot_be_counted_for(client: Client) -> None:
    campaign, belgium = make.campaign(), make.belgium()
    client.force_login(make.coordinator(make.section()))
    client.post(of(campaign), {"source": "online", "count": "5", "section": belgium.slug})
    assert not SignatureCount.objects.filter(section=belgium).exists()


@pytest.mark.parametrize("counts", [1, 4])
def test_page_costs_the_same_queries_with_one_count_and_with_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, counts: int
) -> None:
    campaign, section = make.campaign(), make.section()
    for number in range(counts):
        make.signature_count(campaign, section, number, source=f"source {number}", by=make.viewer(section))
    client.force_login(make.coordinator(section))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(of(campaign))


def test_contradictions_are_said_beside_their_line(client: Client) -> None:
    campaign, section = make.campaign(), make.section()
    event = make.past_event(campaign=campaign, section=section, allotted_signatures=2_000)
    make.attempt(event, petition="accepted")
    make.outcome(event, signatures=2_500)
    make.signature_count(campaign, section, 1_000)
    client.force_login(make.viewer(make.belgium()))
    page = client.get(of(campaign))
    assert page.context["balance"].conflicts == 2
    text = page.content.decode()
    assert text.count("more handed over than allotted") == 2
    assert text.count("more allotted than counted") == 1


def test_figures_without_contradiction_raise_no_question(client: Client) -> None:
    campaign, section = make.campaign(), make.section()
    make.event(campaign=campaign, section=section, allotted_signatures=900)
    make.signature_count(campaign, section, 1_000)
    client.force_login(make.viewer(section))
    page = client.get(of(campaign))
    assert page.context["balance"].conflicts == 0
    assert "To check" in page.content.decode()


def test_curve_of_the_counts_stands_with_its_table(client: Client) -> None:
    campaign, section = make.campaign(), make.section()
    for days, count in ((3, 100), (1, 10_518)):
        make.signature_count(campaign, section, count, as_of=timezone.now() - timedelta(days=days))
    client.force_login(make.viewer(section))
    page = client.get(of(campaign))
    chart = page.context["chart"]
    assert [total for _at, total in chart.days] == [10_518, 100]
    assert f'd="{chart.curve.line}"' in page.content.decode()
    assert client.get(of(make.campaign())).context["chart"] is None
