"""Pages for people without an account: as much for everybody as the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.audit import SYSTEM
from events.actions.photos import approve_photo, describe_photo
from events.actions.press import freeze_figures, set_embargo
from events.choices import Visibility
from events.models import Campaign
from tests import make
from tests.browser.conftest import Windows
from tests.browser.looking import faults, faults_in_arabic

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


def told_campaign() -> Campaign:
    """Store a campaign with something to tell."""
    campaign = make.campaign()
    event = make.past_event(campaign=campaign, mission=make.mission(), visibility=Visibility.PUBLIC)
    make.attempt(event)
    make.outcome(event, quote="We will be back.")
    make.event(campaign=campaign, visibility=Visibility.PUBLIC)
    for days, count in ((9, 4_000), (1, 10_518)):
        as_of = timezone.now() - timedelta(days=days)
        make.signature_count(campaign, event.section, count, as_of=as_of)
    return campaign


def test_frozen_figures_are_for_everybody(windows: Windows) -> None:
    campaign = told_campaign()
    address = freeze_figures(by=SYSTEM, campaign=campaign).get_absolute_url()
    assert faults(windows.open(), address) == []
    assert faults_in_arabic(windows.open(language="ar"), address) == []

    set_embargo(by=SYSTEM, campaign=campaign, until=timezone.now() + timedelta(hours=1))
    assert faults(windows.open(), address, status=403) == []


def test_press_page_that_has_everything_is_for_everybody(windows: Windows) -> None:
    campaign = told_campaign()
    event = campaign.events.get(outcome__isnull=False)
    photo = make.photo(event)
    describe_photo(by=SYSTEM, photo=photo, caption="", alt="Five chairs", credit="Anna", consent="nobody")
    approve_photo(by=SYSTEM, photo=photo)
    reader, address = make.viewer(event.section), reverse("events:press", args=[campaign.slug])
    page = windows.open(reader)
    assert faults(page, address) == []
    assert page.get_by_alt_text("Five chairs").is_visible()
    windows.speak(page.context, "ar")
    assert faults_in_arabic(page, address) == []


@pytest.mark.parametrize("query", ["", "?q=nowhere", "?embed=1"])
def test_public_list_is_for_everybody(windows: Windows, query: str) -> None:
    address = reverse("events:public_list", args=[told_campaign().slug]) + query
    assert faults(windows.open(), address) == []
    assert faults_in_arabic(windows.open(language="ar"), address) == []


def test_public_list_is_searched_without_a_script(windows: Windows) -> None:
    campaign = told_campaign()
    page = windows.open()
    page.goto(reverse("events:public_list", args=[campaign.slug]))
    page.get_by_label("Search city, country, mission").fill("nowhere")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("No public event matches.").wait_for()
    page.get_by_role("link", name="Show all events").click()
    page.get_by_role("table").wait_for()
