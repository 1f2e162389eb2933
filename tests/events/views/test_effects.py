"""What the pages say a step would do to the mails: numbers that hold, or why there are none."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from accounts.post.drain import drain_once
from events.models import Event
from tests.events.views.conftest import door, text

pytestmark = pytest.mark.django_db


def test_moving_says_beforehand_how_many_get_a_notice(desk: Client, event: Event) -> None:
    drain_once()  # people were told of the time there is
    page = " ".join(text(desk.get(door("event_move", event))).split())
    assert "people get a change notice</dt> <dd>2</dd>" in page

    said = {
        "where": event.city,
        "date": event.starts_wall.date().isoformat(),
        "time": "15:00",
        "lasts": "same",
    }
    typed = desk.get(door("event_move", event), {**said, "preview": "1"}, headers={"HX-Request": "true"})
    assert "<html" not in typed.content.decode()
    assert "<dd>2</dd>" in typed.content.decode()
    event.refresh_from_db()
    assert event.revision == 1

    desk.post(door("event_move", event), said)
    event.refresh_from_db()
    assert (event.starts_wall.hour, event.revision) == (15, 2)


def test_numbers_of_a_move_can_be_seen_without_scripts(desk: Client, event: Event) -> None:
    typed = {
        "where": event.city,
        "date": event.starts_wall.date().isoformat(),
        "time": "15:00",
        "lasts": "same",
    }

    page = text(desk.get(f"{door('event_move', event)}?{urlencode({**typed, 'preview': '1'})}"))

    assert "planned mails move along" in page
    assert 'value="15:00"' in page


def typed_move(event: Event, **typed: str) -> dict[str, str]:
    start = event.starts_wall
    said = {"where": event.city, "date": start.date().isoformat(), "time": "15:00", "lasts": "same"}
    return {**said, **typed}


def test_looking_before_moving_is_a_post_and_changes_nothing(desk: Client, event: Event) -> None:
    """By GET the CSRF token would stand in the address, in the history and in logs."""
    assert 'formmethod="get"' not in text(desk.get(door("event_move", event)))

    seen = desk.post(door("event_move", event), {**typed_move(event), "do": "preview"})

    assert seen.status_code == 200
    assert "planned mails move along" in seen.content.decode()
    event.refresh_from_db()
    assert event.revision == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"time": "late"}, "Enter a valid time."),
        ({"date": "2020-01-01", "anyway": "on"}, "This start is in the past there."),
        ({"time": "11:00"}, "nothing changes and nobody is told"),
    ],
)
def test_no_numbers_are_shown_for_what_will_not_be_done(
    desk: Client, event: Event, typed: dict[str, str], words: str
) -> None:
    assert f"{event.starts_wall:%H:%M}" == "11:00"
    query = {**typed_move(event, **typed), "preview": "1"}

    seen = desk.get(door("event_move", event), query, headers={"HX-Request": "true"}).content.decode()

    assert words in seen
    assert "<dd>" not in seen


def test_before_another_time_is_typed_the_numbers_say_what_they_stand_for(desk: Client, event: Event) -> None:
    assert "Counted for a move by an hour" in text(desk.get(door("event_move", event)))


@pytest.mark.writes_rows
def test_event_that_has_begun_shows_why_it_cannot_be_moved(desk: Client, event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(starts_at=timezone.now() - timedelta(minutes=5))

    page = text(desk.get(door("event_move", event)))

    assert "This event has begun" in page
    assert "<dd>" not in page


def test_editing_says_how_many_know_the_old_place(desk: Client, event: Event) -> None:
    words = "is mailed to the people who know the old one: %d."
    assert words % 0 in text(desk.get(door("event_edit", event)))  # nobody has read anything yet
    drain_once()
    assert words % 2 in text(desk.get(door("event_edit", event)))  # whoever declined is not told
