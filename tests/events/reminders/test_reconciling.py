"""The hourly look at every event ahead, and what is deleted with time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Activist, User
from accounts.post.drain import drain_once
from events.actions.scheduling import cancel_event, move_event
from events.models import Assignment, Event, Reminder
from events.reminders import reconciling
from events.reminders.reconciling import prune_reminders, reconcile
from events.rules.retention import PEOPLE_LIVE
from tests import make
from tests.events.reminders.conftest import DAY, DAY_BEFORE, HOUR, NOW, STARTS

pytestmark = pytest.mark.django_db


def stored(event: Event) -> list[dict[str, object]]:
    """Return everything the rules decide about the rows of an event."""
    columns = ("kind", "activist", "user", "revision", "round", "state", "due_at", "expires_at")
    return list(event.reminders.order_by("kind", "activist", "user", "revision").values(*columns))


def test_events_in_order_need_no_repair(event: Event, asked: Assignment, coordinator: User) -> None:
    moved = make.event(section=event.section, now=NOW)
    make.assignment(moved, now=NOW)
    drain_once(now=NOW)
    move_event(by=coordinator, event=moved, starts_wall=moved.starts_wall + DAY, now=NOW + HOUR)
    cancelled = make.event(section=event.section, now=NOW)
    make.assignment(cancelled, now=NOW)
    cancel_event(by=coordinator, event=cancelled, reason="The consulate is closed", now=NOW + HOUR)

    for at in (NOW + HOUR, NOW + 4 * DAY, DAY_BEFORE, STARTS, STARTS + HOUR, STARTS + 2 * DAY):
        assert reconcile(now=at) == 0
        drain_once(now=at)
        assert reconcile(now=at) == 0


def test_lost_rows_come_back_and_strange_ones_go(event: Event, asked: Assignment) -> None:
    before = stored(event)
    event.reminders.filter(kind__in=["day_before", "gap"]).delete()
    event.reminders.filter(kind="morning_of").update(due_at=NOW, next_at=NOW)
    stray = make.activist(section=event.section)
    Reminder.objects.create(
        event=event,
        activist=stray,
        kind="nudge",
        revision=1,
        due_at=STARTS,
        next_at=STARTS,
        expires_at=STARTS,
    )

    assert reconcile(now=NOW + HOUR) == 4

    assert [row for row in stored(event) if row["activist"] != stray.pk] == before
    assert stray.reminders.get().state == "cancelled"


def test_wish_for_no_mail_is_no_fault(event: Event, asked: Assignment) -> None:
    Activist.objects.update(opted_out_at=NOW)

    assert reconcile(now=NOW + HOUR) == 0

    assert not event.reminders.filter(activist=asked.activist, state="pending").exists()


def test_drafts_and_events_long_over_are_left_alone(event: Event, coordinator: User) -> None:
    draft = make.event(section=event.section, now=NOW, draft=True)
    make.assignment(draft, now=NOW)
    event.reminders.all().delete()

    assert reconcile(now=STARTS + 10 * DAY) == 0

    assert not Reminder.objects.exists()


def test_many_events_are_taken_in_short_transactions(
    event: Event, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        make.event(section=event.section, now=NOW)
    Reminder.objects.all().delete()
    monkeypatch.setattr(reconciling, "EVENTS_AT_ONCE", 2)

    with CaptureQueriesContext(connection) as captured:
        repaired = reconcile(now=NOW)

    inserts = [query for query in captured if "INSERT INTO" in query["sql"]]
    assert (repaired, len(inserts)) == (5 * 4, 3)


def test_reminders_are_deleted_half_a_year_after_the_event(event: Event, asked: Assignment) -> None:
    assert prune_reminders(now=event.ends_at + PEOPLE_LIVE) == 0
    assert prune_reminders(now=event.ends_at + PEOPLE_LIVE + timedelta(seconds=1)) > 0
    assert not Reminder.objects.exists()
