"""The lead's report behind the link in her mail."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actions.activists import edit_activist
from accounts.audit import SYSTEM
from accounts.models import Activist, Section
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, DeliveryAttempt, Event, Outcome, Photo, ReportReceipt
from tests import make
from tests.events.views.conftest import address, text
from tests.pictures import picture
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(australia: Section, ana: Activist) -> Assignment:
    """Ana leads a hand-in that is over; somebody else came."""
    over = make.past_event(section=australia, mission=make.mission(), allotted_signatures=18_460)
    before = over.starts_at - timedelta(days=1)
    bo = make.activist(section=australia, name="Bo Berg")
    make.assignment(over, bo, role=Role.STEWARD, said="yes", now=before)
    return make.assignment(over, ana, said="yes", now=before)


def report(event: Event) -> dict[str, str]:
    day = event.starts_wall.date().isoformat()
    return {
        "reception": "refused",
        "petition": "refused",
        "channel": "door",
        "at_date": day,
        "at_time": "00:00",
    }


def test_lead_sees_counts_by_role_and_no_names(stranger: Client, lead: Assignment) -> None:
    page = text(stranger.get(address(lead, LinkPurpose.REPORT)))

    assert "Did somebody meet you?" in page
    assert "2 people said yes" in page
    assert "Bo Berg" not in page
    assert "csrfmiddlewaretoken" not in page


def test_lead_s_report_is_stored_under_her_name_and_shown(
    stranger: Client, lead: Assignment, ana: Activist
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    page = text(stranger.post(link, {**report(lead.event), "send": "report"}, follow=True))

    assert "The report is stored." in page
    assert "Refused to meet" in page
    assert Outcome.objects.get().reported_by_activist == ana


@pytest.mark.parametrize("button", [{}, {"check": "check"}, {"send": ""}])
def test_without_the_named_button_nothing_is_sent_and_the_answers_stay(
    button: dict[str, str], stranger: Client, lead: Assignment
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    page = text(stranger.post(link, {**report(lead.event), "summary": "They shut the door.", **button}), 400)

    assert "Nothing is sent yet." in page
    assert "They shut the door." in page
    assert not DeliveryAttempt.objects.exists()


def test_first_button_of_the_report_sends_nothing(stranger: Client, lead: Assignment) -> None:
    page = text(stranger.get(address(lead, LinkPurpose.REPORT)))
    first = page[page.index("<button") :]

    assert first.index('name="check"') < first.index('name="send"')


def test_report_can_be_changed_and_stays_one(stranger: Client, lead: Assignment) -> None:
    link = address(lead, LinkPurpose.REPORT)
    for petition in ("refused", "left"):
        stranger.post(link, {**report(lead.event), "petition": petition, "signatures": "0", "send": "report"})

    assert DeliveryAttempt.objects.get().petition == "left"
    assert Outcome.objects.count() == 1


def test_before_the_event_there_is_nothing_to_report(
    stranger: Client, australia: Section, ana: Activist
) -> None:
    event = make.event(section=australia)
    assignment = make.assignment(event, ana)
    page = text(stranger.get(address(assignment, LinkPurpose.REPORT)))

    assert "This event has not begun yet." in page
    assert "Did somebody meet you?" not in page


def test_a_lead_s_link_changes_no_event(stranger: Client, lead: Assignment) -> None:
    stranger.post(address(lead, LinkPurpose.REPORT), {"title": "Mine", "send": "report", "answer": "no"})
    lead.refresh_from_db()
    lead.event.refresh_from_db()

    assert lead.event.title == "Hand-in in Sydney"
    assert lead.answer == Answer.YES


# --- over a bad network -------------------------------------------------------------------------------------------


def test_what_a_phone_sends_again_is_stored_once(stranger: Client, lead: Assignment) -> None:
    link, key = address(lead, LinkPurpose.REPORT), str(uuid4())
    said = {**report(lead.event), "signatures": "0", "key": key, "send": "report"}
    stranger.post(link, said)

    with nothing_stored():
        assert stranger.post(link, {**said, "petition": "left"}).status_code == 302
    assert DeliveryAttempt.objects.get().petition == "refused"


def test_refused_report_leaves_its_key_free(stranger: Client, lead: Assignment) -> None:
    link, key = address(lead, LinkPurpose.REPORT), str(uuid4())
    with nothing_stored():
        stranger.post(link, {**report(lead.event), "at_date": "2099-01-01", "key": key, "send": "report"})
    stranger.post(link, {**report(lead.event), "key": key, "send": "report"})

    assert ReportReceipt.objects.get().key == UUID(key)
    assert Outcome.objects.count() == 1


def test_every_page_has_a_key_of_its_own_and_a_refused_one_keeps_it(
    stranger: Client, lead: Assignment
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    first, second = (_key(text(stranger.get(link))) for _ in range(2))
    again = _key(text(stranger.post(link, {"key": first, "send": "report"}), 400))

    assert first != second
    assert again == first


def _key(page: str) -> str:
    found = re.search(r'name="key" value="([-0-9a-f]{36})"', page)
    assert found
    return found[1]


def test_blank_report_has_the_questions_and_nothing_of_the_event(stranger: Client, lead: Assignment) -> None:
    link = address(lead, LinkPurpose.REPORT)
    event = lead.event
    blank = stranger.get(link, {"blank": "1"})
    page = text(blank)

    assert 'name="reception"' in page
    assert _key(page)
    assert event.mission is not None
    facts = (event.title, event.mission.name, event.city, event.address, "18460", "18,460")
    assert [fact for fact in facts if fact and fact in page] == []
    assert (blank["Cache-Control"], blank["Referrer-Policy"]) == ("no-store", "no-referrer")

    make.attempt(event)
    make.outcome(event)
    assert stranger.get(link, {"blank": "1"}).status_code == 404


def _wire(data: bytes) -> int:
    """Return how many bytes travel: static files are stored compressed, with the same effort."""
    return len(gzip.compress(data, 9))


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_report_and_everything_it_needs_weighs_less_than_30_kilobytes(
    stranger: Client, lead: Assignment, ana: Activist, language: str
) -> None:
    edit_activist(by=SYSTEM, activist=ana, language=language)
    response = stranger.get(address(lead, LinkPurpose.REPORT), headers={"accept-encoding": "gzip"})
    page = gzip.decompress(response.content).decode()
    needed = re.findall(
        r'(?:<link rel="(?:stylesheet|icon)"|<script)[^>]*?(?:href|src)="/static/([^"]+)"', page
    )
    sizes = {name: _wire(Path(str(finders.find(name))).read_bytes()) for name in needed}

    assert {name.rpartition(".")[2] for name in sizes} == {"css", "js", "svg"}
    assert page.count("/static/") == len(needed)
    assert len(response.content) + sum(sizes.values()) <= 30_000


# --- photos, after the facts --------------------------------------------------------------------------------------


def photo(**more: object) -> dict[str, object]:
    file = SimpleUploadedFile("IMG_1.jpg", picture(), content_type="image/jpeg")
    return {"photo": file, "key": str(uuid4()), "send": "photo", **more}


def test_photo_is_asked_for_after_the_facts_and_arrives_once(
    stranger: Client, lead: Assignment, ana: Activist
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    assert "Add a photo" not in text(stranger.get(link))
    stranger.post(link, {**report(lead.event), "send": "report"})
    assert "Add a photo" in text(stranger.get(link))

    key = str(uuid4())
    for _ in range(2):
        assert stranger.post(link, photo(key=key, consent="agreed")).status_code == 302

    stored = Photo.objects.get()
    assert (stored.added_by_activist, stored.consent, stored.approved_at) == (ana, "agreed", None)
    page = text(stranger.get(link))
    assert "1 photo has arrived." in page
    assert str(stored.public_id) not in page


def test_file_that_is_no_photo_is_refused_beside_its_field_and_the_report_stays(
    stranger: Client, lead: Assignment
) -> None:
    link = address(lead, LinkPurpose.REPORT)
    stranger.post(link, {**report(lead.event), "summary": "They shut the door.", "send": "report"})
    file = SimpleUploadedFile("a.jpg", b"<svg/>", content_type="image/jpeg")
    page = text(stranger.post(link, photo(photo=file)), 400)

    assert "cannot be read as a photo" in page
    assert page.count("They shut the door.") == 2
    assert not Photo.objects.exists()
