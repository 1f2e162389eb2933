"""The board that lies open while things happen elsewhere: it asks for itself and takes nothing out of one's hands."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Locator, Page, Response, ViewportSize, expect

from accounts.audit import SYSTEM
from accounts.models import User
from events.actions.scheduling import cancel_event
from events.models import Campaign, Event
from tests import make
from tests.browser.conftest import Windows

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

POLL = 10_000  # ms
LOW = ViewportSize(width=1280, height=300)


@pytest.fixture
def campaign() -> Campaign:
    """A campaign with two events ahead."""
    section, campaign = make.section(), make.campaign()
    make.cities("Sydney", "Oslo", "Brussels")
    for city in ("Sydney", "Oslo"):
        make.event(section=section, campaign=campaign, city=make.city(city), title=f"Hand-in in {city}")
    return campaign


@pytest.fixture
def reader(campaign: Campaign) -> User:
    """The global coordinator, who may open every event."""
    return make.global_coordinator()


def open_board(page: Page, campaign: Campaign) -> None:
    """Open the board with a clock that can be moved on."""
    page.clock.install()
    page.goto(reverse("events:board", args=[campaign.slug]))
    # gone with the document, should it be loaded anew
    page.evaluate("document.body.dataset.mark = 'here'")


def one_poll_later(page: Page) -> Response:
    """Let the page's clock run until it has asked once more."""
    with page.expect_response(lambda answer: "/board/" in answer.url) as answer:
        page.clock.run_for(POLL)
    return answer.value


def is_the_same_document(page: Page) -> bool:
    return bool(page.evaluate("document.body.dataset.mark === 'here'"))


def call_off(campaign: Campaign, city: str) -> Event:
    return cancel_event(by=SYSTEM, event=campaign.events.get(city=city), reason="A storm is coming.")


def test_change_made_elsewhere_shows_within_ten_seconds(
    windows: Windows, campaign: Campaign, reader: User
) -> None:
    page = windows.open(reader)
    open_board(page, campaign)
    make.event(campaign=campaign, city=make.city("Brussels"), title="Hand-in in Brussels")
    call_off(campaign, "Oslo")
    assert one_poll_later(page).status == 200
    expect(page.get_by_role("row", name="Oslo")).to_contain_text("Cancelled")
    expect(page.get_by_role("row", name="Brussels")).to_contain_text("Not ready")
    assert is_the_same_document(page)


def on_the_axis(page: Page, words: str) -> Locator:
    """Return the mark of an event on the timeline, by its title."""
    return page.locator(".hi-board-timeline").get_by_role("link", name=re.compile(words))


def test_every_state_is_seen_to_come_without_reloading(
    windows: Windows, campaign: Campaign, reader: User
) -> None:
    day = campaign.day_of_action
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    vigil = make.event(
        campaign=campaign, city=make.city("Brussels"), kind="vigil", title="Vigil", starts_wall=make.wall(day)
    )
    hand_in = make.event(
        campaign=campaign, city=make.city("Oslo"), title="Now", starts_wall=make.wall(day, time(14))
    )
    for city in ("Sydney", "Oslo"):
        cancel_event(
            by=SYSTEM, event=campaign.events.get(city=city, title=f"Hand-in in {city}"), reason="A storm."
        )

    def seen(city: str, state: str) -> None:
        assert one_poll_later(page).status == 200
        expect(on_the_axis(page, f"{city}: {state}")).to_be_visible()

    with time_machine.travel(noon - timedelta(hours=8)) as clock:
        page = windows.open(reader)
        open_board(page, campaign)
        expect(on_the_axis(page, "Oslo: not ready")).to_be_visible()
        expect(on_the_axis(page, "Sydney: cancelled")).to_be_visible()
        make.assignment(hand_in, said="yes")
        seen("Oslo", "ready")
        clock.move_to(
            hand_in.starts_at + timedelta(seconds=30)
        )  # time alone: seen one slot and one poll later
        seen("Oslo", "under way")
        clock.move_to(hand_in.ends_at + timedelta(seconds=30))
        seen("Oslo", "awaiting report")
        make.attempt(hand_in, reception="refused", petition="refused")
        make.outcome(hand_in)
        seen("Oslo", "refused")
        make.attempt(hand_in, petition="accepted")
        seen("Oslo", "delivered")
        make.outcome(vigil)
        seen("Brussels", "held")
    assert is_the_same_document(page)


def test_what_changed_is_marked_for_two_seconds(windows: Windows, campaign: Campaign, reader: User) -> None:
    page = windows.open(reader)
    open_board(page, campaign)
    call_off(campaign, "Oslo")
    one_poll_later(page)
    expect(page.get_by_role("row", name="Oslo")).to_have_class(re.compile("hi-news"))
    expect(page.get_by_role("row", name="Sydney")).not_to_have_class(re.compile("hi-news"))
    page.clock.run_for(2_100)
    expect(page.get_by_role("row", name="Oslo")).not_to_have_class(re.compile("hi-news"))


