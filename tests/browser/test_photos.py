"""Photos: from a phone whose network comes and goes, and at a desk that covers faces."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from events.models import Photo
from events.queries.photos import jpeg_of
from events.rules.photos import LONGEST_SIDE
from tests import make
from tests.browser.conftest import PHONE, Windows, choose
from tests.browser.looking import faults_as_shown
from tests.browser.phones import KEPT, address_of
from tests.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


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
    expect(phone.get_by_text("The photo has not arrived yet.")).to_be_visible()
    assert faults_as_shown(phone) == []
    assert phone.evaluate(KEPT) == "[]"

    with phone.expect_request(lambda request: request.method == "POST") as sent:
        phone.context.set_offline(False)  # nobody presses again
    expect(phone.get_by_text("1 photo has arrived.")).to_be_visible()
    assert (Photo.objects.get().consent, Photo.objects.get().width) == ("nobody", LONGEST_SIDE)
    assert int(sent.value.all_headers()["content-length"]) < original.stat().st_size * 0.8


def test_photo_that_is_broken_off_says_how_far_it_is_and_is_stored_once(phone: Page, tmp_path: Path) -> None:
    event = make.past_event(mission=make.mission())
    make.attempt(event)
    make.outcome(event)
    (tmp_path / "gate.png").write_bytes(picture(size=(1_600, 900)))
    phone.goto(address_of(event))
    phone.get_by_label("Photo", exact=True).set_input_files(tmp_path / "gate.png")

    def lose_the_answer(route: object) -> None:
        route.fetch(max_redirects=0)  # type: ignore[attr-defined]
        expect(phone.get_by_text("Sending the photo")).to_be_visible()
        assert "%" in phone.locator("[data-photo-progress] + p").inner_text()
        route.abort("connectionreset")  # type: ignore[attr-defined]

    phone.route("**/k/**", lose_the_answer, times=1)
    phone.get_by_role("button", name="Send photo").click()

    expect(phone.get_by_text("1 photo has arrived.")).to_be_visible()
    assert Photo.objects.count() == 1


def test_file_that_is_no_photo_is_explained_and_sent_once(windows: Windows, tmp_path: Path) -> None:
    event = make.past_event()
    make.outcome(event)
    (tmp_path / "gate.jpg").write_bytes(b"no photo at all")
    page = windows.open(size=PHONE)
    page.goto(address_of(event))
    page.get_by_label("Photo", exact=True).set_input_files(tmp_path / "gate.jpg")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Send photo").click()

    expect(page.get_by_role("alert").first).to_be_visible()
    assert (len(posts), Photo.objects.count()) == (1, 0)
    windows.troubles[:] = [trouble for trouble in windows.troubles if not trouble.endswith(": 400")]


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
