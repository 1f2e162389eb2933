"""A day of action that is planned already."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.audit import SYSTEM
from events.actions.plans import Wish, plan_events
from events.choices import EventKind
from events.models import Campaign, Change, Mission
from tests import make


def plan(*missions: Mission, campaign: Campaign, now: datetime | None = None, **facts: Any) -> Change:
    """Return a plan with a draft hand-in at each of `missions`, or one in Oslo, on the day of action at 11:00."""
    by = facts.pop("by", SYSTEM)
    wish = {
        "kind": EventKind.HAND_IN,
        "starts_wall": make.wall(campaign.day_of_action),
        "length": timedelta(hours=1),
        "elsewhere": facts.pop("elsewhere", None) or make.international(),
    }
    chosen = missions or (make.mission(city=make.city("Oslo")),)
    return plan_events(by=by, campaign=campaign, missions=chosen, wish=Wish(**{**wish, **facts}), now=now)
