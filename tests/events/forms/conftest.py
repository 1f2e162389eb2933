"""A section, its coordinator and an open campaign: what a desk needs before anything can be typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from events.forms.scheduling import ScheduleForm
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


def query(said: dict[str, Any]) -> QueryDict:
    """Return `said` as a request brings it."""
    data = QueryDict(mutable=True)
    data.update(said)
    return data


def schedule(by: User, **said: Any) -> ScheduleForm:
    """Return the desk as Rosa sends it, with the campaign and section it chose for her."""
    form = ScheduleForm(query(typed(**said)), by=by)
    for name in ("campaign", "section"):
        form.data.setdefault(name, form.fields[name].initial or "")
    return form
