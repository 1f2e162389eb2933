"""Bad input while reporting: too early, cancelled, impossible numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions.scheduling import cancel_event
from tests import make
from tests.flows.bad_input.conftest import Desk
from tests.flows.pages import beside, page_words

pytestmark = pytest.mark.django_db


def reported(desk: Desk, **said: Any) -> dict[str, Any]:
    start = desk.past_event.starts_wall
    form = {"reception": "refused", "petition": "refused", "channel": "door", "signatures": "0"}
    return form | {"at_date": start.date().isoformat(), "at_time": start.strftime("%H:%M:%S")} | said


def test_report_without_the_fault_is_taken(desk: Desk) -> None:
    address = reverse("events:event_outcome", args=[desk.past_event.public_id])

    assert desk.client.post(address, reported(desk)).status_code == 302


def test_outcome_before_the_event(desk: Desk) -> None:
    page = desk.refused("events:event_outcome", reported(desk), event=desk.event)

    assert "This event has not begun yet" in page_words(page)


def test_outcome_of_a_cancelled_event(desk: Desk) -> None:
    cancel_event(by=desk.coordinator, event=desk.event, reason="Storm")

    page = desk.refused("events:event_outcome", reported(desk), event=desk.event)

    assert "was cancelled" in page_words(page)


def test_outcome_of_a_draft(desk: Desk) -> None:
    draft = make.event(section=desk.section, draft=True)

    assert "is a draft" in page_words(desk.refused("events:event_outcome", reported(desk), event=draft))


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"signatures": "-1"}, "signatures", "greater than or equal to 0"),
        ({"signatures": "many"}, "signatures", "whole number"),
        ({"signatures": "9" * 30}, "signatures", "less than or equal to"),
        ({"turnout_low": "10", "turnout_high": "9"}, "turnout_high", "cannot be more than"),
        ({"summary": "x" * 5_000}, "summary", "at most 4000 characters"),
        ({"quote": "\u202eetouq"}, "quote", "invisible control characters"),
        ({"reception": "tsar"}, "reception", "Select a valid choice"),
        ({"petition": "eaten"}, "petition", "Select a valid choice"),
    ],
)
def test_nonsense_is_answered_beside_its_field(
    desk: Desk, said: dict[str, str], field: str, sentence: str
) -> None:
    page = desk.refused("events:event_outcome", reported(desk, **said), event=desk.past_event)

    assert sentence in beside(page, field)


def test_attempt_in_the_future(desk: Desk) -> None:
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()

    for name in ("events:event_outcome", "events:event_attempt"):
        page = desk.refused(name, reported(desk, at_date=tomorrow), event=desk.past_event)
        assert "This time has not come yet" in page_words(page)


def test_giving_up_needs_a_reason(desk: Desk) -> None:
    make.attempt(desk.past_event)
    make.outcome(desk.past_event)

    desk.refused("events:event_give_up", {"given_up_reason": " "}, event=desk.past_event)
