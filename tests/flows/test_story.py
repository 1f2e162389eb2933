"""The story of the product, from the mission directory to the board, on both databases.

People work through the pages, Celery on a real Redis-protocol server is the clock, a real SMTP server receives. Every
step happens at its own time: the doors' and the worker's clocks are set to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.choices import MailState
from accounts.models import Section
from accounts.post.drain import drain_once
from events.choices import Answer, EventStatus, OutcomeResult
from events.models import Assignment, Campaign, Event, Mission, Reminder
from tests import make
from tests.databases import Database
from tests.flows.clock import celery_at
from tests.flows.excerpt import embassies_file
from tests.servers import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

SYDNEY = ZoneInfo("Australia/Sydney")
SCHEDULED = datetime(2027, 5, 20, 9, 0, tzinfo=UTC)
A_WEEK_BEFORE = datetime(2027, 5, 25, 18, 0, 5, tzinfo=SYDNEY)
THE_DAY_BEFORE = datetime(2027, 5, 31, 18, 0, 5, tzinfo=SYDNEY)
AT_THE_END = datetime(2027, 6, 1, 12, 0, 5, tzinfo=SYDNEY)
REPORTED = datetime(2027, 6, 1, 12, 30, tzinfo=SYDNEY)
START = datetime(2027, 6, 1, 1, 0, tzinfo=UTC)


@dataclass
class Story:
    """The people of the story and the servers around them."""

    database: Database
    redis_url: str
    post: MailServer
    section: Section
    campaign: Campaign
    client: Client = field(default_factory=Client)

    def sign_in(self) -> None:
        """Sign in by the form, as the section's coordinator."""
        self.client = Client(enforce_csrf_checks=False)
        answer = self.client.post(
            reverse("account_login"), {"login": "anna@example.org", "password": make.PASSWORD}
        )
        assert (answer.status_code, answer["Location"]) == (302, "/")

    def post_form(self, name: str, event: Event, said: dict[str, object], *, query: str = "") -> None:
        """Fill in a form of the event's and send it; it must be taken."""
        answer = self.client.post(reverse(f"events:{name}", args=[event.public_id]) + query, said)
        assert answer.status_code == 302, answer.content.decode()

    def celery_sends(self, count: int, *, at: datetime) -> list[EmailMessage]:
        """Let Celery's clock show `at` until `count` more mails have arrived; return them."""
        before = len(self.post.messages)
        urls = {"database_url": self.database.url, "redis_url": self.redis_url, "email_url": self.post.url}
        with celery_at(at, **urls):
            self.post.wait_for(before + count)
        return self.post.messages[before:]

    def nothing_more_goes(self, *, at: datetime) -> None:
        """What was sent is sent once: another pass at the same time finds nothing."""
        before = len(self.post.messages)
        assert drain_once(now=at)[MailState.SENT] == 0
        assert len(self.post.messages) == before


@pytest.fixture
def story(database: Database, redis_url: str, outgoing: MailServer) -> Story:
    """Before the story: the section, its coordinator, the campaign, two cities of the gazetteer."""
    make.cities("Sydney", "Canberra")
    section = make.section(reply_to="australia@example.org", sender_name="The Australian section")
    make.coordinator(section, name="Anna", email="anna@example.org")
    campaign = make.campaign(
        day_of_action=date(2027, 6, 2),
        window_start=date(2027, 6, 1),
        window_end=date(2027, 6, 9),
        slug="chechnya",
    )
    return Story(database=database, redis_url=redis_url, post=outgoing, section=section, campaign=campaign)


# --- what a mail says ---------------------------------------------------------------------------------------------


def part(mail: EmailMessage, kind: str) -> str:
    """Return the text of the first part of that kind."""
    (found, *_others) = [each for each in mail.walk() if each.get_content_type() == kind]
    return str(found.get_content())


def calendar_entry(mail: EmailMessage) -> tuple[str, icalendar.Event]:
    """Return the method and the event of the calendar part, read back by a library that is not ours."""
    calendar = icalendar.Calendar.from_ical(part(mail, "text/calendar"))
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


def link_in(mail: EmailMessage) -> str:
    """Return the path of the first link behind which something is answered or reported."""
    found = re.search(r"http://localhost(/k/[\w-]+/)", part(mail, "text/plain"))
    assert found
    return found[1]


# --- the steps ----------------------------------------------------------------------------------------------------


def schedule(story: Story) -> Event:
    """Schedule the hand-in from the mission directory, at eleven o'clock on the spot."""
    mission = Mission.objects.get(kind="consulate_general", place__name="Sydney")
    address = reverse("events:event_new")
    assert str(mission) in story.client.get(address, {"mission": str(mission.public_id)}).content.decode()
    said = {
        "campaign": story.campaign.slug, "section": story.section.slug, "kind": "hand_in", "where": str(mission),
        "mission": str(mission.public_id), "date": "2027-06-01", "time": "11:00", "lasts": "60",
        "visibility": "section", "meeting_point": "The corner of Fullerton Street",
        "what_to_bring": "The photo of the five",
    }  # fmt: skip
    answer = story.client.post(address, said)
    assert answer.status_code == 302, answer.content.decode()
    event = Event.objects.get()
    assert (event.starts_at, event.time_zone, event.mission) == (START, "Australia/Sydney", mission)
    return event


