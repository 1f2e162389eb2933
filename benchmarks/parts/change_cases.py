"""Plans that change while the mails about them are being sent: nothing for the old state leaves after the change."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from . import rows, world
from .receiver import Accepted
from .run import ALL, Run


@dataclass(frozen=True)
class Changed:
    """One change: when it was committed, the Message-IDs of the old state, and those a sender had in hand by then."""

    at: float
    old: frozenset[str]
    in_hand: frozenset[str]

    def late(self, accepted: list[Accepted]) -> set[str]:
        """Return the Message-IDs of the old state that were accepted after the change."""
        return {mail.message_id for mail in accepted if mail.at > self.at and mail.message_id in self.old}


def _changed_while_sending(run: Run, change: Callable[[Any], list[int]]) -> dict[str, Any]:
    """Change events that are being sent. `change` gets an event and returns the ids of the rows it takes back."""
    run.start(*ALL)
    run.begin()
    steps = 3 if run.is_quick else 16
    changes = []
    for step in range(steps):
        run.until_sent((step + 1) / (steps + 2))
        changes += [_changed(event, change) for event in rows.events_in_hand(past=step)]
    run.finish()
    accepted = run.sink.accepted()
    late = [(one.late(accepted), one.in_hand) for one in changes]
    beyond = sum(len(ids - in_hand) for ids, in_hand in late)
    report = run.report(
        changes=len(changes), old_in_hand=sum(len(ids & in_hand) for ids, in_hand in late), old_beyond=beyond
    )
    return {**report, "within": report["within"] and not beyond}


def _changed(event: Any, change: Callable[[Any], list[int]]) -> Changed:
    """Change an event, and read in the same transaction what was claimed before: nothing can be added to that."""
    from django.db import transaction

    from accounts.tokens import message_id

    revision = event.revision
    with transaction.atomic():
        ids = change(event)
        held = rows.held(ids)
    at = time.time()
    known = {pk: message_id("reminder", pk, revision) for pk in ids}
    return Changed(at, frozenset(known.values()), frozenset(known[pk] for pk in held))


def moved_while_sending(run: Run) -> dict[str, Any]:
    """Events move to another hour while people are being asked."""

    def move(event: Any) -> list[int]:
        from accounts.audit import SYSTEM
        from events.actions.scheduling import move_event

        ids = rows.rows_of(event)
        move_event(by=SYSTEM, event=event, starts_wall=event.starts_wall + timedelta(hours=1))
        return ids

    return _changed_while_sending(run, move)


def cancelled_while_sending(run: Run) -> dict[str, Any]:
    """Events are cancelled while people are being asked."""

    def cancel(event: Any) -> list[int]:
        from accounts.audit import SYSTEM
        from events.actions.scheduling import cancel_event

        ids = rows.rows_of(event)
        cancel_event(by=SYSTEM, event=event, reason="The street is closed.")
        return ids

    return _changed_while_sending(run, cancel)


def unassigned_while_sending(run: Run) -> dict[str, Any]:
    """People are taken off events while everybody is being asked."""

    def take_off(event: Any) -> list[int]:
        from accounts.audit import SYSTEM
        from events.actions.assignments import unassign

        assignments = list(event.assignments.order_by("-pk")[: world.PER_EVENT // 2])
        ids = rows.rows_of(event, [assignment.activist_id for assignment in assignments])
        for assignment in assignments:
            unassign(by=SYSTEM, assignment=assignment)
        return ids

    return _changed_while_sending(run, take_off)
