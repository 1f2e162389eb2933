"""Bad input while scheduling, moving and cloning: a sentence beside the field, nothing half-stored."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from tests import make
from tests.flows.bad_input.conftest import Desk
from tests.flows.pages import beside, page_words
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db


def typed(desk: Desk, **said: Any) -> dict[str, Any]:
    """Return a form that would be taken, but for `said`."""
    day = desk.event.campaign.day_of_action.isoformat()
    form = {
        "campaign": desk.event.campaign.slug,
        "section": desk.section.slug,
        "kind": "hand_in",
        "where": "Sydney",
    }
    return form | {"date": day, "time": "11:00", "lasts": "60", "visibility": "section"} | said


def night_of_change(zone: str, *, hour: int, hours: int) -> datetime:
    """Return `hour` of the next night in which the clocks of `zone` change by `hours`."""
    day = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    place = ZoneInfo(zone)
    for _day in range(400):
        day += timedelta(days=1)
        before, after = (
            day.astimezone(place).utcoffset(),
            (day + timedelta(days=1)).astimezone(place).utcoffset(),
        )
        assert before is not None
        assert after is not None
        if after - before == timedelta(hours=hours):
            return datetime.combine(
                (day + timedelta(days=1)).astimezone(place).date(), datetime.min.time()
            ).replace(hour=hour, minute=30)
    raise AssertionError


def test_form_without_the_fault_is_taken(desk: Desk) -> None:
    assert desk.client.post(reverse("events:event_new"), typed(desk)).status_code == 302


def test_local_time_that_does_not_exist_offers_its_neighbours(desk: Desk) -> None:
    night = night_of_change("Europe/Brussels", hour=2, hours=1)
    said = typed(desk, where="Brussels", date=night.date().isoformat(), time="02:30")

    page = desk.refused("events:event_new", said)

    assert "This time does not exist there" in page_words(page)
    assert "01:30" in page_words(page)
    assert "03:30" in page_words(page)


def test_local_time_that_comes_twice_asks_which_one(desk: Desk) -> None:
    night = night_of_change("Europe/Brussels", hour=2, hours=-1)
    said = typed(desk, where="Brussels", date=night.date().isoformat(), time="02:30", anyway="on")

    page = desk.refused("events:event_new", said)
    assert "This time comes twice there" in page_words(page)

    assert desk.client.post(reverse("events:event_new"), said | {"starts_fold": "1"}).status_code == 302
    assert Event.objects.latest("id").starts_fold == 1


def test_start_in_the_past(desk: Desk) -> None:
    yesterday = timezone.now().astimezone(ZoneInfo("Australia/Sydney")).date() - timedelta(days=1)

    page = desk.refused("events:event_new", typed(desk, date=yesterday.isoformat(), anyway="on"))

    assert "This start is in the past there" in beside(page, "date")


def test_end_before_the_start(desk: Desk) -> None:
    day = desk.event.campaign.day_of_action.isoformat()

    page = desk.refused("events:event_new", typed(desk, ends_date=day, ends_time="10:00"))

    assert "The end must come after the start" in beside(page, "ends_time")


def test_city_off_the_gazetteer_is_allowed_with_zone_and_country_by_hand(desk: Desk) -> None:
    said = typed(desk, where="Woop Woop")
    page = desk.refused("events:event_new", said)
    assert "“Woop Woop” is not in the list of cities" in beside(page, "where")

    by_hand = {"country": "AU", "time_zone": "Australia/Adelaide"}
    assert desk.client.post(reverse("events:event_new"), said | by_hand).status_code == 302
    event = Event.objects.latest("id")
    assert (event.city, event.place, event.country, event.time_zone) == (
        "Woop Woop",
        None,
        "AU",
        "Australia/Adelaide",
    )


def test_mission_in_another_country(desk: Desk) -> None:
    mission = desk.event.mission
    assert mission is not None

    page = desk.refused("events:event_new", typed(desk, where="Brussels", mission=str(mission.public_id)))

    assert "Choose another mission or city" in beside(page, "where")


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"title": "x" * 5_000}, "title", "at most 200 characters"),
        ({"title": "Hand\x07-in"}, "title", "invisible control characters"),
        ({"title": "\u202eni-dnaH"}, "title", "invisible control characters"),
        ({"where": "x" * 5_000}, "where", "at most 160 characters"),
        ({"where": "Syd\u202eney"}, "where", "invisible control characters"),
        ({"meeting_point": "x" * 5_000}, "meeting_point", "at most 500 characters"),
        ({"what_to_bring": "\u2066x"}, "what_to_bring", "invisible control characters"),
        ({"date": "31 June"}, "date", "Enter a valid date"),
        ({"time": "25:00"}, "time", "Enter a valid time"),
        ({"date": "", "time": ""}, "date", "required"),
        ({"allotted_signatures": "-1"}, "allotted_signatures", "greater than or equal to 0"),
    ],
)
def test_nonsense_is_answered_beside_its_field(
    desk: Desk, said: dict[str, str], field: str, sentence: str
) -> None:
    assert sentence in beside(desk.refused("events:event_new", typed(desk, **said)), field)


@pytest.mark.parametrize(
    "said", [{"kind": "party"}, {"visibility": "martians"}, {"campaign": "none"}, {"section": "belgium"}]
)
def test_choice_that_was_not_offered_is_refused(desk: Desk, said: dict[str, str]) -> None:
    make.belgium()

    assert "Select a valid choice" in page_words(desk.refused("events:event_new", typed(desk, **said)))


@pytest.mark.parametrize("nul", ["title", "where", "meeting_point"])
def test_nul_never_reaches_the_database(desk: Desk, nul: str) -> None:
    page = desk.refused("events:event_new", typed(desk, **{nul: "a\x00b"}))

    assert "Null characters are not allowed" in page_words(page) or "invisible control" in page_words(page)


# --- moving and cloning -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["events:event_move", "events:event_clone"])
def test_moving_or_cloning_into_the_past(desk: Desk, name: str) -> None:
    said = {"where": "Sydney", "date": "2020-01-01", "time": "11:00", "lasts": "same", "anyway": "on"}
    said["campaign"] = desk.event.campaign.slug

    assert "This start is in the past there" in beside(desk.refused(name, said, event=desk.event), "date")


def test_event_that_has_begun_is_not_moved(desk: Desk) -> None:
    said = typed(desk, lasts="same")

    page = desk.refused("events:event_move", said, event=desk.past_event)

    assert "its place and time stay as they were" in page_words(page)


def test_cancelling_without_a_reason(desk: Desk) -> None:
    for reason in ("", "   "):
        assert beside(desk.refused("events:event_cancel", {"reason": reason}, event=desk.event), "reason")


def test_unreadable_addresses_are_not_found_and_no_fault(desk: Desk) -> None:
    with nothing_stored():
        answers = [
            desk.client.get(path).status_code
            for path in ("/events/x/", "/campaigns/%00/", "/k/%F0%9F%98%80/")
        ]

    assert answers == [404, 404, 404]
