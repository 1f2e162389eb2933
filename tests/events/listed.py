"""Two rows of a list of events, one ahead and one over, and importing them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.audit import SYSTEM
from accounts.models import Section
from events.actions.importing import EventImport, import_events
from events.actions.listed import EventFacts
from events.models import Campaign

NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
AHEAD = EventFacts(
    title="Hand-in",
    kind="hand_in",
    wall=datetime(2027, 6, 2, 11),
    city="Sydney",
    country="AU",
    external_id="1",
    row=2,
)
PAST = EventFacts(
    title="March",
    kind="protest",
    wall=datetime(2017, 6, 2, 11),
    city="Brussel",
    country="BE",
    turnout_low=200,
    summary="It rained.",
    row=3,
)


def imported(section: Section, campaign: Campaign, *rows: EventFacts, **facts: Any) -> EventImport:
    return import_events(
        **{"by": SYSTEM, "section": section, "campaign": campaign, "rows": rows, "now": NOW, **facts}
    )


def figures(done: EventImport) -> tuple[int, int, int, int]:
    return done.created, done.updated, done.unchanged, len(done.rejected)