def assign(story: Story, event: Event) -> list[Assignment]:
    """Say who is needed, and ask two people."""
    story.post_form("event_needs", event, {"lead": "1", "petition_carrier": "1"})
    for role in ("lead", "petition_carrier"):
        person = make.activist(section=story.section, name=f"Activist {role}", email=f"{role}@example.org")
        story.post_form("event_assign", event, {"role": role, "activist": str(person.public_id)})
    assert dict(event.needs.values_list("role", "wanted")) == {"lead": 1, "petition_carrier": 1}
    return list(event.assignments.order_by("id"))


def check_mail(mail: EmailMessage, event: Event, *, kind: str, to: str) -> None:
    """Hold one mail to everything the reader and her programs rely on."""
    row = Reminder.objects.get(event=event, kind=kind, activist__assignments__role=to)
    assert mail["To"] == f"{to}@example.org"
    assert mail["Message-ID"] == row.message_id
    assert (row.state, row.attempts, row.revision) == (MailState.SENT, 1, 1)
    assert "The Australian section" in mail["From"]
    assert mail["Reply-To"] == "australia@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for text in (part(mail, "text/plain"), part(mail, "text/html")):
        assert "11:00" in text
        assert "Sydney" in text
        assert "The corner of Fullerton Street" in text
    method, entry = calendar_entry(mail)
    assert method == "REQUEST"
    assert entry["DTSTART"].dt.astimezone(UTC) == START
    assert entry["DTEND"].dt.astimezone(UTC) == event.ends_at
    assert entry["SEQUENCE"] == event.revision
    attendees = entry["ATTENDEE"] if isinstance(entry["ATTENDEE"], list) else [entry["ATTENDEE"]]
    assert attendees == [f"mailto:{to}@example.org"]


def answer_by_link(mail: EmailMessage, assignment: Assignment) -> None:
    """Looking changes nothing; the named button does; no cookie, no account."""
    browser, address = Client(enforce_csrf_checks=True), link_in(mail)
    page = browser.get(address)
    assert (page.status_code, len(page.cookies), page["Referrer-Policy"]) == (200, 0, "no-referrer")
    assert browser.post(address, {}).status_code == 400
    assignment.refresh_from_db()
    assert assignment.answer == Answer.ASKED

    assert browser.post(address, {"answer": "yes"}).status_code == 302
    assignment.refresh_from_db()
    assert assignment.answer == Answer.YES


def report_refusal(story: Story, event: Event) -> None:
    said = {
        "reception": "refused", "petition": "refused", "channel": "door", "at_date": "2027-06-01", "at_time": "11:05",
        "signatures": "0", "summary": "They did not open the door.",
    }  # fmt: skip
    story.post_form("event_outcome", event, said)
    event.refresh_from_db()
    assert (event.outcome.result, event.status) == (OutcomeResult.OPEN, EventStatus.PLANNED)


def check_board(story: Story, *shown: str) -> None:
    page = story.client.get(reverse("events:board", args=[story.campaign.slug])).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert [words for words in shown if words not in text] == []


def tell(story: Story) -> None:
    """Tell the story once missions are in the directory."""
    with time_machine.travel(SCHEDULED):
        story.sign_in()
        event = schedule(story)
        lead, carrier = assign(story, event)
        check_board(story, "Sydney", "Not ready")

    asked = story.celery_sends(2, at=SCHEDULED)
    for mail, to in zip(
        sorted(asked, key=lambda mail: mail["To"]), ("lead", "petition_carrier"), strict=True
    ):
        check_mail(mail, event, kind="asked", to=to)
    story.nothing_more_goes(at=SCHEDULED)

    with time_machine.travel(A_WEEK_BEFORE):
        answer_by_link(story.post.to("lead@example.org")[0], lead)
        answer_by_link(story.post.to("petition_carrier@example.org")[0], carrier)
        story.sign_in()
        check_board(story, "Sydney", "Ready")
    assert drain_once(now=A_WEEK_BEFORE) == {MailState.SENT: 2}

    reminders = story.celery_sends(2, at=THE_DAY_BEFORE)
    for mail, to in zip(
        sorted(reminders, key=lambda mail: mail["To"]), ("lead", "petition_carrier"), strict=True
    ):
        check_mail(mail, event, kind="day_before", to=to)
    story.nothing_more_goes(at=THE_DAY_BEFORE)

    with time_machine.travel(AT_THE_END):
        assert drain_once(now=AT_THE_END)[MailState.SENT] >= 1
        assert "report_due" in event.reminders.filter(state=MailState.SENT).values_list("kind", flat=True)
        story.sign_in()
        check_board(story, "Sydney", "Awaiting report")
    with time_machine.travel(REPORTED):
        report_refusal(story, event)
        check_board(story, "Sydney", "Refused", "Consulate refused to meet")

    ids = [mail["Message-ID"] for mail in story.post.messages]
    assert len(ids) == len(set(ids)), "a mail came twice"


# each database tells the whole story once; what differs between the lists is the import, which has tests of its own


@pytest.mark.database("postgresql")
def test_story_with_a_mission_from_the_embassies_format(story: Story, tmp_path: Path) -> None:
    call_command("import_missions", embassies_file(tmp_path), "--sending", "RU")

    tell(story)


@pytest.mark.database("sqlite")
def test_story_with_a_mission_from_the_list_of_2015(story: Story, data_folder: Path) -> None:
    mapped = {
        "operator_iso2": "sending",
        "host_iso2": "host",
        "name_ru": "name",
        "lat": "latitude",
        "lon": "longitude",
    }
    columns = [option for column, name in mapped.items() for option in ("--map", f"{column}={name}")]
    call_command(
        "import_missions", data_folder / "missions" / "russia_2015.csv", *columns, "--set", "source=2015"
    )

    tell(story)
