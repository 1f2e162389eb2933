"""From rows to mails: asked again at sending, then written for one reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import SYSTEM
from accounts.fields import email_hash
from accounts.models import Activist, Section, Suppression, User
from accounts.post.claim import LEASE
from accounts.post.drain import drain_once
from accounts.tokens import digest, link_token
from events.actions.assignments import answer, assign, unassign
from events.actions.scheduling import cancel_event, move_event
from events.choices import Answer, LinkPurpose, Role
from events.models import Assignment, Event, Link, Outcome
from events.rules.reasons import NotSent
from tests import make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
STARTS = datetime(2026, 5, 31, 1, 0, tzinfo=UTC)  # 11:00 in Sydney
DAY_BEFORE = datetime(2026, 5, 30, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "https://handins.example"


@pytest.fixture(autouse=True)
def _home(settings: Any) -> None:
    settings.PUBLIC_URL = HOME
    settings.DEFAULT_FROM_EMAIL = "post@example.org"


@pytest.fixture
def section() -> Section:
    return make.section(reply_to="australia@example.org", neutral_sender_name="Sam")


@pytest.fixture
def coordinator(section: Section) -> User:
    return make.coordinator(section)


@pytest.fixture
def event(section: Section, coordinator: User) -> Event:
    return make.event(section=section, now=NOW)


@pytest.fixture
def activist(section: Section) -> Activist:
    return make.activist(section=section, name="Anna Smith", email="anna@example.org")


@pytest.fixture
def asked(event: Event, activist: Activist) -> Assignment:
    """Anna is asked and has her first mail."""
    assignment = assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    drain_once(now=NOW)
    mail.outbox.clear()
    return assignment


def to_activists() -> list[Any]:
    """Return the mails to people who take part, oldest first."""
    return [message for message in mail.outbox if "user" not in message.to[0]]


def run(at: datetime) -> list[str]:
    """Let the clock run at an instant; return the subjects of what it sent to people who take part."""
    mail.outbox.clear()
    drain_once(now=at)
    return [message.subject for message in to_activists()]


def fate(event: Event, kind: str) -> tuple[str, str]:
    row = event.reminders.get(kind=kind, activist__isnull=False)
    return row.state, row.last_error


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
    answers, stops = (Link.objects.get(purpose=p) for p in (LinkPurpose.ANSWER, LinkPurpose.UNSUBSCRIBE))
    tokens = [part.split("/")[0] for part in body.split("/k/")[1:]]
    assert [digest(token) for token in tokens] == [answers.digest, answers.digest, stops.digest]
    assert message.extra_headers["List-Unsubscribe"] == f"<{HOME}/k/{tokens[2]}/>"
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


# --- asked again at sending: what changed without a plan, between the plan and this moment ---------------------------


def _said_no(event: Event) -> None:
    Assignment.objects.update(answer=Answer.NO, answered_at=NOW)


def _unassigned(event: Event) -> None:
    Assignment.objects.all().delete()


def _moved(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(revision=2, revised_at=NOW + DAY)


def _cancelled(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(status="cancelled", cancelled_at=NOW + DAY)


def _opted_out(event: Event) -> None:
    Activist.objects.update(opted_out_at=NOW)


def _paused(event: Event) -> None:
    Activist.objects.update(paused_until=date(2026, 5, 30))


def _suppressed(event: Event) -> None:
    Suppression.objects.create(email_hash=email_hash("anna@example.org"))


RACES = {
    NotSent.ANSWERED_NO: _said_no,
    NotSent.UNASSIGNED: _unassigned,
    NotSent.MOVED: _moved,
    NotSent.EVENT_CANCELLED: _cancelled,
    NotSent.OPTED_OUT: _opted_out,
    NotSent.SUPPRESSED: _suppressed,
}


@pytest.mark.parametrize("reason", RACES)
def test_what_changed_since_the_plan_stops_the_mail(event: Event, asked: Assignment, reason: NotSent) -> None:
    RACES[reason](event)

    assert run(DAY_BEFORE) == []

    assert fate(event, "day_before") == ("cancelled", reason)


def test_paused_reader_gets_nothing_that_day(event: Event, asked: Assignment) -> None:
    _paused(event)

    assert run(DAY_BEFORE) == []
    assert fate(event, "day_before")[0] == "cancelled"


def test_answer_given_since_stops_the_nudge(event: Event, asked: Assignment) -> None:
    Assignment.objects.update(answer=Answer.YES, answered_at=NOW, said_yes_at=NOW)

    assert run(NOW + 3 * DAY) == []
    assert fate(event, "nudge") == ("cancelled", NotSent.ANSWERED)


def test_report_recorded_since_stops_the_asking(section: Section, coordinator: User) -> None:
    event = make.past_event(section=section, now=NOW, ended=timedelta())
    Outcome.objects.create(event=event, result="held")

    drain_once(now=NOW)

    assert mail.outbox == []
    assert event.reminders.get(kind="report_due").last_error == NotSent.REPORTED


def test_mail_that_was_stopped_counts_as_no_try(event: Event, asked: Assignment) -> None:
    _opted_out(event)
    run(DAY_BEFORE)

    assert event.reminders.get(kind="day_before").attempts == 0


# --- after an outage ----------------------------------------------------------------------------------------------


def test_after_an_outage_only_the_latest_of_several_goes(event: Event, activist: Activist) -> None:
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)

    assert run(DAY_BEFORE + HOUR) == ["Tomorrow: Hand-in in Sydney, Sun 31 May, 11:00 in Sydney"]

    assert {kind: fate(event, kind) for kind in ("asked", "nudge", "week_before")} == {
        "asked": ("missed", NotSent.SUPERSEDED),
        "nudge": ("missed", NotSent.SUPERSEDED),
        "week_before": ("missed", "expired"),
    }


def test_whole_outage_misses_everything_visibly(event: Event, asked: Assignment) -> None:
    assert run(STARTS + 5 * DAY) == []

    states = dict(event.reminders.values_list("kind", "state"))
    assert states == {
        "asked": "sent",
        "nudge": "missed",
        "week_before": "missed",
        "day_before": "missed",
        "morning_of": "missed",
        "gap": "missed",
        "report_due": "missed",
        "report_again": "missed",
        "report_escalated": "missed",
    }


def test_repeat_after_a_kill_has_the_same_message_id(event: Event, asked: Assignment) -> None:
    run(DAY_BEFORE)
    first = to_activists()[0].extra_headers["Message-ID"]
    # accepted by the relay, but the holder was killed before it could say so
    event.reminders.filter(kind="day_before").update(
        state="sending", next_at=DAY_BEFORE + LEASE, sent_at=None, claim="dead"
    )

    assert len(run(DAY_BEFORE + LEASE)) == 1

    assert to_activists()[0].extra_headers["Message-ID"] == first


def test_mail_that_is_repeated_is_not_taken_for_told_by_itself(event: Event, activist: Activist) -> None:
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    event.reminders.filter(kind="asked").update(state="sending", next_at=NOW, attempts=1, claim="dead")

    assert len(run(NOW)) == 1


# --- those who run the event --------------------------------------------------------------------------------------


def to_users() -> list[str]:
    return [message.subject.split(":")[0] for message in mail.outbox if "user" in message.to[0]]


def test_gap_names_what_is_missing(event: Event, coordinator: User) -> None:
    make.need(event, Role.STEWARD, 3, now=NOW)
    make.assignment(event, role=Role.STEWARD, said="yes", now=NOW)

    drain_once(now=STARTS - 2 * DAY)

    message = next(message for message in mail.outbox if message.to == [coordinator.email])
    assert message.subject.startswith("Nobody leads: Hand-in in Sydney")
    assert "- steward: 1 of 3 said yes" in message.body
    assert f"/events/{event.public_id}/" in message.body
    assert len(message.alternatives) == 1  # no calendar part
    assert "List-Unsubscribe" not in message.extra_headers


def test_gap_that_was_filled_is_not_told(event: Event, coordinator: User) -> None:
    make.need(event, Role.STEWARD, 1, now=NOW)
    make.assignment(event, role=Role.STEWARD, said="yes", now=NOW)

    drain_once(now=STARTS - 2 * DAY)

    assert to_users() == []
    assert event.reminders.get(kind="gap").last_error == NotSent.FILLED


def test_two_leads_who_withdraw_within_a_quarter_of_an_hour_are_told_apart(
    event: Event, coordinator: User
) -> None:
    leads = [make.assignment(event, said="yes", now=NOW) for _ in range(2)]
    drain_once(now=NOW)
    mail.outbox.clear()

    answer(by=SYSTEM, assignment=leads[0], answer=Answer.NO, now=NOW + HOUR)
    assert event.reminders.filter(kind="gap", state="pending", round=2).exists()
    Assignment.objects.filter(pk=leads[1].pk).update(answer=Answer.NO)
    drain_once(now=NOW + HOUR)
    assert to_users() == ["Nobody leads"]

    Assignment.objects.filter(pk=leads[1].pk).update(answer=Answer.YES)
    leads[1].refresh_from_db()
    answer(by=SYSTEM, assignment=leads[1], answer=Answer.NO, now=NOW + HOUR + timedelta(minutes=5))
    drain_once(now=NOW + HOUR + timedelta(minutes=5))
    assert to_users() == ["Nobody leads"]

    drain_once(now=NOW + HOUR + timedelta(minutes=15))
    assert to_users() == ["Nobody leads"] * 2


def test_withdrawal_that_was_made_good_is_not_told(event: Event, coordinator: User) -> None:
    lead = make.assignment(event, said="yes", now=NOW)
    drain_once(now=NOW)
    answer(by=SYSTEM, assignment=lead, answer=Answer.NO, now=NOW + HOUR)
    make.assignment(event, said="yes", now=NOW + HOUR)
    mail.outbox.clear()

    drain_once(now=NOW + HOUR)

    assert to_users() == []


def test_report_link_goes_to_the_lead_and_the_page_to_whoever_runs_it(
    section: Section, coordinator: User, event: Event
) -> None:
    make.assignment(event, said="yes", now=NOW)
    drain_once(now=STARTS)
    mail.outbox.clear()

    drain_once(now=STARTS + HOUR)
    drain_once(now=STARTS + DAY + 8 * HOUR)

    asked, escalated = mail.outbox[0], mail.outbox[-1]
    report = Link.objects.get(purpose=LinkPurpose.REPORT)
    assert asked.subject == "How did it go? Hand-in in Sydney"
    assert f"Report what happened: {HOME}/k/{link_token(report.pk, report.generation)}/" in asked.body
    assert escalated.to == [coordinator.email]
    assert f"{HOME}/events/{event.public_id}/" in escalated.body


# --- many ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [3, 30])
def test_a_group_takes_the_same_queries_however_many_rows(
    event: Event, coordinator: User, people: int
) -> None:
    for _ in range(people):
        make.assignment(event, role=Role.STEWARD, now=NOW)

    with CaptureQueriesContext(connection) as captured:
        drain_once(now=NOW)

    reading = [query for query in captured if query["sql"].lstrip().startswith("SELECT")]
    settling = [query for query in captured if query["sql"].lstrip().startswith("UPDATE")]
    assert len(reading) == 9
    assert len([query for query in settling if "'sent'" in query["sql"]]) == people


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
