"""Events and figures as the press has them, with good defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from events.rules.press import Figure, Figures, PressEvent, Try

NOW = datetime(2017, 6, 2, 12, 0, tzinfo=UTC)
REFUSED = (Try("refused", "refused"),)
NOBODY = Figure()


def event(city: str = "Sydney", country: str = "AU", **facts: Any) -> PressEvent:
    """Return a hand-in at a consulate that is ahead."""
    defaults: dict[str, Any] = {
        "title": f"Hand-in in {city}", "kind": "hand_in", "day": date(2017, 6, 2), "state": "ready",
        "mission": "", "mission_kind": "consulate_general", "attempts": (), "signatures": 0,
        "turnout_low": None, "turnout_high": None, "quote": "", "reported_at": None, "is_demonstration": False,
    }  # fmt: skip
    return PressEvent(city=city, country=country, **{**defaults, **facts})


def figures(*events: PressEvent, **facts: Any) -> Figures:
    """Return the figures of `events`, nothing counted."""
    defaults: dict[str, Any] = {
        "as_of": NOW, "counted": NOBODY, "handed_over": NOBODY, "turnout": (NOBODY, NOBODY),
        "is_demonstration": False,
    }  # fmt: skip
    return Figures(events=events, **{**defaults, **facts})
