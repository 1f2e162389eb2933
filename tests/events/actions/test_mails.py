"""Mails by hand: sent now, tried again, each with its entry in the trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.audit import trail
from accounts.choices import MailState
from accounts.models import User
from accounts.post.drain import drain_once
from events.actions.assignments import unassign
from events.actions.mails import retry_failed, send_now
from events.choices import Role
from events.models import Assignment, Event, Reminder
from events.reminders import plan
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def event() -> Event:
    return make.event(now=NOW)


@pytest.fixture
def coordinator(event: Event) -> User:
    return make.coordinator(event.section)


@pytest.fixture
def asked(event: Event, coordinator: User) -> Assignment:
    """Somebody who has her first mail."""
    made = make.assignment(event, role=Role.STEWARD, now=NOW)
    drain_once(now=NOW)
    mail.outbox.clear()
    return made


def row(event: Event, kind: str) -> Reminder:
    return event.reminders.get(kind=kind, activist__isnull=False)


def failed(event: Event, kind: str, reason: str, *, may_have_arrived: bool = False) -> Reminder:
    event.reminders.filter(kind=kind).update(
        state=MailState.FAILED,
        next_at=None,
        attempts=6,
        last_error=reason,
        smtp_code=451,
        may_have_arrived=may_have_arrived,
    )
    return row(event, kind)


# --- send now -----------------------------------------------------------------------------------------------------


def test_mail_that_waits_goes_at_once_and_once(event: Event, coordinator: User, asked: Assignment) -> None:
    waiting = row(event, "week_before")

    send_now(by=coordinator, event=event, key=waiting.pk, now=NOW + DAY)
    drain_once(now=NOW + DAY)
    drain_once(now=waiting.due_at + timedelta(minutes=1))

    assert [message.subject.split(":")[0] for message in mail.outbox].count("In 29 days") == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at) == ("sent", NOW + DAY)


def test_mail_of_somebody_on_a_pause_is_refused_and_stays_as_it_is(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    waiting = row(event, "week_before")
    type(asked.activist).objects.filter(pk=asked.activist_id).update(paused_until=(NOW + 90 * DAY).date())

    with pytest.raises(ValidationError, match="does not wait"):
        send_now(by=coordinator, event=event, key=waiting.pk, now=NOW + DAY)

    assert row(event, "week_before").next_at == waiting.next_at


def test_planning_again_leaves_it_due_now(event: Event, coordinator: User, asked: Assignment) -> None:
    waiting = row(event, "week_before")
    send_now(by=coordinator, event=event, key=waiting.pk, now=NOW + DAY)

    plan(events=[event], now=NOW + DAY)

    assert Reminder.objects.values_list("state", "next_at", "due_at").get(pk=waiting.pk) == (
        "pending",
        NOW + DAY,
        waiting.due_at,
    )


def test_it_stands_in_the_trail_by_kind_and_names_nobody(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    send_now(by=coordinator, event=event, key=row(event, "nudge").pk, now=NOW)

    entry = trail(event).order_by("-id").first()
    assert entry is not None
    assert (entry.act, entry.actor_user, entry.fields) == ("event.mail_sent_now", coordinator, ["mail:nudge"])


def test_what_was_sent_or_belongs_to_another_event_is_refused(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    elsewhere = make.event(now=NOW)
    make.assignment(elsewhere, now=NOW)

    for key in (row(event, "asked").pk, row(elsewhere, "week_before").pk, 0):
        with pytest.raises(ValidationError, match="does not wait"):
            send_now(by=coordinator, event=event, key=key, now=NOW)

    assert not Reminder.objects.filter(kind="week_before", next_at=NOW).exists()


# --- try again ----------------------------------------------------------------------------------------------------


def test_failed_mails_are_tried_again_with_fresh_tries(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    lost = failed(event, "week_before", "temporary 4.7.1")

    assert retry_failed(by=coordinator, event=event, now=NOW + DAY) == 1

    lost.refresh_from_db()
    assert (lost.state, lost.next_at, lost.attempts, lost.last_error, lost.smtp_code) == (
        "pending", NOW + DAY, 0, "", None,
    )  # fmt: skip
    drain_once(now=NOW + DAY)
    assert row(event, "week_before").state == "sent"
    entry = trail(event).order_by("-id").first()
    assert entry is not None
    assert (entry.act, entry.fields) == ("event.mails_retried", ["mail:week_before"])


def test_only_the_kind_or_the_row_that_is_asked_for(
    event: Event, coordinator: User, asked: Assignment
) -> None:
    week, day = failed(event, "week_before", "temporary"), failed(event, "day_before", "temporary")

    assert retry_failed(by=coordinator, event=event, kind="week_before", now=NOW) == 1
    assert retry_failed(by=coordinator, event=event, key=day.pk, now=NOW) == 1

    assert set(Reminder.objects.filter(pk__in=[week.pk, day.pk]).values_list("state", flat=True)) == {
        "pending"
    }


@pytest.mark.parametrize("reason", ["no_reply", "temporary 4.7.1", "not_composed"])
def test_mail_that_may_have_arrived_needs_a_word_more(
    event: Event, coordinator: User, asked: Assignment, reason: str
) -> None:
    failed(event, "week_before", reason, may_have_arrived=True)

    with pytest.raises(ValidationError, match="No failed mail"):
        retry_failed(by=coordinator, event=event, now=NOW)

    assert retry_failed(by=coordinator, event=event, twice=True, now=NOW) == 1


@pytest.mark.parametrize("reason", ["dead_address 5.1.1", "suppressed"])
def test_dead_address_is_never_tried_again(
    event: Event, coordinator: User, asked: Assignment, reason: str
) -> None:
    failed(event, "week_before", reason)

    with pytest.raises(ValidationError, match="No failed mail"):
        retry_failed(by=coordinator, event=event, twice=True, now=NOW)

    assert row(event, "week_before").state == "failed"


def test_what_nobody_wants_any_more_stays_failed(event: Event, coordinator: User, asked: Assignment) -> None:
    failed(event, "week_before", "temporary")
    unassign(by=coordinator, assignment=asked, now=NOW)

    with pytest.raises(ValidationError, match="No failed mail"):
        retry_failed(by=coordinator, event=event, now=NOW)
