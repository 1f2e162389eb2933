"""Where and when, as people type it: cities by any name, missions by their words, and the two nights a year."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from accounts.models import User
from events.choices import MissionKind
from events.models import Event
from tests import make
from tests.events.forms.conftest import DAY, schedule

pytestmark = pytest.mark.django_db

# --- where --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "city"), [("Kiev", "Kyiv"), ("Den Haag", "The Hague"), ("台北", "Taipei")])
def test_other_names_find_their_city(words: str, city: str, rosa: User) -> None:
    make.cities()

    assert schedule(rosa, where=words).perform().city == city


def test_mission_fills_place_zone_and_title(rosa: User) -> None:
    mission = make.mission(address="7 Fullerton Street", host_label="Australia")
    event = schedule(rosa, where=str(mission), mission=str(mission.public_id)).perform()

    assert (event.mission, event.city, event.address) == (mission, "Sydney", "7 Fullerton Street")
    assert event.title == "Sydney: hand-in at the consulate general of Russia"


def test_mission_is_found_by_its_words_without_javascript(rosa: User) -> None:
    mission = make.mission()

    assert schedule(rosa, where="Consulate General Russia Sydney").perform().mission == mission


def test_words_that_fit_several_missions_are_asked_about(rosa: User) -> None:
    make.mission()
    make.mission(city=make.city("Oslo"), kind=MissionKind.EMBASSY)
    form = schedule(rosa, where="Russia")

    assert form.perform() is None
    assert "Several missions fit" in form.errors["where"][0]


def test_a_chosen_city_counts_whatever_else_is_called_so(rosa: User) -> None:
    make.cities()
    form = schedule(rosa, where="Kyiv", city=str(make.city("Kyiv").pk))

    assert form.perform().place == make.city("Kyiv")


@pytest.mark.parametrize(
    "hidden", [{"city": "999999"}, {"city": "x"}, {"mission": "x"}, {"city": "9" * 30}, {"city": "9" * 5000}]
)
def test_hidden_fields_with_nonsense_leave_the_words_to_decide(hidden: dict[str, str], rosa: User) -> None:
    make.city("Sydney")

    assert schedule(rosa, **hidden).perform().city == "Sydney"


def test_unknown_city_asks_for_country_and_zone_and_takes_them(rosa: User) -> None:
    form = schedule(rosa, where="Woolloomooloo Bay")
    assert form.perform() is None
    assert "is not in the list of cities" in form.errors["where"][0]

    event = schedule(rosa, where="Woolloomooloo Bay", country="AU", time_zone="Australia/Sydney").perform()
    assert (event.city, event.place, event.time_zone) == ("Woolloomooloo Bay", None, "Australia/Sydney")


def test_mission_in_another_country_is_refused_and_the_next_try_goes_without_it(rosa: User) -> None:
    make.cities()
    mission = make.mission(host_label="Australia")
    form = schedule(rosa, where="Oslo", mission=str(mission.public_id))

    assert form.perform() is None
    assert "This mission is in Australia" in form.errors["where"][0]
    assert form.data["mission"] == ""
    assert not Event.objects.exists()


def test_another_city_of_the_mission_s_country_keeps_the_mission(rosa: User) -> None:
    make.cities()
    mission = make.mission(host_label="Australia")
    event = schedule(rosa, where="Canberra", mission=str(mission.public_id)).perform()

    assert (event.city, event.mission) == ("Canberra", mission)


def test_another_end_beats_the_usual_length(rosa: User) -> None:
    make.city("Sydney")
    event = schedule(rosa, ends_time="09:30", ends_date=(DAY + timedelta(days=1)).isoformat()).perform()

    assert event.ends_at - event.starts_at == timedelta(hours=22, minutes=30)


def test_end_before_the_start_is_said_beside_the_end(rosa: User) -> None:
    make.city("Sydney")
    form = schedule(rosa, ends_time="10:00")

    assert form.perform() is None
    assert form.errors["ends_time"] == ["The end must come after the start."]


def test_start_in_the_past_is_said_beside_the_date(rosa: User) -> None:
    make.city("Sydney")
    form = schedule(rosa, day=DAY - timedelta(days=60), anyway="on")

    assert form.perform() is None
    assert "in the past" in form.errors["date"][0]
    assert not Event.objects.exists()


def test_day_outside_the_window_is_asked_about_once(rosa: User) -> None:
    make.city("Sydney")
    far = DAY + timedelta(days=40)
    form = schedule(rosa, day=far)
    assert form.perform() is None
    assert "outside the campaign's window" in form.errors["date"][0]
    assert form.asks_anyway

    assert schedule(rosa, day=far, anyway="on").perform().local_date == far


# --- the two nights a year ------------------------------------------------------------------------------------------


def next_change(zone_city: str, *, forward: bool) -> date:
    """Return the next day more than a month ahead on which the clocks of Brussels change."""
    month = 3 if forward else 10
    for year in (DAY.year, DAY.year + 1, DAY.year + 2):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > DAY:
            return sunday
    raise AssertionError


@pytest.mark.parametrize(("choice", "hours_before_noon"), [("0", 10.5), ("1", 9.5)])
def test_hour_that_comes_twice_is_asked_about(choice: str, hours_before_noon: float, rosa: User) -> None:
    make.cities()
    day = next_change("Brussels", forward=False)
    said = {"day": day, "where": "Brussels", "time": "02:30", "anyway": "on"}
    form = schedule(rosa, **said)
    assert form.perform() is None
    assert "comes twice" in form.errors["starts_fold"][0]
    assert [label for _value, label in form.fields["starts_fold"].choices] == [
        "02:30, the first time (UTC+2)",
        "02:30, the second time (UTC+1)",
    ]

    event = schedule(rosa, starts_fold=choice, **said).perform()
    noon = make.event(city=make.city("Brussels"), starts_wall=datetime(day.year, day.month, day.day, 12))
    assert noon.starts_at - event.starts_at == timedelta(hours=hours_before_noon)
    assert event.starts_wall == datetime(day.year, day.month, day.day, 2, 30)


@pytest.mark.parametrize(("choice", "wall"), [("0", 1), ("1", 3)])
def test_hour_that_does_not_exist_offers_the_times_around_it(choice: str, wall: int, rosa: User) -> None:
    make.cities()
    day = next_change("Brussels", forward=True)
    said = {"day": day, "where": "Brussels", "time": "02:30", "anyway": "on"}
    form = schedule(rosa, **said)
    assert form.perform() is None
    assert "does not exist" in form.errors["starts_fold"][0]
    assert [label for _value, label in form.fields["starts_fold"].choices] == [
        "01:30 (UTC+1)",
        "03:30 (UTC+2)",
    ]

    event = schedule(rosa, starts_fold=choice, **said).perform()
    assert event.starts_wall == datetime(day.year, day.month, day.day, wall, 30)
