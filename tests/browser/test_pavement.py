"""A report from the pavement, on a phone: with a network that comes and goes, and without scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from events.choices import LinkPurpose, Role
from events.models import DeliveryAttempt, Event, Outcome, Photo, ReportReceipt
from events.queries.photos import jpeg_of
from events.rules.photos import LONGEST_SIDE
from tests import make
from tests.browser.conftest import PHONE, Windows, choose
from tests.browser.looking import faults, faults_as_shown, faults_in_arabic
from tests.browser.worlds import token_of
from tests.pictures import picture
from tests.rows import nothing_stored

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

KEPT = "() => JSON.stringify(localStorage)"


CUT = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_RESET")


@pytest.fixture
def phone(windows: Windows) -> Iterator[Page]:
    """A phone, which may complain of a network that these tests take away, and of nothing else."""
    yield windows.open(size=PHONE)
    windows.troubles[:] = [trouble for trouble in windows.troubles if not trouble.endswith(CUT)]


def address_of(event: Event, language: str = "en") -> str:
    """Return where the lead of `event` reports."""
    lead = make.activist(section=event.section, name="Ana Lima", language=language)
    assignment = make.assignment(event, lead, role=Role.LEAD, now=event.planned_at)
    return f"/k/{token_of(assignment, LinkPurpose.REPORT)}/"


def fill(page: Page) -> None:
    choose(page, "Refused to meet")
    choose(page, "We left it there")
    page.get_by_label("How many signatures").fill("120")
    page.get_by_label("At least").fill("about 40")


def test_report_without_network_is_kept_sent_later_and_stored_once(phone: Page) -> None:
    event = make.past_event(mission=make.mission())
    phone.goto(address_of(event))
    fill(phone)
    expect(phone.get_by_text("4 of 5 answered")).to_be_visible()

    with nothing_stored():
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Send report").click()
        expect(phone.get_by_text("No network.")).to_be_visible()
        assert faults_as_shown(phone) == []
        kept = phone.evaluate(KEPT)
        assert ("about 40" in kept, "Ana" in kept, "Lima" in kept) == (True, False, False)

    phone.context.set_offline(False)
    expect(phone.get_by_text("Received. The report is stored.")).to_be_visible()
    outcome, attempt = Outcome.objects.get(), DeliveryAttempt.objects.get()
    assert (outcome.signatures_handed_over, outcome.turnout_low, outcome.turnout_high) == (120, 40, 40)
    assert (attempt.petition, ReportReceipt.objects.count()) == ("left", 1)
    assert phone.evaluate(KEPT) == "{}"


def test_answer_that_got_lost_is_asked_for_again_and_stored_once(phone: Page) -> None:
    event = make.past_event(mission=make.mission())
    phone.goto(address_of(event))
    fill(phone)

    def lose_the_answer(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    phone.route("**/k/**", lose_the_answer, times=1)
    phone.get_by_role("button", name="Send report").click()
    expect(phone.get_by_text("No network.")).to_be_visible()
    phone.reload()  # as somebody would who opens the link again

    expect(phone.get_by_text("Received. The report is stored.")).to_be_visible()
    expect(phone.get_by_text("No network.")).to_be_hidden()
    assert (Outcome.objects.count(), DeliveryAttempt.objects.count(), ReportReceipt.objects.count()) == (
        1,
        1,
        1,
    )
    assert phone.evaluate(KEPT) == "{}"


def test_kept_report_is_deleted_by_hand_or_after_a_day(phone: Page) -> None:
    address = address_of(make.past_event(mission=make.mission()))
    phone.goto(address)
    fill(phone)
    with nothing_stored():
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Send report").click()
        phone.get_by_role("button", name="Delete them from this phone now").click()
        expect(phone.get_by_text("Nothing is kept on this phone any more")).to_be_visible()
        assert phone.evaluate(KEPT) == "{}"

        phone.context.set_offline(False)
        phone.evaluate(
            "() => localStorage.setItem('hi-report:x', JSON.stringify({at: Date.now() - 864e5, said: []}))"
        )
        phone.goto(address)
        phone.wait_for_function("() => localStorage.length === 0")


def test_photo_comes_after_the_facts_and_waits_for_the_network(phone: Page, tmp_path: Path) -> None:
    event = make.past_event(mission=make.mission())
    make.attempt(event)
    make.outcome(event)
    original = tmp_path / "gate.jpg"
    Image.frombytes("RGB", (2_200, 600), os.urandom(2_200 * 600 * 3)).save(original, quality=95)
    phone.goto(address_of(event))
    phone.get_by_label("Photo", exact=True).set_input_files(original)
    choose(phone, "Nobody can be recognised")

    phone.context.set_offline(True)
    phone.get_by_role("button", name="Send photo").click()
    expect(phone.get_by_text("The photo has not arrived.")).to_be_visible()
    assert faults_as_shown(phone) == []
    assert phone.evaluate(KEPT) == "{}"

    phone.context.set_offline(False)
    with phone.expect_request(lambda request: request.method == "POST") as sent:
        phone.get_by_role("button", name="Send photo").click()
    expect(phone.get_by_text("1 photo has arrived.")).to_be_visible()
    assert (Photo.objects.get().consent, Photo.objects.get().width) == ("nobody", LONGEST_SIDE)
    assert int(sent.value.all_headers()["content-length"]) < original.stat().st_size * 0.8


def test_without_scripts_the_report_is_sent_as_it_is(windows: Windows) -> None:
    page = windows.open(size=PHONE, scripts=False)
    page.goto(address_of(make.past_event(mission=make.mission())))
    fill(page)
    page.get_by_role("button", name="Send report").click()

    expect(page.get_by_text("Received. The report is stored.")).to_be_visible()
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize("is_reported", [False, True], ids=["open", "received"])
def test_report_is_for_everybody(windows: Windows, is_reported: bool) -> None:
    event = make.past_event(mission=make.mission())
    if is_reported:
        make.attempt(event)
        make.outcome(event, turnout_low=40, press_present=True, quote="We will write.")
    assert faults(windows.open(), address_of(event)) == []
    assert faults_in_arabic(windows.open(language="ar"), address_of(event, language="ar")) == []


def dark_at(photo: Photo, *spots: tuple[int, int]) -> list[bool]:
    """Return whether the stored picture is black at each spot (percent of width and height)."""
    with Image.open(BytesIO(jpeg_of(photo))) as found:
        grey = found.convert("L")
        return [grey.getpixel((found.width * x // 100, found.height * y // 100)) < 20 for x, y in spots]  # type: ignore[operator]


def test_faces_are_covered_with_a_pointer_or_with_a_keyboard(windows: Windows) -> None:
    event = make.past_event()
    photo = make.photo(event, original=picture(size=(600, 400)))
    page = windows.open(make.coordinator(event.section))
    page.goto(reverse("events:photo_edit", args=[photo.public_id]))

    frame = page.locator(".hi-cover img").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + frame["width"] * 0.1, frame["y"] + frame["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.3, frame["y"] + frame["height"] * 0.4, steps=4)
    page.mouse.up()
    expect(page.locator(".hi-cover i")).to_have_count(1)

    page.get_by_label("Boxes").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n60 50 30 40")
    expect(page.locator(".hi-cover i")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The boxes are in the photo now.")).to_be_visible()
    assert dark_at(photo, (20, 25), (75, 70), (45, 20), (20, 70)) == [True, True, False, False]
