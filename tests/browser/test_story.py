"""The story of the product, as people live it: in Chromium, with a real SMTP server, on both databases.

tests/flows tells it with Celery as the clock. Here the clock stands still until the story goes on; what is due then is
sent by the outbox's own pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.choices import MailState
from accounts.post.drain import drain_once
from events.models import Event, Reminder
from tests import make
from tests.browser.conftest import PHONE, Windows, choose
from tests.flows.excerpt import embassies_file
from tests.servers import MailServer

pytestmark = pytest.mark.browser

SYDNEY = ZoneInfo("Australia/Sydney")
SCHEDULED = datetime(2017, 5, 24, 9, 0, tzinfo=UTC)
A_WEEK_BEFORE = datetime(2017, 5, 25, 18, 0, tzinfo=SYDNEY)
OVER = datetime(2017, 6, 1, 12, 30, tzinfo=SYDNEY)
STARTS = datetime(2017, 6, 1, 1, 0, tzinfo=UTC)
WHEN = "Thu 1 June, 11:00"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Place:
    """Where the story takes place: what is looked for, and what the directory calls it."""

    city: str
    mission: str
    refusal: str


CONSULATE = Place("Sydney", "Consulate general of Russia, Sydney", "Consulate refused to meet")
EMBASSY = Place("Canberra", "Embassy of Russia, Canberra", "Embassy refused to meet")


@dataclass
class Story:
    """The windows, the post, and the clock of everybody."""

    windows: Windows
    post: MailServer
    clock: time_machine.Coordinates
    place: Place = CONSULATE

    def mails_at(self, instant: datetime) -> list[EmailMessage]:
        """Let it be `instant`, and return what goes out then; another pass at once sends nothing again."""
        self.clock.move_to(instant)
        before = len(self.post.messages)
        drain_once(now=instant)
        sent = self.post.messages[before:]
        assert drain_once(now=instant)[MailState.SENT] == 0
        return sorted(sent, key=lambda mail: mail["To"])


@pytest.fixture
def story(
    windows: Windows, live_server: LiveServer, mail_server: MailServer, settings: Any
) -> Iterator[Story]:
    """What was there before: the section, its coordinator, two activists, the campaign, two cities."""
    settings.PUBLIC_URL = live_server.url  # links in mails open here
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    with time_machine.travel(SCHEDULED) as clock:
        make.cities("Sydney", "Canberra")
        section = make.section(sender_name="The Australian section", reply_to="australia@example.org")
        make.coordinator(section, name="Rosa", email="rosa@example.org", time_zone="Europe/London")
        make.activist(section=section, name="Ana Lima", email="ana@example.org")
        make.activist(section=section, name="Bo Berg", email="bo@example.org")
        make.campaign(
            day_of_action=date(2017, 6, 2), window_start=date(2017, 6, 1), window_end=date(2017, 6, 9)
        )
        yield Story(windows=windows, post=mail_server, clock=clock)


# --- the coordinator ----------------------------------------------------------------------------------------------


def sign_in(page: Page) -> None:
    """Sign in by the form; the day begins at the section's events."""
    page.goto("/")
    page.get_by_label("Email").fill("rosa@example.org")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Events")


def schedule(page: Page, place: Place) -> None:
    """Find the mission in the directory, and say when."""
    page.get_by_role("link", name="Missions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Missions")
    page.wait_for_load_state()  # the heading stands before the scripts that listen to the search
    page.get_by_label("Search").fill(place.city)
    expect(page.get_by_text("1 mission", exact=True)).to_be_visible()
    page.get_by_role("link", name=place.mission, exact=True).click()
    page.get_by_role("link", name="Schedule a hand-in here").click()
    expect(page.get_by_label("City or mission")).to_have_value(place.mission)
    page.get_by_label("Date", exact=True).fill("2017-06-01")
    page.get_by_label("Starts, local time").fill("11:00")
    page.get_by_label("Meeting point").fill("Outside the gate")
    page.get_by_role("button", name="Schedule event").click()
    expect(page.locator("#messages")).to_contain_text("The event is scheduled.")
    expect(page.get_by_role("main")).to_contain_text(f"{WHEN} in {place.city}")
    expect(page.get_by_role("main")).to_contain_text("02:00 your time (London)")


def assign(page: Page) -> None:
    """Say who is needed, then ask one for each role; the role still open is chosen already."""
    page.get_by_role("link", name="Set needs").first.click()
    page.get_by_label("Lead").fill("1")
    page.get_by_label("Petition carrier").fill("1")
    page.get_by_role("button", name="Save needs").click()
    page.get_by_role("link", name="Assign").first.click()
    for name, role in (("Ana Lima", "Lead"), ("Bo Berg", "Petition carrier")):
        expect(page.get_by_role("radio", name=role)).to_be_checked()
        page.get_by_role("button", name=f"Assign {name}").click()
        expect(page.locator("#messages")).to_contain_text(f"{name} is asked as {role.lower()}.")


