"""A section's audit trail and the network's: who did what, filters, export, and nobody named who takes part."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.members import deactivate_user, set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import Section, User
from events.actions.assignments import answer, unassign
from events.actions.campaigns import edit_campaign
from events.actions.missions import edit_mission
from events.choices import Answer
from events.models import Assignment, Event
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    return make.section()


@pytest.fixture
def coordinator(section: Section) -> User:
    return make.coordinator(section, name="Carmen Vidal")


@pytest.fixture
def event(section: Section, coordinator: User) -> Event:
    return make.event(section=section, title="Vigil in Sydney", by=coordinator)


@pytest.fixture
def asked(event: Event) -> Assignment:
    anna = make.activist(section=event.section, name="Anna Canary")
    assignment = make.assignment(event, anna)
    answer(by=anna, assignment=assignment, answer=Answer.YES)
    return assignment


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def rows(client: Client, section: Section, **query: str) -> list[dict[str, str]]:
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    response = client.get(reverse("events:section_trail", args=[section.slug]), {**query, "format": "csv"})
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def text(client: Client, section: Section, **query: str) -> str:
    response = client.get(reverse("events:section_trail", args=[section.slug]), query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_file_takes_the_password_first(desk: Client, section: Section) -> None:
    address = reverse("events:section_trail", args=[section.slug])

    assert desk.get(address, {"format": "csv"})["Location"].startswith(reverse("account_reauthenticate"))
    assert desk.get(address).status_code == 200


def test_trail_says_who_did_what_about_which_event_and_names_no_activist(
    desk: Client, section: Section, asked: Assignment
) -> None:
    page = text(desk, section)

    assert "Carmen Vidal" in page
    assert "scheduled the event" in page
    assert f'href="{reverse("events:event", args=[asked.event.public_id])}"' in page
    assert "recorded an answer" in page
    assert "Anna" not in page
    assert "Anna" not in str(rows(desk, section))


def test_what_is_done_to_an_assignment_stands_in_it_once(
    desk: Client, section: Section, asked: Assignment
) -> None:
    unassign(by=SYSTEM, assignment=asked)

    acts = [(row["What"], row["About"]) for row in rows(desk, section)]

    for act in ("asked somebody", "recorded an answer", "took somebody off"):
        assert [about for what, about in acts if what == act] == ["Vigil in Sydney"]


def test_roles_and_closed_accounts_are_in_it(desk: Client, section: Section, coordinator: User) -> None:
    user = make.viewer(section, name="Vera Viewer")
    set_role(by=coordinator, user=user, section=section, role=Role.ORGANISER)
    deactivate_user(by=coordinator, user=user)

    told = {(row["Who"], row["What"], row["About"]) for row in rows(desk, section)}

    assert ("Carmen Vidal", "gave a role", "Vera Viewer") in told
    assert ("Carmen Vidal", "closed an account", "Vera Viewer") in told


def test_filters_find_by_person_kind_and_day(
    desk: Client, section: Section, coordinator: User, asked: Assignment
) -> None:
    by_her = rows(desk, section, who=str(coordinator.public_id))
    by_activists = rows(desk, section, who="activist")
    accounts = rows(desk, section, what="user")

    assert {row["Who"] for row in by_her} == {"Carmen Vidal"}
    assert {row["What"] for row in by_activists} == {"recorded an answer"}
    assert {row["What"] for row in accounts} == {"made an account"}
    assert rows(desk, section, until="2001-01-01") == []
    assert len(rows(desk, section, since="2001-01-01")) == len(rows(desk, section))
    assert "Nothing fits these filters." in text(desk, section, until="2001-01-01")


@pytest.mark.parametrize(
    "query", [{"who": "nonsense"}, {"since": "9999-12-31"}, {"until": "0001-01-01"}, {"page": "9" * 30}]
)
def test_filter_nobody_offers_filters_nothing(
    desk: Client, section: Section, asked: Assignment, query: dict[str, str]
) -> None:
    assert len(rows(desk, section, **query)) == len(rows(desk, section)) > 0
    assert "scheduled the event" in text(desk, section, **query)


def test_what_belongs_to_no_section_is_told_to_global_coordinators(client: Client, event: Event) -> None:
    anna, address = make.global_coordinator(name="Anna Ek"), reverse("events:network_trail")
    edit_campaign(by=anna, campaign=event.campaign, title="Open the camps")
    mission = edit_mission(by=anna, mission=make.mission(), name="The embassy")
    client.force_login(anna)

    page = re.sub(r"\s+", " ", client.get(address).content.decode())
    found = client.get(address, {"what": "campaign", "who": str(anna.public_id)}).context["rows"]

    assert f'href="{event.campaign.get_absolute_url()}"' in page
    assert f'href="{mission.get_absolute_url()}"' in page
    assert "Vigil in Sydney" not in page
    assert [(row.user, row.act, row.about) for row in found] == [
        ("Anna Ek", "edited a campaign", "Open the camps")
    ]
    assert client.get(address, {"format": "csv"})["Location"].startswith(reverse("account_reauthenticate"))
    assert address in client.get(reverse("accounts:sections")).content.decode()


def test_another_sections_acts_are_not_in_it(desk: Client, section: Section, event: Event) -> None:
    make.event(section=make.belgium(), title="Hand-in in Brussels")

    assert "Brussels" not in text(desk, section)
