"""What one activist was asked to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Activist
from events.choices import BoardState
from events.models import Assignment, Event
from events.queries.facts import state_of, with_facts


@dataclass(frozen=True)
class Asked:
    """One role at one event, and the answer."""

    event: Event
    state: BoardState
    role: str
    answer: str


def assignments_of(activist: Activist, *, now: datetime) -> list[Asked]:
    """Return everything `activist` is asked to, the latest first; two queries."""
    assignments = list(Assignment.objects.filter(activist=activist))
    events = with_facts(Event.objects.filter(assignments__activist=activist).distinct())
    by_id = {event.pk: event for event in events}
    asked = [
        Asked(event, state_of(event, now=now), assignment.get_role_display(), assignment.answer)
        for assignment in assignments
        if (event := by_id.get(assignment.event_id))
    ]
    return sorted(asked, key=lambda each: each.event.starts_at, reverse=True)
