"""Schedule and confirm events: the row, the audit trail, and what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from accounts.models import Section, User
from events.actions.campaigns import close_campaign
from events.actions.scheduling import confirm_event
from events.choices import EventStatus, Visibility
from events.models import Campaign, Event
from events.rules.local_time import AmbiguousLocalTime, MissingLocalTime
from tests import make
from tests.events.scheduled import DURING, ELEVEN, NOW, schedule, utc
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


# --- scheduling ---------------------------------------------------------------------------------------------------


def test_city_fills_place_zone_and_coordinates(event: Event, coordinator: User) -> None:
    event.refresh_from_db()

    assert (event.city, event.country, event.time_zone) == ("Sydney", "AU", "Australia/Sydney")
    assert (event.latitude, event.longitude, event.place) == (-33.8678, 151.2073, make.city("Sydney"))
    assert (event.starts_wall, event.starts_fold, event.starts_at) == (ELEVEN, 0, utc("2027-06-01 01:00"))
    assert event.ends_at - event.starts_at == timedelta(hours=1)
    assert (event.status, event.planned_at, event.revision, event.owner) == (
        EventStatus.PLANNED,
        NOW,
        1,
        coordinator,
    )
    assert event.visibility == Visibility.SECTION
    assert acts(event) == [("event.scheduled", [])]


@pytest.mark.parametrize(
    ("typed", "city"),
    [("Kiev", "Kyiv"), ("den haag", "The Hague"), ("台北", "Taipei"), ("BRUXELLES", "Brussels")],
)
def test_city_answers_to_its_other_names(section: Section, campaign: Campaign, typed: str, city: str) -> None:
    make.cities()

    event = schedule(section, campaign, city=typed)

    assert (event.city, event.time_zone) == (city, make.city(city).time_zone)


def test_mission_fills_what_the_city_would(section: Section, campaign: Campaign) -> None:
    mission = make.mission(address="7-9 Fullerton Street", latitude=-33.888, longitude=151.235)

    event = schedule(section, campaign, mission=mission)

    assert (event.mission, event.city, event.country, event.time_zone) == (
        mission,
        "Sydney",
        "AU",
        "Australia/Sydney",
    )
    assert (event.address, event.latitude, event.longitude) == ("7-9 Fullerton Street", -33.888, 151.235)


def test_place_off_the_gazetteer_is_put_by_hand(section: Section, campaign: Campaign) -> None:
    event = schedule(section, campaign, city="Woop Woop", country="AU", time_zone="Australia/Adelaide")

    assert (event.city, event.place, event.country, event.latitude) == ("Woop Woop", None, "AU", None)
    assert event.starts_at == utc("2027-06-01 01:30")


def test_draft_is_not_planned(section: Section, campaign: Campaign) -> None:
    event = schedule(section, campaign, city=make.city(), draft=True)

    assert (event.status, event.planned_at) == (EventStatus.DRAFT, None)


def test_doubled_hour_keeps_which_one_was_meant(section: Section, campaign: Campaign) -> None:
    event = schedule(
        section,
        campaign,
        city=make.city("Brussels"),
        starts_wall=datetime(2027, 10, 31, 2, 30),
        starts_fold=1,
    )
    event.refresh_from_db()

    assert (event.starts_fold, event.starts_at) == (1, utc("2027-10-31 01:30"))


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "past": ({"starts_wall": datetime(2027, 5, 3, 11, 0)}, "starts_wall", "in the past"),
    "end before start": ({"ends_at": utc("2027-06-01 00:59")}, "ends_at", "end must come after the start"),
    "end at start": ({"ends_at": utc("2027-06-01 01:00")}, "ends_at", "end must come after the start"),
    "two months long": ({"ends_at": utc("2027-08-01 01:00")}, "ends_at", "31 days at most"),
    "no place": ({"city": None}, "city", "Type a city"),
    "unknown city": ({"city": "Woop Woop"}, "city", "“Woop Woop” is not in the list of cities"),
    "unknown zone": ({"city": "Woop Woop", "time_zone": "Mars/Base"}, "time_zone", "Choose a time zone"),
    "long title": ({"title": "x" * 5_000}, "title", "at most 200 characters"),
    "long city": ({"city": "x" * 5_000, "time_zone": "UTC"}, "city", "at most 160 characters"),
    "control characters": ({"title": "Hand\x00-in"}, "title", "invisible control characters"),
    "bidi override": ({"title": "\u202eni-dnaH"}, "title", "invisible control characters"),
    "no title": ({"title": ""}, "title", "cannot be blank"),
    "unknown kind": ({"kind": "party"}, "kind", "not a valid choice"),
    "latitude off the earth": ({"latitude": 91.0, "longitude": 0.0}, "__all__", "from −90 to 90"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_stored(
    section: Section, campaign: Campaign, case: str
) -> None:
    facts, field, sentence = REFUSED[case]
    facts = {"city": make.city(), **facts}

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        schedule(section, campaign, **facts)

    assert sentence in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    ("wall", "error"),
    [
        (datetime(2027, 10, 3, 2, 30), MissingLocalTime),
        (datetime(2028, 4, 2, 2, 30), AmbiguousLocalTime),
    ],
)
def test_questionable_local_time_is_asked_about(
    section: Section, campaign: Campaign, wall: datetime, error: type[ValidationError]
) -> None:
    facts = {"city": make.city()}

    with nothing_stored(), pytest.raises(error) as asked:
        schedule(section, campaign, starts_wall=wall, **facts)

    assert len(asked.value.choices) == 2  # type: ignore[attr-defined]
    assert asked.value.message_dict.keys() == {"starts_wall"}


def test_mission_in_another_country_is_refused(section: Section, campaign: Campaign) -> None:
    facts = {"mission": make.mission(), "city": make.city("Brussels")}

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        schedule(section, campaign, **facts)

    assert refused.value.message_dict.keys() == {"mission"}


def test_closed_campaign_takes_no_event(section: Section, campaign: Campaign) -> None:
    facts = {"city": make.city()}
    close_campaign(by=SYSTEM, campaign=campaign, now=NOW)

    with nothing_stored(), pytest.raises(ValidationError, match="closed"):
        schedule(section, campaign, **facts)


def test_external_id_is_taken_once(section: Section, campaign: Campaign) -> None:
    facts = {"city": make.city(), "external_id": "A-1"}
    schedule(section, campaign, **facts)

    with nothing_stored(), pytest.raises(ValidationError, match="external id already"):
        schedule(section, campaign, **facts)


# --- confirming ---------------------------------------------------------------------------------------------------


def test_confirmed_draft_is_planned(section: Section, campaign: Campaign, coordinator: User) -> None:
    draft = schedule(section, campaign, city=make.city(), draft=True)

    confirm_event(by=coordinator, event=draft, now=NOW)
    draft.refresh_from_db()

    assert (draft.status, draft.planned_at, draft.revision) == (EventStatus.PLANNED, NOW, 1)
    assert acts(draft)[-1] == ("event.confirmed", ["status"])


def test_only_a_draft_ahead_is_confirmed(
    section: Section, campaign: Campaign, event: Event, coordinator: User
) -> None:
    draft = schedule(section, campaign, city=make.city(), draft=True)

    with nothing_stored(), pytest.raises(ValidationError, match="Only a draft"):
        confirm_event(by=coordinator, event=event, now=NOW)
    with nothing_stored(), pytest.raises(ValidationError, match="in the past"):
        confirm_event(by=coordinator, event=draft, now=DURING)
