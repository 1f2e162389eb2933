"""What scheduling at a place and time would mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.models import Event
from events.queries.preview import Preview, preview
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
START = datetime(2026, 6, 2, 6, 30, tzinfo=UTC)


def shown(**more: Any) -> Preview:
    facts: dict[str, Any] = {
        "city": "Kyiv",
        "place": make.city("Kyiv"),
        "zone": "Europe/Kyiv",
        "starts_at": START,
        "ends_at": START + timedelta(hours=1),
        "reader_zone": "Europe/London",
        "now": NOW,
    }
    return preview(Event.objects.all(), **(facts | more))


def test_two_clocks_say_time_day_and_offset() -> None:
    found = shown()

    assert (found.there.city, found.there.time, found.there.day) == ("Kyiv", "09:30", "Tue 2 June · UTC+3")
    assert found.yours is not None
    assert (found.yours.city, found.yours.time, found.yours.day) == ("London", "07:30", "Tue 2 June · UTC+1")


@pytest.mark.parametrize("zone", ["", "Europe/Kyiv", "Europe/Helsinki"])
def test_one_clock_where_the_reader_s_shows_the_same(zone: str) -> None:
    assert shown(reader_zone=zone).yours is None


def test_mails_that_would_go_and_none_that_are_past() -> None:
    words = [mail.what for mail in shown().mails]
    assert words == ["First reminder", "Second reminder", "Morning of the day", "Report due, to the lead"]

    late = shown(now=START - timedelta(hours=1))
    assert [mail.what for mail in late.mails] == ["Report due, to the lead"]


def test_other_events_there_within_a_day_are_named() -> None:
    kyiv = make.city("Kyiv")
    near = make.event(city=kyiv, title="Near")
    make.event(city=make.city("Oslo"), title="Elsewhere", starts_wall=near.starts_wall)

    assert [event.title for event in shown(starts_at=near.starts_at + timedelta(hours=20)).near] == ["Near"]
    assert shown(starts_at=near.starts_at + timedelta(hours=30)).near == []
    assert shown(starts_at=near.starts_at, place=None).near == []
