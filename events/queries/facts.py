"""What the board state of events is computed from, for whole lists in the list's own query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.choices import DELIVERING_PETITIONS, Answer, BoardState, Role
from events.models import Assignment, DeliveryAttempt, Event, FrozenCount, Need, Outcome
from events.rules.lifecycle import EventFacts, board_state


def filled_needs() -> QuerySet[Any]:
    """Return needs with `yes`: how many people said yes to that role, also where only their number is left."""
    of_need = FrozenCount.objects.filter(event=OuterRef("event"), role=OuterRef("role"), answer=Answer.YES)
    return _needs_now().annotate(yes=F("said_yes") + Coalesce(Subquery(of_need.values("people")), 0))


def _needs_now() -> QuerySet[Any]:
    """Return needs with `said_yes`, as long as their people are kept: until an event begins nobody is forgotten."""
    said_yes = (
        Assignment.objects.filter(event=OuterRef("event"), role=OuterRef("role"), answer=Answer.YES)
        .order_by()
        .values("event")
        .annotate(people=Count("pk"))
        .values("people")
    )
    return Need.objects.annotate(said_yes=Coalesce(Subquery(said_yes), 0))


def with_facts(events: QuerySet[Event]) -> QuerySet[Event]:
    """Annotate events with what `facts_of` reads; no further query, however many events."""
    of_event = Q(event=OuterRef("pk"))
    return events.annotate(
        lead_said_yes=Exists(Assignment.objects.filter(of_event, role=Role.LEAD, answer=Answer.YES)),
        lacks_people=Exists(_needs_now().filter(of_event, said_yes__lt=F("wanted"))),
        has_outcome=Exists(Outcome.objects.filter(of_event)),
        is_delivered=Exists(DeliveryAttempt.objects.filter(of_event, petition__in=DELIVERING_PETITIONS)),
    )


def facts_of(event: Event) -> EventFacts:
    """Return the facts of an event that came through `with_facts`."""
    return EventFacts(
        kind=event.kind,
        status=event.status,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        lead_said_yes=event.lead_said_yes,  # type: ignore[attr-defined]
        needs_filled=not event.lacks_people,  # type: ignore[attr-defined]
        has_outcome=event.has_outcome,  # type: ignore[attr-defined]
        is_delivered=event.is_delivered,  # type: ignore[attr-defined]
    )


def state_of(event: Event, *, now: datetime) -> BoardState:
    """Return the board state of an event that came through `with_facts`."""
    return board_state(facts_of(event), now=now)
