"""Bad input while asking people and keeping their records."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Activist
from events.actions.scheduling import cancel_event
from tests import make
from tests.flows.bad_input.conftest import Desk
from tests.flows.pages import beside, page_words

pytestmark = pytest.mark.django_db


def ana(desk: Desk) -> Activist:
    return make.activist(section=desk.section, name="Ana", email="ana@example.org")


def asked(person: Activist, role: str = "lead") -> dict[str, str]:
    return {"role": role, "activist": str(person.public_id)}


def test_activist_of_another_section(desk: Desk) -> None:
    stranger = make.activist(section=make.belgium(), name="Stranger")

    page = desk.refused("events:event_assign", asked(stranger), event=desk.event)

    assert "Only your own activists can be assigned" in page_words(page)
    assert "Stranger" not in page_words(page)


def test_same_assignment_twice(desk: Desk) -> None:
    person = ana(desk)
    assert (
        desk.client.post(
            reverse("events:event_assign", args=[desk.event.public_id]), asked(person)
        ).status_code
        == 302
    )

    page = desk.refused("events:event_assign", asked(person), event=desk.event)

    assert "This activist has this role at this event already" in page_words(page)


@pytest.mark.parametrize(
    "said", [{}, {"role": "magician"}, {"role": "lead", "activist": "x"}, {"role": "lead"}]
)
def test_assigning_nobody_or_to_no_role(desk: Desk, said: dict[str, str]) -> None:
    desk.refused("events:event_assign", said, event=desk.event)


def test_assigning_to_what_is_over_or_cancelled(desk: Desk) -> None:
    person = ana(desk)
    assert "is over" in page_words(desk.refused("events:event_assign", asked(person), event=desk.past_event))

    cancel_event(by=desk.coordinator, event=desk.event, reason="Storm")
    assert "is cancelled" in page_words(desk.refused("events:event_assign", asked(person), event=desk.event))


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [("-1", "greater than or equal to 0"), ("many", "whole number"), ("99999", "less")],
)
def test_impossible_need(desk: Desk, wanted: str, sentence: str) -> None:
    assert sentence in beside(
        desk.refused("events:event_needs", {"steward": wanted}, event=desk.event), "steward"
    )


def test_answer_that_is_none(desk: Desk) -> None:
    assignment = make.assignment(desk.event)

    page = desk.refused("events:assignment_answer", {"answer": "maybe"}, args=[assignment.public_id])

    assert "yes" in page_words(page)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"name": "x" * 5_000}, "name", "at most 120 characters"),
        ({"name": "\u202eanA"}, "name", "invisible control characters"),
        ({"name": "A\x07na"}, "name", "invisible control characters"),
        ({"name": ""}, "name", "required"),
        ({"email": "ana"}, "email", "valid e"),
        ({"email": "x" * 300 + "@example.org"}, "email", ""),
        ({"phone": "call me"}, "phone", "Enter a phone number"),
        ({"quiet_from": "22:00", "quiet_until": ""}, "quiet_until", ""),
    ],
)
def test_nonsense_about_a_person_is_answered_beside_its_field(
    desk: Desk, said: dict[str, str], field: str, sentence: str
) -> None:
    form = {"name": "Ana", "email": "ana@example.org", "language": "en", "section": desk.section.slug} | said

    page = desk.refused("accounts:activist_new", form)

    if field != "quiet_until":
        assert sentence in beside(page, field)
    else:
        assert "both ends of the quiet hours" in page_words(page)


def test_address_the_section_knows_already(desk: Desk) -> None:
    ana(desk)
    form = {"name": "Ana again", "email": "ANA@example.org", "language": "en", "section": desk.section.slug}

    assert "with this address already" in beside(desk.refused("accounts:activist_new", form), "email")


def test_person_is_not_added_to_another_section(desk: Desk) -> None:
    belgium = make.belgium()
    form = {"name": "Ana", "email": "ana@example.org", "language": "en", "section": belgium.slug}

    desk.client.post(reverse("accounts:activist_new"), form)

    assert not belgium.activists.exists()
