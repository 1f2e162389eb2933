"""What a report is held against, and what is doubtful about it."""

from __future__ import annotations

from events.choices import BoardState, Doubt
from events.models import Event, Outcome, SignatureCount
from events.queries.signatures import newest_counts
from events.rules.needs import doubts
from events.rules.outcomes import is_delivered

ENOUGH = 3
"""So many other events have to have told their turnout before one can be far out."""


def yardsticks(event: Event) -> tuple[int | None, int | None]:
    """Return what a report of `event` is held against: signatures its campaign has counted, and the largest turnout of
    its other events; None where too little is known.
    """
    counts = newest_counts(SignatureCount.objects.filter(campaign=event.campaign_id))
    counted = sum(count.count for count in counts)
    others = Outcome.objects.filter(event__campaign=event.campaign_id, turnout_high__isnull=False)
    largest = others.exclude(event=event.pk).order_by("-turnout_high").values_list("turnout_high", flat=True)
    told = list(largest[:ENOUGH])
    return counted or None, told[0] if len(told) == ENOUGH else None


def doubts_about(outcome: Outcome) -> list[Doubt]:
    """Return what is doubtful in a report, whether or not somebody vouches for it."""
    event = outcome.event
    return doubts(
        state=BoardState.DELIVERED if is_delivered(list(event.attempts.all())) else BoardState.REFUSED,
        allotted=event.allotted_signatures,
        handed_over=outcome.signatures_handed_over,
        turnout_low=outcome.turnout_low,
        turnout_high=outcome.turnout_high,
        counted_then=outcome.counted_then,
        largest_then=outcome.largest_then,
    )
