"""A section, its coordinator and an open campaign: what a desk needs before anything can be typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from events.models import Campaign
from tests import make

DAY = timezone.now().date() + timedelta(days=30)


@pytest.fixture
def campaign(db: None) -> Campaign:
    """An open campaign around DAY."""
    return make.campaign(day_of_action=DAY)


@pytest.fixture
def rosa(campaign: Campaign) -> User:
    """The coordinator of Australia."""
    return make.coordinator(make.section(), name="Rosa")


def typed(day: date = DAY, **said: Any) -> dict[str, Any]:
    """Return what somebody types to schedule a hand-in, as a browser sends it."""
    return {
        "kind": "hand_in",
        "where": "Sydney",
        "date": day.isoformat(),
        "time": "11:00",
        "lasts": "60",
        "visibility": "section",
    } | said
