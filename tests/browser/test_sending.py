"""Mail that stands still, and mail that is going out, before the eyes of who has the page open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Heartbeat
from accounts.post.settle import beat
from events.models import Event, Reminder
from tests import make
from tests.browser.conftest import PHONE, Windows
from tests.browser.looking import faults, faults_in_arabic
from tests.events.crowds import crowd

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]


@pytest.fixture
def event() -> Event:
    return make.event()


def send_begins(event: Event, people: int) -> None:
    """Let so many mails be due, of which a third went."""
    crowd(event, people)
    Reminder.objects.all().delete()
    now = timezone.now()
    due = now - timedelta(seconds=20)
    Reminder.objects.bulk_create(
        Reminder(
            event=event, activist=person, kind="day_before", revision=1, expires_at=now + timedelta(hours=1),
            due_at=due, next_at=due,
        )
        for person in event.section.activists.all()
    )  # fmt: skip
    goes(people // 3)


def goes(number: int) -> None:
    """Let so many of the mails go."""
    waiting = Reminder.objects.filter(state="pending").order_by("id").values("id")[:number]
    Reminder.objects.filter(id__in=list(waiting.values_list("id", flat=True))).update(
        state="sent", next_at=None, sent_at=timezone.now()
    )


def test_progress_moves_by_itself_and_goes_away(windows: Windows, event: Event) -> None:
    reader = make.coordinator(event.section)
    send_begins(event, 30)
    page = windows.open(reader)
    page.goto(event.get_absolute_url())
    sending = page.locator("#sending")
    expect(sending).to_contain_text("10 sent · 20 left")

    goes(15)
    expect(sending).to_contain_text("25 sent · 5 left")
    expect(sending.locator("progress")).to_have_js_property("value", 25)

    goes(5)
    expect(sending.locator("progress")).to_have_count(0)
    assert sending.inner_text().strip() == ""


def test_progress_is_for_everybody(windows: Windows, event: Event) -> None:
    reader = make.coordinator(event.section)
    send_begins(event, 30)
    page = windows.open(reader)
    for address in (event.get_absolute_url(), reverse("events:campaign", args=[event.campaign.slug])):
        assert faults(page, address) == []
    windows.speak(page.context, "ar")
    assert faults_in_arabic(page, event.get_absolute_url()) == []


def test_without_scripts_reloading_tells_the_same(windows: Windows, event: Event) -> None:
    reader = make.coordinator(event.section)
    send_begins(event, 30)
    page = windows.open(reader, scripts=False)
    page.goto(event.get_absolute_url())
    expect(page.locator("#sending")).to_contain_text("10 sent · 20 left")

    goes(5)
    page.reload()

    expect(page.locator("#sending")).to_contain_text("15 sent · 15 left")


def test_clock_that_dies_is_told_to_a_board_that_lies_open(windows: Windows, event: Event) -> None:
    beat("clock", now=timezone.now())
    page = windows.open(make.global_coordinator(), size=PHONE)
    page.goto(reverse("events:board", args=[event.campaign.slug]))
    expect(page.get_by_text("Mail stands still.")).to_have_count(0)

    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))

    expect(page.get_by_text("Mail stands still.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Status").click()
    expect(page.get_by_role("heading", name="Signs of life")).to_be_visible()


def test_board_with_a_dead_clock_is_for_everybody(windows: Windows, event: Event) -> None:
    page, address = (
        windows.open(make.global_coordinator()),
        reverse("events:board", args=[event.campaign.slug]),
    )
    assert faults(page, address) == []
    windows.speak(page.context, "ar")
    assert faults_in_arabic(page, address) == []
