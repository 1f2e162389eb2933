"""What a change would do to the mails, before anybody makes it: the same rules as planning, and nothing written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from events.choices import ReminderKind
from events.queries.reminding import Plannable, Scope, plannables
from events.rules.changes import changes
from events.rules.people import EventPlan
from events.rules.reminding import wanted

NOTICES = frozenset({ReminderKind.MOVED, ReminderKind.CANCELLED})


@dataclass(frozen=True)
class Foreseen:
    """Numbers: `told` are people who get a notice of the change, `asked` who is asked; the others are waiting mails."""

    told: int = 0
    asked: int = 0
    moved: int = 0
    cancelled: int = 0
    inserted: int = 0


def foresee(events: Collection[int], *, now: datetime, altered: Callable[[Plannable], EventPlan]) -> Foreseen:
    """Return what planning these events would do if each were as `altered` returns it; a fixed number of queries."""
    told, asked, moved, cancelled, inserted = 0, 0, 0, 0, 0
    for found in plannables(Scope(events)).values():
        event = altered(found)
        mails = wanted(event, found.people.values(), found.stored, now=now)
        change = changes(event, found.people, found.stored, mails, now=now)
        notices = {mail.key.recipient for mail in change.insert if mail.key.kind in NOTICES}
        notices |= {move.wanted.key.recipient for move in change.move if move.wanted.key.kind in NOTICES}
        told += len(notices)
        asked += sum(mail.key.kind == ReminderKind.ASKED for mail in change.insert)
        moved += sum(move.wanted.key.kind not in NOTICES for move in change.move)
        inserted += sum(mail.key.kind not in NOTICES for mail in change.insert)
        cancelled += len(change.cancel)
    return Foreseen(told, asked, moved, cancelled, inserted)
