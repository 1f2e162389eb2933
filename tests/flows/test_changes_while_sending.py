"""An event is moved or cancelled, a person is taken off, while the mails about it are being sent by another process.

A sender asks about a group of mails once and has it in hand then; nothing else of the old state leaves.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.audit import SYSTEM
from accounts.tokens import message_id
from events.actions.assignments import unassign
from events.actions.scheduling import cancel_event, move_event
from events.models import Event, Reminder
from tests.flows.sending import PEOPLE, Send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS = 200
WAITING = -1
"""The last event: its mails are not claimed yet when the first group is in hand."""


@dataclass(frozen=True)
class Changed:
    """A change that was committed at `at`: ids of the old mails it takes back, and those a sender held by then."""

    at: float
    rows: frozenset[int]
    held: frozenset[int]


def changed(event: Event, change: Callable[[], object], rows: list[int] | None = None) -> Changed:
    """Make a change; what is held is read in its transaction, since nothing can be claimed until that ends."""
    asked = Reminder.objects.filter(event=event, kind="asked")
    meant = asked if rows is None else asked.filter(pk__in=rows)
    ids = list(meant.values_list("pk", flat=True))
    with transaction.atomic():
        change()
        held = list(Reminder.objects.filter(pk__in=ids, state="sending").values_list("pk", flat=True))
    return Changed(time.time(), frozenset(ids), frozenset(held))


def left_late(send: Send, change: Changed) -> set[int]:
    """Return the ids of old mails that were accepted after the change."""
    old = {message_id("reminder", pk, 1): pk for pk in change.rows}
    return {
        old[mail.message_id]
        for mail in send.sink.accepted()
        if mail.at > change.at and mail.message_id in old
    }


def went(send: Send, change: Changed, revision: int) -> set[int]:
    """Return whose mails of a revision were accepted at all."""
    ids = {message_id("reminder", pk, revision): pk for pk in change.rows}
    return {ids[mail.message_id] for mail in send.sink.accepted() if mail.message_id in ids}


def in_hand(send: Send) -> Event:
    """Return the event with the most mails in a sender's hand."""
    held = Reminder.objects.filter(state="sending").values_list("event", flat=True)
    return Event.objects.get(pk=max(held, key=list(held).count))


@pytest.fixture
def started(send: Send) -> Send:
    """The send, some mails after its beginning."""
    send.plan(MAILS)
    send.programs.start("clock")
    send.until_sent(10)
    return send


def test_moved_event_sends_only_what_was_in_hand(started: Send) -> None:
    near, far = in_hand(started), started.events[WAITING]
    moves = [
        changed(event, lambda event=event: move_event(
            by=SYSTEM, event=event, starts_wall=event.starts_wall + timedelta(hours=1), now=started.at
        ))
        for event in (near, far)
    ]  # fmt: skip
    started.until_over()

    assert all(left_late(started, move) <= move.held for move in moves)
    assert (moves[1].held, went(started, moves[1], 1)) == (frozenset(), set())
    assert went(started, moves[1], 2) == moves[1].rows
    # everybody hears of the new hour once: who was asked for the old one, by a mail of its own
    told = Reminder.objects.filter(event=near, kind="moved").count()
    assert (told, len(went(started, moves[0], 2))) == (len(went(started, moves[0], 1)), PEOPLE - told)
    assert started.balance().lost == 0


def test_cancelled_event_sends_only_what_was_in_hand(started: Send) -> None:
    near, far = in_hand(started), started.events[WAITING]
    ends = [
        changed(event, lambda event=event: cancel_event(by=SYSTEM, event=event, reason="No."))
        for event in (near, far)
    ]
    started.until_over()

    assert all(left_late(started, end) <= end.held for end in ends)
    assert went(started, ends[1], 1) == set()
    assert set(Reminder.objects.filter(pk__in=ends[1].rows).values_list("state", flat=True)) == {"cancelled"}
    assert Reminder.objects.filter(event=near, kind="cancelled").count() == len(went(started, ends[0], 1))
    found = started.balance()
    assert (found.lost, found.repeats) == (0, 0)


def test_person_taken_off_gets_only_what_was_in_hand(started: Send) -> None:
    near, far = in_hand(started), started.events[WAITING]
    ends = []
    for event in (near, far):
        assignment = event.assignments.order_by("-pk")[0]
        rows = list(
            event.reminders.filter(activist=assignment.activist, kind="asked").values_list("pk", flat=True)
        )
        ends.append(changed(event, lambda taken=assignment: unassign(by=SYSTEM, assignment=taken), rows))
    started.until_over()

    assert all(left_late(started, end) <= end.held for end in ends)
    assert went(started, ends[1], 1) == set()
    found = started.balance()
    assert (found.accepted, found.lost, found.repeats) == (
        MAILS - sum(not went(started, e, 1) for e in ends),
        0,
        0,
    )
