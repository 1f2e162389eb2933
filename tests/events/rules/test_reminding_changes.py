"""What is wanted when plans change: moved, cancelled, unassigned, asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from accounts.choices import MailState
from events.choices import Answer, EventStatus, Role
from events.rules.people import EventPlan, Person, RoleAsked, Stored, may_be_read
from events.rules.quiet_hours import QuietHours
from events.rules.reasons import NotSent
from events.rules.reminding import wanted
from tests.events.rules.reminding_facts import (
    ANNA,
    CADENCE,
    COORDINATED,
    DAY,
    HOUR,
    OWNED,
    PLANNED,
    STARTS,
    anna,
    asked,
    due,
    event,
    row,
)

# --- moved --------------------------------------------------------------------------------------------------------

MOVED_AT = PLANNED + 2 * DAY
MOVED = event(revision=2, revised_at=MOVED_AT, moved_from_at=STARTS - HOUR)


def test_moved_is_told_to_whoever_was_told_before_in_five_minutes() -> None:
    assert due(MOVED, [anna()], [row("asked")])["moved"] == MOVED_AT + timedelta(minutes=5)


def test_moved_is_not_told_to_whoever_heard_nothing_yet() -> None:
    pending = row("asked", state=MailState.PENDING)

    assert "moved" not in due(MOVED, [anna()], [pending])


def test_moved_is_told_to_somebody_whose_mail_is_on_its_way() -> None:
    assert "moved" in due(MOVED, [anna()], [row("asked", state=MailState.SENDING)])


def test_moved_is_not_told_to_whoever_said_no() -> None:
    assert due(MOVED, [anna(asked(Answer.NO))], [row("asked")]) == {}


def test_moved_within_three_hours_of_the_old_start_is_told_at_once() -> None:
    late = event(
        revision=2,
        starts_at=STARTS + 7 * DAY,
        ends_at=STARTS + 7 * DAY + HOUR,
        revised_at=STARTS - 2 * HOUR,
        moved_from_at=STARTS,
    )

    assert due(late, [anna()], [row("asked")])["moved"] == STARTS - 2 * HOUR


def test_moved_breaks_into_quiet_hours_within_twelve_hours_of_the_old_start() -> None:
    night = QuietHours(time(20), time(12))
    revised_at = STARTS - 6 * HOUR
    later = event(
        revision=2,
        starts_at=STARTS + 7 * DAY,
        ends_at=STARTS + 7 * DAY + HOUR,
        revised_at=revised_at,
        moved_from_at=STARTS,
    )

    assert due(later, [anna(quiet=night)], [row("asked")])["moved"] == revised_at + timedelta(minutes=5)


def test_moved_expires_at_the_old_end_or_the_new_one_if_that_is_earlier() -> None:
    def expiry(of: EventPlan) -> datetime:
        found = wanted(of, [anna()], [row("asked")], now=MOVED_AT)
        return next(mail.expires_at for mail in found.values() if mail.key.kind == "moved")

    assert expiry(MOVED) == STARTS  # it was to begin an hour earlier and to last an hour
    assert expiry(replace(MOVED, moved_from_at=STARTS + 5 * DAY)) == STARTS + HOUR
    assert expiry(replace(MOVED, moved_from_at=None)) == STARTS + HOUR


def test_mails_of_the_new_time_are_wanted_where_not_yet_past() -> None:
    moved = event(revision=2, revised_at=CADENCE["day_before"] + HOUR)

    assert set(due(moved, [anna(asked(Answer.YES))], [row("asked")])) == {"moved", "morning_of"}


# --- cancelled ----------------------------------------------------------------------------------------------------

CANCELLED = event(status=EventStatus.CANCELLED, cancelled_at=MOVED_AT)


@pytest.mark.parametrize(
    ("person", "stored", "is_told"),
    [
        (anna(), [row("asked")], True),
        (anna(asked(Answer.YES)), [row("asked")], True),
        (anna(), [], False),
        (anna(), [row("asked", state=MailState.FAILED, told=False)], False),
        (anna(asked(Answer.NO)), [row("asked")], False),
        (anna(RoleAsked(Role.LEAD, Answer.NO, PLANNED, said_yes=True)), [row("asked")], True),
    ],
    ids=["asked", "yes", "told nothing", "mail failed", "no", "no after a yes"],
)
def test_cancelled_is_told_to_whoever_counted_on_it(
    person: Person, stored: list[Stored], is_told: bool
) -> None:
    expected = {"cancelled": MOVED_AT + timedelta(minutes=5)} if is_told else {}

    assert due(CANCELLED, [person, OWNED, COORDINATED], stored) == expected


def test_cancelled_shortly_before_is_told_at_once_in_the_middle_of_the_night() -> None:
    cancelled_at = STARTS - HOUR
    night = anna(quiet=QuietHours(time(1), time(23)))
    now_cancelled = event(status=EventStatus.CANCELLED, cancelled_at=cancelled_at)

    assert due(now_cancelled, [night], [row("asked")]) == {"cancelled": cancelled_at}


def test_cancelled_days_ahead_respects_quiet_hours() -> None:
    quiet = anna(quiet=QuietHours(time(1), time(23)))
    cancelled_at = datetime(2017, 5, 20, 2, 0, tzinfo=UTC)  # noon in Sydney
    days_ahead = event(status=EventStatus.CANCELLED, cancelled_at=cancelled_at)

    assert due(days_ahead, [quiet], [row("asked")]) == {"cancelled": datetime(2017, 5, 20, 13, tzinfo=UTC)}


# --- unassigned and asked again -----------------------------------------------------------------------------------


def gone(**facts: Any) -> Person:
    return Person(ANNA, **facts)


def test_unassigned_is_told_now_to_whoever_was_told() -> None:
    assert due(event(), [gone()], [row("asked")], now=MOVED_AT) == {"unassigned": MOVED_AT}


def test_unassigned_that_waits_keeps_its_time() -> None:
    waiting = row("unassigned", number=2, state=MailState.PENDING, due_at=MOVED_AT)

    assert due(event(), [gone()], [row("asked"), waiting], now=MOVED_AT + HOUR) == {"unassigned": MOVED_AT}


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [row("asked", state=MailState.CANCELLED, told=False)],
        [row("asked"), row("day_before", state=MailState.CANCELLED, told=False, reason=NotSent.ANSWERED_NO)],
        [row("asked"), row("cancelled", number=2)],
        [row("asked"), row("unassigned", number=2)],
    ],
    ids=["no mail yet", "nothing sent", "said no", "event was cancelled", "told already"],
)
def test_unassigned_is_not_told(stored: list[Stored]) -> None:
    assert due(event(), [gone()], stored) == {}


def test_asked_again_opens_the_next_round() -> None:
    stored = [row("asked"), row("week_before", number=2), row("unassigned", number=3)]
    again = CADENCE["week_before"] + HOUR

    assert due(event(), [anna(asked(at=again))], stored) == {
        "asked.2": again,
        "nudge.2": again + 3 * DAY,
        "day_before.2": CADENCE["day_before"],
        "morning_of.2": CADENCE["morning_of"],
    }


def test_unassigned_after_the_end_tells_nobody() -> None:
    assert due(event(), [gone()], [row("asked")], now=STARTS + HOUR) == {}


@pytest.mark.parametrize(
    ("attempts", "smtp_code", "may_have_arrived", "told"),
    [
        (0, None, False, False),  # never begun
        (1, None, False, True),  # nobody knows
        (2, 451, False, False),  # refused each time
        (2, 451, True, True),  # refused last, but one before may have arrived
    ],
)
def test_whoever_may_have_read_a_mail_that_failed_counts_as_told(
    attempts: int, smtp_code: int | None, may_have_arrived: bool, told: bool
) -> None:
    facts: dict[str, Any] = {
        "attempts": attempts,
        "smtp_code": smtp_code,
        "may_have_arrived": may_have_arrived,
    }

    assert may_be_read(state=MailState.FAILED, **facts) is told
    assert not may_be_read(state=MailState.PENDING, **facts)
