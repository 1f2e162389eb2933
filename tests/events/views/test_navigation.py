"""The top bar: where one can go, and in which role one is here."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.actions.members import set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import User
from events.views.navigation import navigation, scope_of
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]


def labels(client: Client, user: User) -> list[str]:
    client.force_login(user)
    return [label for _url, label, _here in client.get(reverse("events:campaigns")).context["navigation"]]


def test_each_role_sees_its_own_ways(client: Client) -> None:
    section = make.section()
    everywhere = ["Events", "Campaigns", "Missions"]
    assert labels(client, make.viewer(section)) == everywhere
    assert labels(client, make.coordinator(section)) == [*everywhere, "Activists"]
    assert labels(client, make.global_coordinator()) == [*everywhere, "Sections"]
    make.campaign()
    assert labels(client, make.viewer(section)) == ["Board", *everywhere]


def test_page_one_is_on_is_marked(client: Client) -> None:
    client.force_login(make.viewer(make.section()))
    entries = client.get(reverse("events:missions")).context["navigation"]
    assert [label for _url, label, is_here in entries if is_here] == ["Missions"]


def test_scope_is_always_said() -> None:
    australia = make.section()
    user = make.coordinator(australia)
    assert scope_of(user) == "Australia, section coordinator"
    set_role(by=SYSTEM, user=user, section=make.belgium(), role=Role.VIEWER)
    assert scope_of(user) == "Australia, section coordinator · Belgium, viewer"
    set_role(by=SYSTEM, user=user, section=make.section(name="Canada"), role=Role.VIEWER)
    assert scope_of(user) == "Australia, section coordinator · Belgium, viewer · 1 more"
    assert scope_of(make.global_coordinator()) == "Global coordinator"
    assert scope_of(make.user()) == "No section yet"


def test_bar_costs_nothing_where_it_is_not_drawn(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = rf.get("/")
    request.user = make.coordinator(make.section())
    with django_assert_num_queries(0):
        navigation(request)


def test_stranger_gets_no_bar(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert navigation(request) == {
        "navigation": (),
        "reader_scope": "",
        "reader_zone": "",
        "reader_links": (),
    }
