"""How mails read before anybody gets one: each kind in each language, and nobody is written to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Language
from events.choices import ReminderKind, Role
from events.models import Event, Reminder
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    event = make.event(title="Hand-in in Sydney", mission=make.mission(), meeting_point="the corner")
    make.need(event, Role.STEWARD, 3)
    make.assignment(
        event, make.activist(section=event.section, name="Carmen Vidal"), role=Role.LEAD, said="yes"
    )
    return event


@pytest.fixture
def desk(client: Client, event: Event) -> Client:
    client.force_login(make.coordinator(event.section))
    return client


def preview(event: Event, part: str = "") -> str:
    return reverse(f"events:event_mail_preview{part}", args=[event.public_id])


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", ReminderKind.values)
@pytest.mark.database("sqlite")
def test_every_kind_reads_in_every_language(desk: Client, event: Event, kind: str, language: str) -> None:
    before = list(Reminder.objects.order_by("pk").values())

    page = desk.get(preview(event), {"kind": kind, "language": language})
    html = desk.get(preview(event, "_html"), {"kind": kind, "language": language}).content.decode()

    assert page.status_code == 200
    assert f'lang="{language}"' in html
    assert "Carmen" not in page.content.decode() + html
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_mail_tells_of_this_event_and_a_discreet_one_of_nothing(desk: Client, event: Event) -> None:
    usual = desk.get(preview(event), {"kind": "day_before"}).content.decode()
    discreet = desk.get(preview(event, "_html"), {"kind": "day_before", "how": "discreet"}).content.decode()

    assert "the corner" in usual
    assert "C. V." in usual
    assert "Sydney" not in discreet
    assert "Australia" not in discreet


def test_part_may_run_and_load_nothing_and_its_links_open_nothing(desk: Client, event: Event) -> None:
    part = desk.get(preview(event, "_html"))

    policy = part["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert desk.get("/k/EXAMPLE/").status_code == 404


@pytest.mark.parametrize("query", [{"kind": "nonsense"}, {"language": "tlh"}, {"how": "x"}])
def test_value_nobody_offers_shows_the_first_mail(desk: Client, event: Event, query: dict[str, str]) -> None:
    assert "Can you come?" in desk.get(preview(event), query).content.decode()
