"""Calendar entries: read back by a parser that is not ours to bend."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from accounts.choices import Language
from accounts.post.mail import as_message
from events.calendars import calendar_of
from events.choices import ReminderKind
from events.messages import mail_of
from tests.events.notices import NOW, PAGE, STARTS, event, notice

TO = "anna@example.org"
REQUESTS = {"asked", "week_before", "day_before", "morning_of", "moved", "nudge"}
CANCELS = {"cancelled", "unassigned"}


@pytest.fixture(autouse=True)
def _installation(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Handins <post@mail.example>"
    settings.MAIL_DOMAIN = "mail.example"


def entry(**facts: Any) -> Any:
    part = calendar_of(notice(facts.pop("kind", "day_before"), **facts), to=TO)
    assert part is not None
    (component,) = Calendar.from_ical(part.content).walk("VEVENT")
    return component


@pytest.mark.parametrize("kind", ReminderKind.values)
def test_method_is_the_same_in_the_part_and_in_its_header(kind: str) -> None:
    of = notice(kind)
    part = calendar_of(of, to=TO)

    expected = "REQUEST" if kind in REQUESTS else "CANCEL" if kind in CANCELS else None
    assert (part.method if part else None) == expected
    if part is None:
        return
    message = as_message(mail_of(of, to=TO, row_id=1, calendar=part)).message()
    (attached,) = [leaf for leaf in message.walk() if leaf.get_content_type() == "text/calendar"]
    payload = attached.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert attached.get_param("method") == expected
    assert str(Calendar.from_ical(payload)["METHOD"]) == expected


def test_entry_says_when_in_utc_and_which_revision() -> None:
    found = entry()

    assert found["DTSTART"].dt == STARTS
    assert found["DTEND"].dt == STARTS + timedelta(hours=1)
    assert found["DTSTART"].dt.utcoffset() == timedelta()
    assert "TZID" not in found["DTSTART"].params
    assert int(found["SEQUENCE"]) == 2
    assert found["DTSTAMP"].dt == NOW


def test_same_event_has_the_same_id_in_every_mail_and_another_event_another() -> None:
    one = event()

    ids = {str(entry(event=one, kind=kind)["UID"]) for kind in REQUESTS | CANCELS}

    assert len(ids) == 1
    assert ids.pop().endswith("@mail.example")
    assert str(entry(event=event())["UID"]) != str(entry(event=event())["UID"])


def test_only_the_reader_is_invited_and_asked_for_no_answer_by_mail() -> None:
    found = entry(said_yes=True)

    assert str(found["ATTENDEE"]) == f"mailto:{TO}"
    assert found["ATTENDEE"].params["RSVP"] == "FALSE"
    assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(found["ORGANIZER"]) == "mailto:post@mail.example"


def test_cancelled_entry_is_taken_back() -> None:
    assert str(entry(kind="cancelled")["STATUS"]) == "CANCELLED"
    assert str(entry()["STATUS"]) == "CONFIRMED"


@pytest.mark.parametrize("kind", ReminderKind.values)
def test_discreet_mail_and_mail_to_those_who_run_it_carry_no_entry(kind: str) -> None:
    assert calendar_of(notice(kind, is_discreet=True), to=TO) is None
    assert calendar_of(notice(kind, addresses=PAGE), to=TO) is None


def test_entry_holds_no_link_because_calendars_are_shared() -> None:
    part = calendar_of(notice(), to=TO)

    assert part is not None
    assert b"/k/" not in part.content


@pytest.mark.parametrize("language", Language.values)
def test_hostile_text_stays_text(language: str) -> None:
    title = 'Hand-in;\r\nATTENDEE:mailto:everybody@example.org\r\n"quoted", comma'
    part = calendar_of(notice(event=event(title=title, what_to_bring=title), language=language), to=TO)

    assert part is not None
    (found,) = Calendar.from_ical(part.content).walk("VEVENT")
    assert str(found["ATTENDEE"]) == f"mailto:{TO}"
    assert "everybody@example.org" in str(found["SUMMARY"])
