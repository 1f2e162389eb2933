"""One hand-in in Sydney, and the instants around it, for the tests of scheduling."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.audit import SYSTEM
from accounts.models import Section
from events.actions.scheduling import schedule_event
from events.choices import EventKind
from events.models import Campaign, Event

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
ELEVEN = datetime(2027, 6, 1, 11, 0)  # in Sydney: 01:00 UTC
DURING = datetime(2027, 6, 1, 1, 30, tzinfo=UTC)
AFTER = datetime(2027, 6, 1, 2, 0, tzinfo=UTC)


def schedule(section: Section, campaign: Campaign, **facts: Any) -> Event:
    defaults: dict[str, Any] = {
        "by": SYSTEM,
        "kind": EventKind.HAND_IN,
        "title": "Hand-in",
        "starts_wall": ELEVEN,
        "now": NOW,
    }
    return schedule_event(section=section, campaign=campaign, **{**defaults, **facts})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