def test_new_need_is_counted_in_the_header(windows: Windows, campaign: Campaign, reader: User) -> None:
    soon = make.event(campaign=campaign, city=make.city("Brussels"), title="Soon")
    with time_machine.travel(soon.starts_at - timedelta(days=7, minutes=5)) as clock:
        page = windows.open(reader)
        open_board(page, campaign)
        clock.move_to(soon.starts_at - timedelta(days=6, hours=23))
        one_poll_later(page)
        expect(page.locator("#needs .card-header")).to_contain_text("new")


def test_wall_shows_the_day_without_controls(windows: Windows, campaign: Campaign, reader: User) -> None:
    page = windows.open(reader, size=ViewportSize(width=1920, height=1080))
    page.clock.install()
    page.goto(reverse("events:board", args=[campaign.slug]) + "?wall=1")

    for gone in ("navigation", "button", "textbox", "combobox"):
        expect(page.get_by_role(gone)).to_have_count(0)  # type: ignore[arg-type]
    expect(page.locator(".hi-lanes > li")).to_have_count(2)
    for width, height in ((1366, 768), (3840, 2160), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.evaluate(
            f"document.querySelector('.hi-wall-foot').getBoundingClientRect().bottom > {height} * 0.97"
        )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 19, 24)"
    call_off(campaign, "Oslo")
    one_poll_later(page)
    expect(page.locator(".hi-timeline").get_by_label(re.compile("Oslo: cancelled"))).to_be_visible()


def test_every_event_of_the_day_is_reached_by_keyboard(
    windows: Windows, campaign: Campaign, reader: User
) -> None:
    page = windows.open(reader)
    page.goto(reverse("events:board", args=[campaign.slug]))
    reached = set()
    for _press in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''"))
    assert {title for title in reached if title.startswith(("Oslo: ", "Sydney: "))} >= {
        "Oslo: not ready", "Sydney: not ready"
    }  # fmt: skip


def test_focus_scroll_and_folds_stay(windows: Windows, campaign: Campaign, reader: User) -> None:
    page = windows.open(reader, size=LOW)
    open_board(page, campaign)
    page.locator("summary", has_text="The ask").click()
    link = page.locator("#all").get_by_role("link", name="Sydney")
    link.focus()
    before = page.evaluate("scrollY")
    assert before > 0
    call_off(campaign, "Oslo")
    one_poll_later(page)
    expect(page.get_by_role("row", name="Oslo")).to_contain_text("Cancelled")
    expect(link).to_be_focused()
    assert page.evaluate("scrollY") == before
    expect(page.locator(".hi-board-ask")).to_have_attribute("open", "")


def test_nothing_is_sent_while_nothing_has_changed(
    windows: Windows, campaign: Campaign, reader: User
) -> None:
    page = windows.open(reader)
    full_minute = datetime.now(UTC).replace(second=0, microsecond=0)
    with time_machine.travel(full_minute):  # a slot begins: states change with time alone
        open_board(page, campaign)
        page.evaluate("document.getElementById('live').dataset.mark = 'here'")
        answer = one_poll_later(page)
    assert (answer.status, answer.request.resource_type) == (304, "xhr")
    assert page.locator("#live").get_attribute("data-mark") == "here"


def test_list_that_somebody_chooses_from_is_left_alone(
    windows: Windows, campaign: Campaign, reader: User
) -> None:
    page = windows.open(reader)
    open_board(page, campaign)
    page.get_by_label("Section").focus()
    call_off(campaign, "Oslo")
    one_poll_later(page)
    expect(page.get_by_role("row", name="Oslo")).to_contain_text("Not ready")
    page.get_by_role("link", name="Sydney").last.focus()
    one_poll_later(page)
    expect(page.get_by_role("row", name="Oslo")).to_contain_text("Cancelled")


def test_filter_stays_when_news_come(windows: Windows, campaign: Campaign, reader: User) -> None:
    page = windows.open(reader)
    open_board(page, campaign)
    page.get_by_label("What").select_option("Hand-in")
    expect(page).to_have_url(re.compile("kind=hand_in"))
    make.event(campaign=campaign, city=make.city("Brussels"), kind="vigil", title="Vigil in Brussels")
    call_off(campaign, "Oslo")
    assert "kind=hand_in" in one_poll_later(page).url
    expect(page.get_by_role("row", name="Oslo")).to_contain_text("Cancelled")
    expect(page.get_by_role("row", name="Brussels")).to_have_count(0)


def test_board_works_by_reloading_where_no_script_runs(
    windows: Windows, campaign: Campaign, reader: User
) -> None:
    page = windows.open(reader, scripts=False)
    page.goto(reverse("events:board", args=[campaign.slug]))
    expect(page.get_by_role("main")).to_contain_text("as of")
    call_off(campaign, "Oslo")
    page.reload()
    expect(page.get_by_role("row", name="Oslo")).to_contain_text("Cancelled")
    page.get_by_label("What").select_option("Hand-in")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("kind=hand_in"))
