"""From rows to mails: what reaches people who take part, from the first question to the last change."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import SYSTEM
from accounts.choices import MailState
from accounts.models import Activist, Section, User
from accounts.post.drain import drain_once
from accounts.tokens import digest
from events.actions.assignments import answer, assign, unassign
from events.actions.campaign_mails import set_cadence
from events.actions.mail_stops import stop_kind
from events.actions.scheduling import cancel_event, move_event
from events.choices import Answer, LinkPurpose, ReminderKind, Role
from events.models import Assignment, Campaign, Event, Link
from events.rules.cadence import Cadence
from events.rules.reasons import NotSent
from tests import make
from tests.events.reminders.conftest import DAY, DAY_BEFORE, HOME, HOUR, NOW, STARTS, fate, run, to_activists

pytestmark = pytest.mark.django_db


# --- the story of one assignment ----------------------------------------------------------------------------------


def test_cadence_arrives_in_the_events_local_time(event: Event, activist: Activist) -> None:
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    when = "Sun 31 May, 11:00 in Sydney"

    assert run(NOW) == [f"Can you come? Hand-in in Sydney, {when}"]
    assert run(NOW + 3 * DAY) == [f"Please answer: Hand-in in Sydney, {when}"]
    assert run(DAY_BEFORE - 6 * DAY) == [f"In 7 days: Hand-in in Sydney, {when}"]
    assert run(DAY_BEFORE) == [f"Tomorrow: Hand-in in Sydney, {when}"]
    assert run(STARTS - 3 * HOUR) == [f"Today: Hand-in in Sydney, {when}"]
    assert run(STARTS + DAY) == []


def test_mail_goes_to_its_reader_from_the_section(event: Event, asked: Assignment) -> None:
    run(DAY_BEFORE)

    (message,) = to_activists()
    assert (message.to, message.from_email) == (["anna@example.org"], "Australia <post@example.org>")
    assert message.reply_to == ["australia@example.org"]
    assert message.extra_headers["List-Id"] == "<australia.localhost>"


def test_mail_carries_the_links_of_its_reader_and_stores_no_new_ones(event: Event, asked: Assignment) -> None:
    links = Link.objects.count()
    run(DAY_BEFORE)

    (message,) = to_activists()
    body = message.body
    purposes = (LinkPurpose.ANSWER, LinkPurpose.MINE, LinkPurpose.UNSUBSCRIBE)
    answers, mine, stops = (Link.objects.get(purpose=purpose) for purpose in purposes)
    tokens = [part.split("/")[0] for part in body.split("/k/")[1:]]
    assert [digest(token) for token in tokens] == [answers.digest, answers.digest, mine.digest, stops.digest]
    assert message.extra_headers["List-Unsubscribe"] == f"<{HOME}/k/{tokens[3]}/>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Link.objects.count() == links


def test_revoked_link_is_left_out(event: Event, asked: Assignment) -> None:
    Link.objects.filter(purpose=LinkPurpose.ANSWER).update(revoked_at=NOW)

    run(DAY_BEFORE)

    (message,) = to_activists()
    assert "I can come" not in message.body


def test_two_roles_stand_in_one_mail(event: Event, activist: Activist) -> None:
    for role in (Role.STEWARD, Role.PHOTOGRAPHER):
        assign(by=SYSTEM, event=event, activist=activist, role=role, now=NOW)

    assert len(run(NOW)) == 1
    assert "You are asked as steward, photographer." in to_activists()[0].body


def test_lead_is_named_by_initials_to_others_and_not_to_herself(event: Event, asked: Assignment) -> None:
    lead = make.activist(section=event.section, name="Carmen Vidal", email="carmen@example.org")
    made = assign(by=SYSTEM, event=event, activist=lead, role=Role.LEAD, now=NOW)
    answer(by=lead, assignment=made, answer=Answer.YES, now=NOW)

    run(DAY_BEFORE)

    bodies = {message.to[0]: message.body for message in to_activists()}
    assert "Lead: C. V." in bodies["anna@example.org"]
    assert "C. V." not in bodies["carmen@example.org"]
    assert "Vidal" not in bodies["anna@example.org"]


# --- changes ------------------------------------------------------------------------------------------------------


def test_moved_twice_within_five_minutes_is_told_once_from_the_time_people_knew(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    for hours, minutes in ((12, 0), (13, 3)):
        move_event(
            by=coordinator,
            event=event,
            starts_wall=event.starts_wall.replace(hour=hours),
            now=NOW + timedelta(minutes=minutes),
        )

    assert run(NOW + timedelta(minutes=5)) == []
    assert run(NOW + timedelta(minutes=8)) == ["New time: Hand-in in Sydney, Sun 31 May, 13:00 in Sydney"]
    assert "Changed on Fri 1 May: 11:00 became 13:00." in " ".join(to_activists()[0].body.split())


def test_new_place_at_the_same_time_is_told_as_such(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    move_event(by=coordinator, event=event, meeting_point="At the fountain", now=NOW)

    assert run(NOW + timedelta(minutes=5)) == ["Changed: Hand-in in Sydney, Sun 31 May, 11:00 in Sydney"]
    assert "what is said here about the place is new" in " ".join(to_activists()[0].body.split())


def test_move_and_reminder_due_together_become_one_mail_that_says_both(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    move_event(
        by=coordinator,
        event=event,
        starts_wall=event.starts_wall.replace(hour=12),
        now=DAY_BEFORE - timedelta(minutes=6),
    )

    assert run(DAY_BEFORE + timedelta(minutes=1)) == [
        "Tomorrow: Hand-in in Sydney, Sun 31 May, 12:00 in Sydney"
    ]
    assert "11:00 became 12:00." in " ".join(to_activists()[0].body.split())
    assert fate(event, "moved") == ("missed", NotSent.SUPERSEDED)


def test_cancelled_is_told_with_the_reason_and_takes_the_entry_back(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    cancel_event(by=coordinator, event=event, reason="The consulate is closed", now=NOW + DAY)

    assert run(NOW + DAY + timedelta(minutes=5)) == [
        "Cancelled: Hand-in in Sydney, Sun 31 May, 11:00 in Sydney"
    ]
    message = to_activists()[0]
    assert "The reason: The consulate is closed" in message.body
    assert "METHOD:CANCEL" in message.alternatives[1].content


def test_unassigned_is_told_and_asked_again_starts_anew(event: Event, asked: Assignment) -> None:
    activist = asked.activist
    unassign(by=SYSTEM, assignment=asked, now=NOW + HOUR)
    assert [subject.split(":")[0] for subject in run(NOW + HOUR)] == ["You are not needed any more"]
    assert "METHOD:CANCEL" in to_activists()[0].alternatives[1].content

    assign(by=SYSTEM, event=event, activist=activist, role=Role.LEAD, now=NOW + 2 * HOUR)

    assert [subject.split("?")[0] for subject in run(NOW + 2 * HOUR)] == ["Can you come"]


# --- many ---------------------------------------------------------------------------------------------------------


def test_mail_whose_time_was_set_later_waits_though_planning_was_interrupted(
    event: Event, asked: Assignment
) -> None:
    Campaign.objects.filter(pk=event.campaign_id).update(cadence={"day_at": "19:00"})

    assert run(DAY_BEFORE) == []
    assert run(DAY_BEFORE + HOUR) == ["Tomorrow: Hand-in in Sydney, Sun 31 May, 11:00 in Sydney"]


@pytest.mark.parametrize("people", [3, 30])
def test_a_group_takes_the_same_queries_however_many_rows(
    event: Event, coordinator: User, people: int
) -> None:
    for _ in range(people):
        make.assignment(event, role=Role.STEWARD, now=NOW)

    with CaptureQueriesContext(connection) as captured:
        drain_once(now=NOW)

    reading = [query for query in captured if query["sql"].lstrip(" (").startswith("SELECT")]
    assert len(reading) == 14
    assert event.reminders.filter(state=MailState.SENT).count() == people


def test_group_to_those_who_take_part_is_read_without_those_who_run_the_event(
    event: Event, asked: Assignment
) -> None:
    with CaptureQueriesContext(connection) as captured:
        run(NOW + 3 * DAY)

    assert len(to_activists()) == 1
    assert not [query for query in captured if "accounts_user" in query["sql"]]


def test_one_reader_who_cannot_be_written_to_stops_nobody_else(event: Event, coordinator: User) -> None:
    for name in ("A", "B", "C"):
        person = make.activist(section=event.section, name=name, email=f"{name.lower()}@example.org")
        assign(by=SYSTEM, event=event, activist=person, role=Role.STEWARD, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_activist SET email = 'test:forged' WHERE name = 'B'")

    assert len(run(NOW)) == 2

    states = (
        event.reminders.filter(kind="asked").order_by("activist__name").values_list("state", "last_error")
    )
    assert list(states) == [("sent", ""), ("failed", "not_composed"), ("sent", "")]


def test_hostile_name_and_title_grow_no_header(event: Event, activist: Activist) -> None:
    hostile = "Anna\r\nBcc: everybody@example.org\x00"
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    # past every cleaning, as a faulty import might
    Event.objects.filter(pk=event.pk).update(title=hostile.replace("\x00", ""))
    Section.objects.update(sender_name=hostile.replace("\x00", ""))

    assert len(run(NOW)) == 1

    parsed = to_activists()[0].message()
    assert "Bcc" not in parsed
    assert parsed["Subject"].count("\n") == 0


# --- what a mail promises -----------------------------------------------------------------------------------------


def promise(event: Event, activist: Activist) -> str:
    """Return what the first mail says will follow."""
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    drain_once(now=NOW)
    (message,) = to_activists()
    return " ".join(message.body.split()).partition("You hear from us again ")[2].partition(".")[0]


def test_first_mail_promises_the_reminders_that_follow(event: Event, activist: Activist) -> None:
    assert promise(event, activist) == "one week before, one day before and on the morning"


def test_mail_promises_no_reminder_that_its_reader_has_stopped(event: Event, activist: Activist) -> None:
    stop_kind(by=SYSTEM, activist=activist, kind=ReminderKind.WEEK_BEFORE, now=NOW)

    assert promise(event, activist) == "the day before"


def test_mail_promises_no_reminder_that_the_campaign_has_switched_off(
    event: Event, activist: Activist
) -> None:
    set_cadence(
        by=SYSTEM,
        campaign=event.campaign,
        cadence=Cadence(off=frozenset({ReminderKind.WEEK_BEFORE, ReminderKind.MORNING_OF})),
        now=NOW,
    )

    assert promise(event, activist) == "before the event"


def test_late_joiner_is_promised_only_what_is_still_ahead(section: Section, activist: Activist) -> None:
    event = make.event(section=section, starts_wall=datetime(2026, 5, 4, 11), now=NOW)

    assert promise(event, activist) == "the day before"


def test_nothing_is_promised_when_no_reminder_follows(section: Section, activist: Activist) -> None:
    event = make.event(section=section, starts_wall=datetime(2026, 5, 2, 8), now=NOW)

    assert promise(event, activist) == ""
