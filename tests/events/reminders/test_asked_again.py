"""Asked again at sending: what changed without a plan, what came too late, what was sent already."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from accounts.audit import SYSTEM
from accounts.fields import email_hash
from accounts.models import Activist, Section, Suppression, User
from accounts.post.claim import LEASE
from accounts.post.drain import drain_once
from events.actions.assignments import assign
from events.choices import Answer, Role
from events.models import Assignment, Event, Outcome
from events.rules.reasons import NotSent
from tests import make
from tests.events.reminders.conftest import DAY, DAY_BEFORE, HOUR, NOW, STARTS, fate, run, to_activists

pytestmark = pytest.mark.django_db


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
@pytest.mark.writes_rows
def test_what_changed_since_the_plan_stops_the_mail(event: Event, asked: Assignment, reason: NotSent) -> None:
    RACES[reason](event)

    assert run(DAY_BEFORE) == []

    assert fate(event, "day_before") == ("cancelled", reason)


def test_paused_reader_gets_nothing_that_day(event: Event, asked: Assignment) -> None:
    _paused(event)

    assert run(DAY_BEFORE) == []
    assert fate(event, "day_before")[0] == "cancelled"


@pytest.mark.writes_rows
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
