"""The board state as the database says it: `rules.lifecycle.board_state` as a filter and as a column.

tests/events/queries/test_states.py holds both against the rule for every combination of facts.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from events.choices import BoardState, EventKind, EventStatus
from events.models import Event


def in_state(events: QuerySet[Event], state: str, *, now: datetime) -> QuerySet[Event]:
    """Return those of `events` (read by `facts.with_facts`) that are in `state` at `now`."""
    ready = Q(lead_said_yes=True, lacks_people=False)
    column = state_column(delivered=Q(is_delivered=True), reported=Q(has_outcome=True), ready=ready, now=now)
    return events.annotate(board_state=column).filter(board_state=state)


def state_column(*, delivered: Q, reported: Q, ready: Q, now: datetime) -> Case:
    """Return the state of an event of which these say whether it is delivered, reported, and ready to begin."""
    return Case(
        When(status=EventStatus.CANCELLED, then=Value(BoardState.CANCELLED)),
        When(delivered, then=Value(BoardState.DELIVERED)),
        When(reported & Q(kind=EventKind.HAND_IN), then=Value(BoardState.REFUSED)),
        When(reported, then=Value(BoardState.HELD)),
        When(status=EventStatus.DRAFT, then=Value(BoardState.DRAFT)),
        When(ends_at__lte=now, then=Value(BoardState.AWAITING_REPORT)),
        When(starts_at__lte=now, then=Value(BoardState.UNDER_WAY)),
        When(ready, then=Value(BoardState.READY)),
        default=Value(BoardState.NOT_READY),
        output_field=CharField(),
    )
