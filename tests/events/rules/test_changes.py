"""From stored to wanted: what is inserted, moved, cancelled, revived and left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.choices import MailState
from events.choices import Answer, EventStatus, Role
from events.rules.changes import Cancel, Changes, Move, changes, why_not
from events.rules.people import EventPlan, Person, Recipient, RoleAsked, Stored
from events.rules.reasons import NotSent
from events.rules.reminding import Key, Wanted

DAY = timedelta(days=1)
NOW = datetime(2017, 5, 20, 12, tzinfo=UTC)
STARTS = NOW + 10 * DAY
ANNA, USER = Recipient("activist", 1), Recipient("user", 1)
EVENT = EventPlan(
    id=7,
    status=EventStatus.PLANNED,
    revision=2,
    zone="Europe/Oslo",
    starts_at=STARTS,
    ends_at=STARTS + DAY / 24,
    planned_at=NOW,
)
DUE = NOW + 9 * DAY


def mail(kind: str = "day_before", *, due_at: datetime = DUE, revision: int = 2) -> Wanted:
    return Wanted(Key(7, ANNA, kind, revision, 1), due_at, STARTS)


def stored(state: str, kind: str = "day_before", **facts: Any) -> Stored:
    defaults: dict[str, Any] = {"revision": 2, "round": 1, "due_at": DUE, "expires_at": STARTS}
    return Stored(1, ANNA, kind, state=state, **{**defaults, **facts})


def found(rows: list[Stored], mails: list[Wanted]) -> Changes:
    person = Person(ANNA, roles=(RoleAsked(Role.LEAD, Answer.YES, NOW),))
    return changes(EVENT, {ANNA: person}, rows, {m.key: m for m in mails}, now=NOW)


def test_missing_mail_is_inserted() -> None:
    assert found([], [mail()]) == Changes(insert=(mail(),))


def test_missing_mail_that_is_of_no_use_any_more_is_not_inserted() -> None:
    late = Wanted(Key(7, ANNA, "report_due", 2, 1), NOW - 2 * DAY, NOW)

    assert found([], [late]) == Changes()


@pytest.mark.parametrize("state", [MailState.SENT, MailState.FAILED, MailState.MISSED, MailState.SENDING])
def test_finished_or_held_row_stays_whatever_is_wanted(state: str) -> None:
    held = stored(state, due_at=DUE - DAY)

    assert found([held], [mail()]) == Changes()
    assert found([held], []) == Changes()


def test_waiting_row_as_wanted_stays() -> None:
    assert found([stored(MailState.PENDING)], [mail()]) == Changes()


def test_waiting_row_follows_a_new_due_time() -> None:
    earlier = mail(due_at=DUE - DAY)

    assert found([stored(MailState.PENDING)], [earlier]) == Changes(move=(Move(1, earlier, DUE - DAY),))


def test_row_that_waits_for_its_next_try_goes_on_waiting() -> None:
    retried = stored(MailState.PENDING, due_at=NOW, next_at=DUE + DAY, attempts=3)

    assert found([retried], [mail()]) == Changes(move=(Move(1, mail(), DUE + DAY, attempts=3),))


def test_waiting_row_of_the_old_revision_becomes_the_new_one() -> None:
    old = stored(MailState.PENDING, revision=1, attempts=2, next_at=NOW)

    assert found([old], [mail()]) == Changes(move=(Move(1, mail(), DUE),))


def test_sent_row_of_the_old_revision_makes_room_for_a_new_one() -> None:
    assert found([stored(MailState.SENT, revision=1)], [mail()]) == Changes(insert=(mail(),))


def test_cancelled_row_is_taken_up_again_while_its_time_is_ahead() -> None:
    assert found([stored(MailState.CANCELLED)], [mail()]) == Changes(move=(Move(1, mail(), DUE),))


@pytest.mark.parametrize(("kind", "is_revived"), [("day_before", False), ("gap", False), ("moved", True)])
def test_cancelled_row_whose_time_went_by_is_taken_up_again_only_if_it_must_be_known(
    kind: str, is_revived: bool
) -> None:
    past = mail(kind, due_at=NOW - DAY)

    change = found([stored(MailState.CANCELLED, kind, due_at=NOW - DAY)], [past])

    assert change == (Changes(move=(Move(1, past, NOW - DAY),)) if is_revived else Changes())


def test_waiting_row_nobody_wants_is_cancelled_with_the_reason() -> None:
    old = stored(MailState.PENDING, "nudge")

    assert found([old], []) == Changes(cancel=(Cancel(1, NotSent.ANSWERED),))


def assigned(answer: str = Answer.ASKED, **facts: Any) -> Person:
    return Person(ANNA, roles=(RoleAsked(Role.STEWARD, answer, NOW),), **facts)


REASONS = {
    NotSent.EVENT_CANCELLED: ({"status": EventStatus.CANCELLED}, assigned(), "asked"),
    NotSent.NOT_PLANNED: ({"status": EventStatus.DRAFT}, assigned(), "asked"),
    NotSent.REPORTED: ({"has_outcome": True}, assigned(), "report_due"),
    NotSent.UNASSIGNED: ({}, Person(ANNA), "asked"),
    NotSent.ASSIGNED_AGAIN: ({}, assigned(), "unassigned"),
    NotSent.OPTED_OUT: ({}, assigned(stopped=NotSent.OPTED_OUT), "asked"),
    NotSent.ANSWERED_NO: ({}, assigned(Answer.NO), "asked"),
    NotSent.ANSWERED: ({}, assigned(Answer.YES), "nudge"),
    NotSent.NOT_RESPONSIBLE: ({}, assigned(), "report_due"),
    NotSent.MOVED: ({"revision": 3}, assigned(), "asked"),
    NotSent.NOT_NEEDED: ({}, assigned(), "asked"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_reason_is_the_one_a_person_would_give(reason: NotSent) -> None:
    facts, person, kind = REASONS[reason]
    of = EventPlan(**{**vars(EVENT), **facts})

    assert why_not(of, person, stored(MailState.PENDING, kind)) == reason


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (None, NotSent.NOT_RESPONSIBLE),
        (Person(USER, is_owner=True, stopped=NotSent.DEACTIVATED), NotSent.DEACTIVATED),
    ],
)
def test_reason_for_a_user(person: Person | None, reason: NotSent) -> None:
    row = Stored(1, USER, "gap", 2, 1, MailState.PENDING, DUE, STARTS)

    assert why_not(EVENT, person, row) == reason
