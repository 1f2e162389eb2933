"""Figures for the press: what the public events of a campaign amount to, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from events.choices import BoardState
from events.models import Campaign, DeliveryAttempt, Event, PressSnapshot
from events.queries.signatures import counted, counts_by_section
from events.rules.lifecycle import EventFacts, board_state
from events.rules.outcomes import is_delivered
from events.rules.press import TOLD_AS, Figure, Figures, PressEvent, Try, added_up
from events.rules.press_document import Document, document_of

EVENT: Final = (
    *("pk", "title", "kind", "city", "country", "starts_wall", "starts_at", "ends_at", "status"),
    *(
        "mission__name",
        "mission__kind",
        "outcome__pk",
        "outcome__signatures_handed_over",
        "outcome__turnout_low",
    ),
    *("outcome__turnout_high", "outcome__quote", "outcome__reported_at", "outcome__corrected_at"),
    "outcome__is_demonstration",
)
"""What is read of an event: columns, since a campaign may have ten thousand."""


def press_figures(campaign: Campaign, events: QuerySet[Event], *, now: datetime) -> Figures:
    """Return what can be cited about `campaign`; `events`: those the world may see. Four queries."""
    shown = events.filter(campaign=campaign, planned_at__isnull=False)
    attempts: dict[int, list[Try]] = defaultdict(list)
    tries = DeliveryAttempt.objects.filter(event__in=shown).order_by("at", "id")
    for event, reception, petition in tries.values_list("event", "reception", "petition"):
        attempts[event].append(Try(reception, petition))
    rows = shown.order_by("starts_at", "id").values(*EVENT)
    told = tuple(_told(row, tuple(attempts[row["pk"]]), now=now) for row in rows)
    total = counted(counts_by_section(campaign))
    return Figures(
        as_of=now,
        events=told,
        counted=Figure(total.total, total.counts, total.newest_at),
        handed_over=added_up((event.signatures or None, event.reported_at) for event in told),
        turnout=(
            added_up((event.turnout_low, event.reported_at) for event in told),
            # "more than 50" has no upper end; the total must not fall below that of the lower ones
            added_up((_most(event), event.reported_at) for event in told),
        ),
        is_demonstration=settings.DEMO or any(event.is_demonstration for event in told),
    )


def press_document(campaign: Campaign, events: QuerySet[Event], *, now: datetime) -> Document:
    """Return the figures as `document_of` writes them, the same whatever language is active."""
    figures = press_figures(campaign, events, now=now)
    with translation.override("en"):
        target = campaign.target
    return document_of(figures, title=campaign.title, target=target, day_of_action=campaign.day_of_action)


def snapshots_of(campaign: Campaign) -> QuerySet[PressSnapshot]:
    """Return what was frozen of `campaign`, newest first, without the figures themselves."""
    return campaign.press_snapshots.select_related("frozen_by").defer("figures")


def events_kept_back(campaign: Campaign, events: QuerySet[Event]) -> int:
    """Return how many planned or done events of `campaign` are not among the public `events`."""
    planned = Event.objects.filter(campaign=campaign, planned_at__isnull=False)
    return planned.exclude(pk__in=events.values("pk")).count()


def _told(row: dict[str, Any], attempts: tuple[Try, ...], *, now: datetime) -> PressEvent:
    state = _state_of(row, attempts, now=now)
    return PressEvent(
        title=row["title"],
        kind=row["kind"],
        city=row["city"],
        country=row["country"] or "",
        day=row["starts_wall"].date(),
        state=str(TOLD_AS.get(state, state)),
        mission=row["mission__name"] or "",
        mission_kind=row["mission__kind"] or "",
        attempts=attempts,
        **_reported(row, is_delivered=state == BoardState.DELIVERED),
    )


def _state_of(row: dict[str, Any], attempts: tuple[Try, ...], *, now: datetime) -> BoardState:
    """Return the state; who has agreed to come tells ready from not ready, which the press reads as the same."""
    facts = EventFacts(
        kind=row["kind"],
        status=row["status"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        lead_said_yes=True,
        needs_filled=True,
        has_outcome=row["outcome__pk"] is not None,
        is_delivered=is_delivered(attempts),
    )
    return board_state(facts, now=now)


def _most(event: PressEvent) -> int | None:
    return event.turnout_low if event.turnout_high is None else event.turnout_high


def _reported(row: dict[str, Any], *, is_delivered: bool) -> dict[str, Any]:
    """Return what the report adds; signatures count only where the petition stayed with the mission."""
    if row["outcome__pk"] is None:
        return {
            "signatures": 0, "turnout_low": None, "turnout_high": None, "quote": "", "reported_at": None,
            "is_demonstration": False,
        }  # fmt: skip
    return {
        "signatures": (row["outcome__signatures_handed_over"] or 0) if is_delivered else 0,
        "turnout_low": row["outcome__turnout_low"],
        "turnout_high": row["outcome__turnout_high"],
        "quote": row["outcome__quote"],
        "reported_at": row["outcome__corrected_at"] or row["outcome__reported_at"],
        "is_demonstration": row["outcome__is_demonstration"],
    }
