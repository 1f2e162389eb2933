"""Kinds of mail that people stopped: what is silenced, why, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from accounts.choices import MailState
from events.choices import Answer, EventStatus, ReminderKind, Role
from events.rules.changes import changes
from events.rules.mail_stops import ALWAYS_SENT, STOPPABLE, TO_ACTIVISTS, refuse_stopping, why_silenced
from events.rules.people import Person, Recipient
from events.rules.reasons import NotSent
from events.rules.reminding import wanted
from tests.events.rules.reminding_facts import (
    BEN,
    CADENCE,
    COORDINATED,
    DAY,
    NOW,
    OWNED,
    OWNER,
    PLANNED,
    anna,
    asked,
    due,
    event,
    row,
    whom,
)

NUDGE = frozenset({"nudge"})
LEAD = Person(BEN, roles=(asked(Answer.YES, role=Role.LEAD),))


def test_kind_stopped_for_an_event_goes_to_nobody_there() -> None:
    ben = replace(anna(), recipient=BEN)

    assert whom(event(stopped_kinds=NUDGE), [anna(), ben], "nudge") == set()
    assert due(event(stopped_kinds=NUDGE), [anna()]).keys() == CADENCE.keys() - NUDGE


def test_kind_stopped_for_a_person_still_goes_to_the_others() -> None:
    ben = replace(anna(), recipient=BEN)

    assert whom(event(), [anna(stopped_kinds=NUDGE), ben], "nudge") == {BEN}


def test_lead_who_wants_no_report_mail_leaves_it_to_the_owner() -> None:
    lead = replace(LEAD, stopped_kinds=frozenset({"report_due"}))

    assert whom(event(), [lead, OWNED, COORDINATED], "report_due") == {OWNER}
    assert whom(event(), [lead, OWNED, COORDINATED], "report_again") == {BEN}


@pytest.mark.parametrize("kind", sorted(ALWAYS_SENT))
def test_change_notices_are_never_silenced(kind: str) -> None:
    stopped = event(stopped_kinds=frozenset(ReminderKind.values))

    assert why_silenced(stopped, anna(stopped_kinds=frozenset(ReminderKind.values)), kind) is None


def test_cancellation_reaches_whoever_stopped_everything() -> None:
    cancelled = event(
        status=EventStatus.CANCELLED, cancelled_at=PLANNED + DAY, stopped_kinds=frozenset(STOPPABLE)
    )

    assert due(cancelled, [anna()], [row("asked")]).keys() == {"cancelled"}


@pytest.mark.parametrize(
    ("of", "person"),
    [(event(stopped_kinds=NUDGE), anna()), (event(), anna(stopped_kinds=NUDGE))],
    ids=["event", "activist"],
)
def test_waiting_mail_of_a_stopped_kind_says_why_it_is_not_sent(of, person) -> None:  # type: ignore[no-untyped-def]
    waiting = row("nudge", state=MailState.PENDING, due_at=CADENCE["nudge"])
    mails = wanted(of, [person], [waiting], now=NOW)

    [cancel] = changes(of, {person.recipient: person}, [waiting], mails, now=NOW).cancel

    assert cancel.reason == NotSent.STOPPED_KIND


def test_waiting_mail_to_a_user_says_so_too() -> None:
    of, waiting = (
        event(stopped_kinds=frozenset({"gap"})),
        row("gap", recipient=OWNER, state=MailState.PENDING),
    )

    [cancel] = changes(of, {OWNER: OWNED}, [waiting], wanted(of, [OWNED], [waiting], now=NOW), now=NOW).cancel

    assert cancel.reason == NotSent.STOPPED_KIND


def test_every_kind_can_be_stopped_or_is_always_sent() -> None:
    assert set(STOPPABLE) | ALWAYS_SENT == set(ReminderKind)
    assert set(STOPPABLE) & ALWAYS_SENT == set()


@pytest.mark.parametrize("kind", ReminderKind)
def test_stopping_is_refused_for_what_always_goes_and_what_activists_never_get(kind: str) -> None:
    def refused(*, for_activist: bool) -> str | None:
        try:
            refuse_stopping(kind, for_activist=for_activist)
        except ValidationError as error:
            return error.code
        return None

    always = "always_sent" if kind in ALWAYS_SENT else None
    assert refused(for_activist=False) == always
    assert refused(for_activist=True) == (always or (None if kind in TO_ACTIVISTS else "not_to_activists"))


@pytest.mark.parametrize("kind", TO_ACTIVISTS)
def test_what_an_activist_can_stop_does_reach_activists(kind: str) -> None:
    lead = Person(BEN, roles=(asked(role=Role.LEAD),))

    assert Recipient("activist", 2) in whom(event(), [lead, OWNED], kind)
