"""Doors to what came of an event."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Section
from events.choices import OutcomeResult
from events.models import DeliveryAttempt, Event, Outcome
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(australia: Section) -> Event:
    """A hand-in that is over."""
    return make.past_event(section=australia, mission=make.mission(), allotted_signatures=18_460)


def door(name: str, event: Event, query: str = "") -> str:
    return reverse(f"events:{name}", args=[event.public_id]) + query


def refused(event: Event) -> dict[str, str]:
    day = event.starts_wall.date().isoformat()
    return {
        "reception": "refused",
        "petition": "refused",
        "channel": "door",
        "at_date": day,
        "at_time": "00:00",
    }


def test_the_consulate_refused_to_meet_us(desk: Client, event: Event) -> None:
    response = desk.post(door("event_outcome", event), refused(event), follow=True)

    assert "Consulate refused to meet." in response.content.decode()
    assert Outcome.objects.get().result == OutcomeResult.OPEN


def test_questions_not_answered_are_asked_again(desk: Client, event: Event) -> None:
    page = desk.post(door("event_outcome", event), {}).content.decode()

    assert "This field is required." in page
    assert not Outcome.objects.exists()


def test_too_early_is_a_sentence_instead_of_a_form(desk: Client, australia: Section) -> None:
    page = desk.get(door("event_outcome", make.event(section=australia))).content.decode()

    assert "This event has not begun yet." in page
    assert "Did somebody meet you?" not in page


def test_another_attempt_begins_with_its_channel(desk: Client, event: Event) -> None:
    assert (
        desk.get(door("event_attempt", event, "?channel=post")).context["form"]["channel"].value() == "post"
    )
    assert desk.get(door("event_attempt", event, "?channel=owl")).context["form"]["channel"].value() == "door"

    desk.post(door("event_attempt", event), refused(event) | {"petition": "left"})
    assert DeliveryAttempt.objects.get().petition == "left"


def test_an_attempt_is_corrected_by_its_id_and_another_event_s_is_not_there(
    desk: Client, event: Event
) -> None:
    attempt = make.attempt(event)
    elsewhere = make.attempt(make.past_event())
    url = door("event_attempt", event, f"?correct={attempt.public_id}")
    assert "Correct a delivery attempt" in desk.get(url).content.decode()
    desk.post(url, refused(event) | {"petition": "left"})
    attempt.refresh_from_db()
    assert attempt.petition == "left"

    for wrong in (elsewhere.public_id, "x", ""):
        assert desk.get(door("event_attempt", event, f"?correct={wrong}")).status_code == 404


def test_giving_up_takes_a_reason_and_closes(desk: Client, event: Event) -> None:
    make.attempt(event)
    make.outcome(event)
    desk.post(door("event_give_up", event), {"reason": ""})
    assert Outcome.objects.get().result == OutcomeResult.OPEN

    page = desk.post(
        door("event_give_up", event), {"reason": "Sent back twice."}, follow=True
    ).content.decode()
    assert "Given up: Sent back twice." in page
