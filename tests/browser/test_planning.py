"""A day of action planned from the directory and taken back, with scripts and without."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.choices import MissionKind
from events.models import Event
from tests import make
from tests.browser.conftest import DESKTOP, PHONE, Windows
from tests.browser.looking import faults_as_shown

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_day_is_planned_and_taken_back(windows: Windows, scripts: bool) -> None:
    anna, campaign = make.global_coordinator(time_zone="Europe/London"), make.campaign()
    make.section()
    make.belgium()
    for city in ("Sydney", "Canberra", "Brussels", "Oslo"):
        make.mission(city=make.city(city), kind=MissionKind.EMBASSY)
    page = windows.open(anna, scripts=scripts, size=DESKTOP if scripts else PHONE)

    page.goto(reverse("events:campaign", args=[campaign.slug]))
    page.get_by_role("link", name="Plan the day").click()
    expect(page.get_by_text("2 of 4 missions ticked", exact=True)).to_be_visible()
    page.get_by_label("Embassy, Oslo").check()
    assert not (scripts and faults_as_shown(page))
    page.get_by_role("button", name="See what will be created").click()
    expect(page.get_by_role("heading", name="3 drafts in 3 countries for 3 sections")).to_be_visible()
    assert not (scripts and faults_as_shown(page))
    page.get_by_role("button", name="Create 3 drafts").click()
    expect(page.get_by_role("heading", name="3 drafts are there")).to_be_visible()
    assert Event.objects.count() == 3

    page.get_by_role("button", name="Undo the plan").click()
    expect(page.get_by_role("heading", name="3 drafts are taken back")).to_be_visible()
    assert not Event.objects.exists()


def test_section_is_ticked_whole_and_counted(windows: Windows) -> None:
    anna, campaign = make.global_coordinator(), make.campaign()
    make.section()
    for city in ("Sydney", "Canberra"):
        make.mission(city=make.city(city), kind=MissionKind.EMBASSY)
    page = windows.open(anna)

    page.goto(reverse("events:plan", args=[campaign.slug]))
    page.get_by_role("button", name="Tick all of this section, or none").click()
    expect(page.get_by_text("2 of 2 missions ticked", exact=True)).to_be_visible()
    page.get_by_role("button", name="Tick all of this section, or none").click()
    expect(page.get_by_text("0 of 2 missions ticked", exact=True)).to_be_visible()
