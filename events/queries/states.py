"""The board state as a filter: `rules.lifecycle.board_state` as the database says it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from events.choices import BoardState, EventKind, EventStatus
from events.models import Event


def in_state(events: QuerySet[Event], state: str, *, now: datetime) -> QuerySet[Event]:
    """Return those of `events` (read by `facts.with_facts`) that are in `state` at `now`.

    tests/events/queries/test_states.py holds it against `board_state` for every combination of facts.
    """
    return events.annotate(
        board_state=Case(
            When(status=EventStatus.CANCELLED, then=Value(BoardState.CANCELLED)),
            When(is_delivered=True, then=Value(BoardState.DELIVERED)),
            When(Q(has_outcome=True, kind=EventKind.HAND_IN), then=Value(BoardState.REFUSED)),
            When(has_outcome=True, then=Value(BoardState.HELD)),
            When(status=EventStatus.DRAFT, then=Value(BoardState.DRAFT)),
            When(ends_at__lte=now, then=Value(BoardState.AWAITING_REPORT)),
            When(starts_at__lte=now, then=Value(BoardState.UNDER_WAY)),
            When(Q(lead_said_yes=True, lacks_people=False), then=Value(BoardState.READY)),
            default=Value(BoardState.NOT_READY),
            output_field=CharField(),
        )
    ).filter(board_state=state)