def report_refusal(page: Page) -> None:
    """Say what happened at the door."""
    page.get_by_role("link", name="Record outcome").first.click()
    choose(page, "Refused to meet")
    choose(page, "No, refused")
    page.get_by_label("What happened").fill("We showed the photo of the five. The door stayed shut.")
    page.get_by_role("button", name="Record outcome").click()
    expect(page.locator("#messages")).to_contain_text("The outcome is recorded.")


# --- the mail -----------------------------------------------------------------------------------------------------


def part(mail: EmailMessage, kind: str) -> str:
    """Return the text of the only part of that kind."""
    (found,) = [each for each in mail.walk() if each.get_content_type() == kind]
    return str(found.get_content())


def check_reminder(mail: EmailMessage, event: Event, *, place: Place, to: str) -> None:
    """Hold a reminder to what its reader and her calendar rely on."""
    row = Reminder.objects.get(event=event, kind="week_before", activist__name=to)
    assert mail["Subject"] == f"In 7 days: {event.title}, {WHEN} in {place.city}"
    assert mail["Message-ID"] == row.message_id
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", mail["Message-ID"])
    assert (row.state, row.attempts, row.sent_at, row.due_at) == (
        MailState.SENT,
        1,
        A_WEEK_BEFORE,
        A_WEEK_BEFORE,
    )
    assert mail["Reply-To"] == "australia@example.org"
    assert "The Australian section" in mail["From"]
    for kind in ("text/plain", "text/html"):
        assert f"{WHEN} in {place.city}" in part(mail, kind)
        assert "Outside the gate" in part(mail, kind)
    check_calendar(part(mail, "text/calendar"), event)


def check_calendar(text: str, event: Event) -> None:
    """Read the calendar part back with somebody else's library."""
    calendar = icalendar.Calendar.from_ical(text)
    (entry,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert entry["UID"] == f"{event.public_id.hex}@localhost"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (STARTS, STARTS + timedelta(hours=1))
    assert (entry["SUMMARY"], entry["SEQUENCE"]) == (event.title, 1)
    assert entry["LOCATION"] == f"Outside the gate, {event.city}"


def answer(windows: Windows, mail: EmailMessage) -> None:
    """Follow "I can come" on a phone that has never been here: one more button, no account, no cookie."""
    found = re.search(r"I can come: (\S+)", part(mail, "text/plain"))
    assert found
    page = windows.open(size=PHONE)
    page.goto(found[1])
    expect(page.get_by_role("main")).to_contain_text("Can you come?")
    page.get_by_role("button", name="I can come").click()
    expect(page.get_by_role("main")).to_contain_text("You said: I can come.")
    assert page.context.cookies() == []


# --- the story ----------------------------------------------------------------------------------------------------


def tell(story: Story) -> None:
    """Tell the story from signing in to the board."""
    page = story.windows.open(timezone_id="Pacific/Auckland")  # where the reader's device happens to be
    sign_in(page)
    schedule(page, story.place)
    assign(page)
    event = Event.objects.get()
    assert [mail["To"] for mail in story.mails_at(SCHEDULED + MINUTE)] == [
        "ana@example.org",
        "bo@example.org",
    ]

    assert story.mails_at(A_WEEK_BEFORE - SECOND) == []
    ana, bo = story.mails_at(A_WEEK_BEFORE)
    for mail, name in ((ana, "Ana Lima"), (bo, "Bo Berg")):
        check_reminder(mail, event, place=story.place, to=name)
        answer(story.windows, mail)
    page.goto(event.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("Ready. Everybody needed said yes.")

    story.clock.move_to(OVER)
    page.context.clear_cookies()  # a session lasts a week
    sign_in(page)
    page.get_by_role("link", name=event.title).click()
    expect(page.get_by_role("main")).to_contain_text("Awaiting report.")
    report_refusal(page)
    expect(page.get_by_role("main")).to_contain_text(f"Refused. {story.place.refusal}.")

    page.get_by_role("link", name="Board").click()
    expect(page.get_by_role("region", name="Latest outcomes")).to_contain_text(story.place.refusal)
    row = page.get_by_role("row", name=story.place.city)
    expect(row).to_contain_text("Refused")
    expect(row).to_contain_text(WHEN)
    assert [mail["To"] for mail in story.post.messages] == 2 * ["ana@example.org", "bo@example.org"]


@pytest.mark.database("sqlite")
def test_story_with_a_mission_from_an_excerpt(story: Story, tmp_path: Path) -> None:
    call_command("import_missions", embassies_file(tmp_path), "--sending", "RU")
    tell(story)


@pytest.mark.long
@pytest.mark.database("postgresql")
def test_story_with_a_mission_from_the_real_list(story: Story, data_folder: Path) -> None:
    call_command("import_missions", data_folder / "missions" / "database_of_embassies.csv", "--sending", "RU")
    story.place = EMBASSY
    tell(story)
