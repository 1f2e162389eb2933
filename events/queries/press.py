"""Figures for the press: what the public events of a campaign amount to, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from events.choices import BoardState
from events.models import Campaign, DeliveryAttempt, Event, Outcome, PressSnapshot
from events.queries.facts import state_of, with_facts
from events.queries.signatures import counted, counts_by_section
from events.rules.press import TOLD_AS, Figure, Figures, PressEvent, Try, added_up
from events.rules.press_document import Document, document_of


def press_figures(campaign: Campaign, events: QuerySet[Event], *, now: datetime) -> Figures:
    """Return what can be cited about `campaign`; `events`: those the world may see. Four queries."""
    shown = events.filter(campaign=campaign, planned_at__isnull=False)
    attempts: dict[int, list[DeliveryAttempt]] = defaultdict(list)
    for attempt in DeliveryAttempt.objects.filter(event__in=shown).order_by("at", "id"):
        attempts[attempt.event_id].append(attempt)
    rows = with_facts(shown).select_related("mission", "outcome").order_by("starts_at", "id")
    told = tuple(_told(event, attempts[event.pk], now=now) for event in rows)
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


def _told(event: Event, attempts: list[DeliveryAttempt], *, now: datetime) -> PressEvent:
    state = state_of(event, now=now)
    outcome: Outcome | None = getattr(event, "outcome", None)
    mission = event.mission
    return PressEvent(
        title=event.title,
        kind=event.kind,
        city=event.city,
        country=event.country.code or "",
        day=event.local_date,
        state=str(TOLD_AS.get(state, state)),
        mission=mission.name if mission else "",
        mission_kind=mission.kind if mission else "",
        attempts=tuple(Try(attempt.reception, attempt.petition) for attempt in attempts),
        **_reported(outcome, is_delivered=state == BoardState.DELIVERED),
    )


def _most(event: PressEvent) -> int | None:
    return event.turnout_low if event.turnout_high is None else event.turnout_high


def _reported(outcome: Outcome | None, *, is_delivered: bool) -> dict[str, Any]:
    """Return what the report adds; signatures count only where the petition stayed with the mission."""
    if outcome is None:
        return {
            "signatures": 0, "turnout_low": None, "turnout_high": None, "quote": "", "reported_at": None,
            "is_demonstration": False,
        }  # fmt: skip
    return {
        "signatures": (outcome.signatures_handed_over or 0) if is_delivered else 0,
        "turnout_low": outcome.turnout_low,
        "turnout_high": outcome.turnout_high,
        "quote": outcome.quote,
        "reported_at": outcome.corrected_at or outcome.reported_at,
        "is_demonstration": outcome.is_demonstration,
    }
