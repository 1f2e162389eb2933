"""Stopping mails of one kind, about one event or to one activist, and letting them go again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from accounts.models import Activist
from accounts.post.drain import drain_once
from events.actions.assignments import assign
from events.actions.mail_stops import resume_kind, stop_kind
from events.actions.scheduling import move_event
from events.choices import ReminderKind, Role
from events.models import Event, MailStop
from events.reminders.reconciling import reconcile
from events.rules.reasons import NotSent
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def event() -> Event:
    return make.event(now=NOW)


@pytest.fixture
def anna(event: Event) -> Activist:
    return make.assignment(event, now=NOW, role=Role.STEWARD).activist


@pytest.fixture
def ben(event: Event) -> Activist:
    activist = make.activist(section=event.section, name="Ben", email="ben@example.org")
    return assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW).activist


def waiting(event: Event, kind: str) -> set[int | None]:
    """Return the activists a mail of the kind waits for."""
    return set(event.reminders.filter(kind=kind, state="pending").values_list("activist", flat=True))


def test_stopped_kind_of_an_event_goes_to_nobody_until_it_is_resumed(
    event: Event, anna: Activist, ben: Activist
) -> None:
    stop = stop_kind(by=SYSTEM, event=event, kind=ReminderKind.NUDGE, now=NOW)

    assert (stop.event, stop.activist, stop.kind) == (event, None, "nudge")
    assert waiting(event, "nudge") == set()
    assert set(event.reminders.filter(kind="nudge").values_list("last_error", flat=True)) == {
        NotSent.STOPPED_KIND
    }
    assert waiting(event, "week_before") == {anna.pk, ben.pk}

    assert resume_kind(by=SYSTEM, event=event, kind=ReminderKind.NUDGE, now=NOW + DAY) is True
    assert waiting(event, "nudge") == {anna.pk, ben.pk}
    assert [act for act in acts(event) if "kind" in act[0]] == [
        ("event.kind_stopped", ["mail:nudge"]),
        ("event.kind_resumed", ["mail:nudge"]),
    ]


def test_stopped_kind_of_an_activist_stops_at_every_event_and_for_nobody_else(
    event: Event, anna: Activist, ben: Activist
) -> None:
    other = make.event(section=event.section, campaign=event.campaign, now=NOW)
    assign(by=SYSTEM, event=other, activist=anna, role=Role.STEWARD, now=NOW)

    stop_kind(by=SYSTEM, activist=anna, kind=ReminderKind.WEEK_BEFORE, now=NOW)

    assert waiting(event, "week_before") == {ben.pk}
    assert waiting(other, "week_before") == set()
    assert waiting(event, "day_before") == {anna.pk, ben.pk}

    resume_kind(by=SYSTEM, activist=anna, kind=ReminderKind.WEEK_BEFORE, now=NOW)
    assert waiting(event, "week_before") == {anna.pk, ben.pk}
    assert waiting(other, "week_before") == {anna.pk}
    assert [act for act in acts(anna) if "kind" in act[0]] == [
        ("activist.kind_stopped", ["mail:week_before"]),
        ("activist.kind_resumed", ["mail:week_before"]),
    ]


def test_stops_last_over_later_changes(event: Event, anna: Activist) -> None:
    stop_kind(by=SYSTEM, event=event, kind=ReminderKind.NUDGE, now=NOW)
    stop_kind(by=SYSTEM, activist=anna, kind=ReminderKind.MORNING_OF, now=NOW)
    stop_kind(by=SYSTEM, activist=anna, kind=ReminderKind.DAY_BEFORE, now=NOW)

    move_event(by=SYSTEM, event=event, starts_wall=event.starts_wall + DAY, now=NOW + DAY)

    assert waiting(event, "nudge") == waiting(event, "morning_of") == waiting(event, "day_before") == set()
    assert waiting(event, "week_before") == {anna.pk}
    assert reconcile(now=NOW + DAY) == 0


def test_mail_claimed_while_its_kind_is_stopped_does_not_leave(
    event: Event, anna: Activist, mailoutbox: list[Any]
) -> None:
    drain_once(now=NOW)
    mailoutbox.clear()
    # as it stands for whoever planned before the stop was stored
    MailStop.objects.create(activist=anna, kind=ReminderKind.NUDGE)

    drain_once(now=NOW + 3 * DAY)

    assert mailoutbox == []
    row = event.reminders.get(kind="nudge")
    assert (row.state, row.last_error) == ("cancelled", NotSent.STOPPED_KIND)


def test_stopping_twice_and_resuming_what_goes_change_nothing(event: Event, anna: Activist) -> None:
    first = stop_kind(by=SYSTEM, activist=anna, kind=ReminderKind.NUDGE, now=NOW)

    with nothing_stored():
        assert stop_kind(by=SYSTEM, activist=anna, kind=ReminderKind.NUDGE, now=NOW + DAY) == first
        assert resume_kind(by=SYSTEM, event=event, kind=ReminderKind.NUDGE, now=NOW + DAY) is False


def test_kind_that_always_goes_cannot_be_stopped(event: Event, anna: Activist) -> None:
    with nothing_stored():
        with pytest.raises(ValidationError, match="always goes out"):
            stop_kind(by=SYSTEM, event=event, kind=ReminderKind.MOVED, now=NOW)
        with pytest.raises(ValidationError, match="Activists get no mail"):
            stop_kind(by=SYSTEM, activist=anna, kind=ReminderKind.GAP, now=NOW)
