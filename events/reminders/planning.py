"""Bringing the stored reminders of events in line with what is wanted."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.choices import MailState
from accounts.models import Activist, User
from events.models import Event, Reminder
from events.queries.reminding import Plannable, Scope, ids_ahead_of, plannables
from events.reminders import statements
from events.rules.changes import Changes, changes
from events.rules.people import Recipient
from events.rules.reasons import STOPPED
from events.rules.reminding import wanted


@dataclass(frozen=True)
class Planned:
    """How many rows one call wrote. `stopped` of the cancelled ones went because the person takes no mail."""

    inserted: int = 0
    moved: int = 0
    cancelled: int = 0
    stopped: int = 0

    def __add__(self, other: Planned) -> Planned:
        return Planned(
            self.inserted + other.inserted,
            self.moved + other.moved,
            self.cancelled + other.cancelled,
            self.stopped + other.stopped,
        )


def plan(*, events: Iterable[Event], now: datetime) -> Planned:
    """Bring the reminders of `events` in line with their rows, in the caller's transaction.

    Three writing statements and a fixed number of reading ones, however many events and people. Calling it again
    changes nothing. Two callers for the same event wait for each other.
    """
    return plan_ids(events=sorted({event.pk for event in events}), now=now)


@transaction.atomic
def plan_for(person: Activist | User, now: datetime) -> Planned:
    """Plan every event ahead of `person` again: after a change of quiet hours, a pause, an opt-out, a new role."""
    recipient = Recipient("activist" if isinstance(person, Activist) else "user", person.pk)
    return plan_ids(events=ids_ahead_of(recipient, now), now=now)


def plan_ids(*, events: Collection[int], now: datetime) -> Planned:
    """Plan the events with these ids; see `plan`."""
    if not events:
        return Planned()
    _lock(events)
    with _no_cycles():
        found = [_changes(plannable, now=now) for plannable in plannables(Scope(events)).values()]
        cancel = [row for change in found for row in change.cancel]
        return Planned(
            cancelled=statements.cancel(cancel),
            moved=statements.move([row for change in found for row in change.move]),
            inserted=statements.insert([mail for change in found for mail in change.insert], now=now),
            stopped=sum(row.reason in STOPPED for row in cancel),
        )


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Let the garbage collector rest: tens of thousands of facts live for a moment, and none is in a cycle.

    With 5,000 people it would take a third of the time to find that out (benchmarks/reminders.py, plans).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lock(events: Collection[int]) -> None:
    """Keep other planners, and the clock, off these events until the transaction ends.

    A row that is claimed before is seen as being sent; one that is locked here is passed over by the claim. So no mail
    leaves that the plan takes for unsent.
    """
    list(Event.objects.select_for_update(no_key=True).filter(pk__in=events).order_by("pk").values_list("pk"))
    waiting = Reminder.objects.filter(event__in=events, state=MailState.PENDING).order_by("pk")
    list(waiting.select_for_update(no_key=True).values_list("pk"))


def _changes(plannable: Plannable, *, now: datetime) -> Changes:
    mails = wanted(plannable.event, plannable.people.values(), plannable.stored, now=now)
    return changes(plannable.event, plannable.people, plannable.stored, mails, now=now)
