"""Scheduling: the city found by any of its names, by keyboard alone; nights on which clocks change; without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from events.models import Event
from tests import make
from tests.browser.conftest import PHONE, Windows, choose, violations
from tests.browser.looking import faults_as_shown

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
GONE = "This time does not exist there"
TWICE = "This time comes twice there"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@pytest.fixture
def reader() -> Iterator[User]:
    """A coordinator in spring 2027, in a campaign's window in which the clocks change north and south."""
    with time_machine.travel(NOW):
        make.cities()
        make.campaign(
            day_of_action=date(2027, 4, 2), window_start=date(2027, 3, 20), window_end=date(2027, 4, 10)
        )
        yield make.coordinator(make.section(), time_zone="Europe/London")


def desk(windows: Windows, reader: User, *, scripts: bool = True) -> Page:
    """Open the form, on a device whose own zone must not matter."""
    page = windows.open(reader, scripts=scripts, timezone_id="America/Los_Angeles")
    page.goto(reverse("events:event_new"))
    return page


def place(page: Page) -> Locator:
    return page.locator("[name=where]")


def say_when(page: Page, day: str = "2027-04-02", clock: str = "11:00") -> None:
    page.get_by_label("Date", exact=True).fill(day)
    page.get_by_label("Starts, local time").fill(clock)


def schedule(page: Page) -> None:
    page.get_by_role("button", name="Schedule event").click()


def scheduled(page: Page) -> Event:
    """Wait for the event's page and return the event."""
    expect(page.locator("#messages")).to_contain_text("The event is scheduled.")
    return Event.objects.get()


def suggestions(page: Page) -> Locator:
    """Return the options below the field, none while they are closed."""
    return page.get_by_role("listbox").get_by_role("option")


def look_for(page: Page, text: str) -> Locator:
    """Type into the field and return the suggestions once they are there."""
    place(page).focus()
    page.keyboard.type(text)
    suggestions(page).first.wait_for()
    return suggestions(page)


# --- the combobox -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "city", "zone"),
    [
        ("Kiev", "Kyiv", "Europe/Kyiv"),
        ("Den Haag", "The Hague", "Europe/Amsterdam"),
        ("台北", "Taipei", "Asia/Taipei"),
    ],
)
def test_any_name_of_a_city_finds_it_by_keyboard(
    windows: Windows, reader: User, typed: str, city: str, zone: str
) -> None:
    page = desk(windows, reader)
    options = look_for(page, typed)
    expect(options.first).to_contain_text(typed)
    expect(place(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.and_(page.locator("[aria-selected=true]"))).to_contain_text(city)
    expect(place(page)).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or "none"
    )
    page.keyboard.press("Enter")
    expect(place(page)).to_have_value(city)
    expect(place(page)).to_have_attribute("aria-expanded", "false")
    say_when(page)
    page.get_by_role("button", name="Schedule event").press("Enter")
    event = scheduled(page)
    assert (event.city, event.time_zone, f"{event.starts_wall:%H:%M}") == (city, zone, "11:00")


def test_arrows_go_round_and_escape_leaves_the_words(windows: Windows, reader: User) -> None:
    make.mission(city=make.city("Oslo"))
    page = desk(windows, reader)
    options = look_for(page, "Oslo")
    expect(options).to_have_count(2)
    for key, number in (("ArrowUp", 1), ("ArrowDown", 0), ("ArrowDown", 1)):
        page.keyboard.press(key)
        expect(options.nth(number)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(place(page)).to_have_value("Oslo")
    page.keyboard.press("ArrowDown")
    expect(options).to_have_count(2)


def test_typing_on_forgets_what_was_chosen(windows: Windows, reader: User) -> None:
    page = desk(windows, reader)
    look_for(page, "Kiev").first.click()
    expect(page.locator("[name=city]")).not_to_have_value("")
    place(page).fill("Oslo")
    expect(page.locator("[name=city]")).to_have_value("")
    say_when(page)
    schedule(page)
    assert scheduled(page).time_zone == "Europe/Oslo"


def test_mission_that_is_picked_brings_its_place(windows: Windows, reader: User) -> None:
    mission = make.mission(city=make.city("Oslo"), address="Drammensveien 74")
    page = desk(windows, reader)
    look_for(page, "russia oslo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(place(page)).to_have_value(str(mission))
    say_when(page)
    schedule(page)
    event = scheduled(page)
    assert (event.mission, event.city, event.time_zone) == (mission, "Oslo", "Europe/Oslo")
    assert event.address == "Drammensveien 74"


def test_suggestions_are_for_everybody(windows: Windows, reader: User) -> None:
    page = desk(windows, reader)
    look_for(page, "Kiev")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert violations(page) == []


# --- without scripts ----------------------------------------------------------------------------------------------


def test_typed_city_is_looked_up_where_no_script_runs(windows: Windows, reader: User) -> None:
    page = desk(windows, reader, scripts=False)
    place(page).fill("Den Haag")
    say_when(page)
    schedule(page)
    event = scheduled(page)
    assert (event.city, event.time_zone) == ("The Hague", "Europe/Amsterdam")


# --- nights on which the clocks change ----------------------------------------------------------------------------


@SCRIPTS
@pytest.mark.parametrize(
    ("city", "day", "complaint", "choice", "instant"),
    [
        ("Brussels", "2027-03-28", GONE, "03:30 (UTC+2)", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (
            "Sydney",
            "2027-04-04",
            TWICE,
            "02:30, the second time (UTC+10)",
            datetime(2027, 4, 3, 16, 30, tzinfo=UTC),
        ),
    ],
    ids=["gone", "twice"],
)
def test_questionable_time_is_asked_about(
    windows: Windows,
    reader: User,
    scripts: bool,
    city: str,
    day: str,
    complaint: str,
    choice: str,
    instant: datetime,
) -> None:
    page = desk(windows, reader, scripts=scripts)
    place(page).fill(city)
    say_when(page, day, "02:30")
    page.get_by_label("Meeting point").fill("Outside the gate")
    choose(page, "Vigil")
    schedule(page)
    expect(page.get_by_role("alert").first).to_contain_text(complaint)
    assert not Event.objects.exists()
    expect(place(page)).to_have_value(city)
    expect(page.get_by_label("Starts, local time")).to_have_value("02:30")
    expect(page.get_by_label("Meeting point")).to_have_value("Outside the gate")
    expect(page.get_by_role("radio", name="Vigil")).to_be_checked()
    if scripts:
        assert faults_as_shown(page) == []
    choose(page, choice)
    schedule(page)
    event = scheduled(page)
    assert (event.starts_at, event.kind, event.meeting_point) == (instant, "vigil", "Outside the gate")


# --- a city that is in no list ------------------------------------------------------------------------------------


@SCRIPTS
def test_city_in_no_list_is_placed_by_hand(windows: Windows, reader: User, scripts: bool) -> None:
    page = desk(windows, reader, scripts=scripts)
    place(page).fill("Hinterzarten")
    if scripts:
        place(page).press("ArrowDown")
        expect(page.locator(".hi-suggest-box")).to_contain_text("choose country and time zone by hand")
    say_when(page)
    schedule(page)
    expect(page.get_by_role("alert").first).to_be_visible()
    assert not Event.objects.exists()
    if not page.get_by_label("Country").is_visible():
        page.get_by_text("The place is not in the list").click()
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    schedule(page)
    event = scheduled(page)
    assert (event.city, event.place, event.country.code, event.time_zone) == (
        "Hinterzarten",
        None,
        "DE",
        "Europe/Berlin",
    )
