"""The desks that schedule, move, clone and cancel: what they understand and what they say when they do not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from accounts.models import User
from events.choices import EventKind, EventStatus, MissionKind, Visibility
from events.forms.scheduling import CancelForm, CloneForm, ConfirmForm, MoveForm, ScheduleForm
from events.models import Campaign, Event
from tests import make
from tests.events.forms.conftest import DAY, typed

pytestmark = pytest.mark.django_db


def query(said: dict[str, Any]) -> QueryDict:
    """Return `said` as a request brings it."""
    data = QueryDict(mutable=True)
    data.update(said)
    return data


def schedule(by: User, **said: Any) -> ScheduleForm:
    form = ScheduleForm(query(typed(**said)), by=by)
    for name in ("campaign", "section"):
        form.data.setdefault(name, form.fields[name].initial or "")
    return form


def only_event() -> Event:
    return Event.objects.get()


# --- schedule -----------------------------------------------------------------------------------------------------


def test_city_and_time_are_enough(rosa: User) -> None:
    make.city("Sydney")
    event = schedule(rosa).perform()

    assert event == only_event()
    assert event.status == EventStatus.PLANNED
    assert (event.city, event.country.code, event.time_zone) == ("Sydney", "AU", "Australia/Sydney")
    assert event.starts_wall == datetime(DAY.year, DAY.month, DAY.day, 11)
    assert event.ends_at - event.starts_at == timedelta(hours=1)
    assert (event.title, event.owner, event.visibility) == ("Sydney: hand-in", rosa, Visibility.SECTION)


def test_save_as_draft_saves_a_draft(rosa: User) -> None:
    make.city("Sydney")

    assert schedule(rosa, save="draft").perform().status == EventStatus.DRAFT


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


@pytest.mark.parametrize("hidden", [{"city": "999999"}, {"city": "x"}, {"mission": "x"}, {"city": "9" * 30}])
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


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"where": ""}, "where"),
        ({"where": "x" * 5000}, "where"),
        ({"where": "Syd\u202eney"}, "where"),
        ({"title": "x" * 5000}, "title"),
        ({"title": "a\x07b"}, "title"),
        ({"meeting_point": "gate \u202e1"}, "meeting_point"),
        ({"what_to_bring": "x" * 5000}, "what_to_bring"),
        ({"kind": "picnic"}, "kind"),
        ({"visibility": "everybody"}, "visibility"),
        ({"date": "soon"}, "date"),
        ({"time": "25:00"}, "time"),
        ({"lasts": "7"}, "lasts"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"country": "ZZ"}, "country"),
        ({"allotted_signatures": "-5"}, "allotted_signatures"),
        ({"section": "norway"}, "section"),
        ({"campaign": "none"}, "campaign"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_stored(
    said: dict[str, str], field: str, rosa: User
) -> None:
    make.city("Sydney")
    form = schedule(rosa, **said)

    assert form.perform() is None
    assert field in form.errors
    assert not Event.objects.exists()


def test_closed_campaigns_are_not_offered(rosa: User, campaign: Campaign) -> None:
    campaign.status = "closed"
    campaign.closed_at = campaign.created_at
    campaign.save()

    assert not ScheduleForm(by=rosa).fields["campaign"].queryset.exists()


def test_one_section_and_one_campaign_are_not_asked_for(rosa: User) -> None:
    form = ScheduleForm(by=rosa)

    assert form.fields["section"].widget.is_hidden
    assert form.fields["section"].initial == "australia"
    assert form.fields["campaign"].widget.is_hidden


def test_global_coordinator_may_draft_in_any_section_but_not_schedule(rosa: User) -> None:
    make.city("Sydney")
    someone = make.global_coordinator()
    form = schedule(someone, section="australia")
    assert form.perform() is None
    assert "the section itself confirms it" in form.errors["section"][0]

    draft = schedule(someone, section="australia", save="draft").perform()
    assert (draft.status, draft.section.slug) == (EventStatus.DRAFT, "australia")


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


# --- move ---------------------------------------------------------------------------------------------------------


def move(by: User, event: Event, **said: Any) -> MoveForm:
    start = {"where": event.city, "date": DAY.isoformat(), "time": "11:00", "lasts": "same"}
    return MoveForm(query(start | said), by=by, event=event)


def test_another_time_keeps_place_mission_and_length(rosa: User) -> None:
    event = make.event(mission=make.mission(), ends_at=None)
    moved = move(rosa, event, time="15:00").perform()

    assert (moved.starts_wall.hour, moved.mission, moved.revision) == (15, event.mission, 2)
    assert moved.ends_at - moved.starts_at == timedelta(hours=1)


def test_another_city_brings_its_own_zone(rosa: User) -> None:
    make.cities()
    moved = move(rosa, make.event(), where="Oslo").perform()

    assert (moved.city, moved.time_zone, moved.starts_wall.hour) == ("Oslo", "Europe/Oslo", 11)


def test_moving_into_the_past_is_refused_beside_the_date(rosa: User) -> None:
    event = make.event()
    form = move(rosa, event, date=(DAY - timedelta(days=60)).isoformat(), anyway="on")

    assert form.perform() is None
    assert "in the past" in form.errors["date"][0]


def test_what_has_begun_is_not_moved(rosa: User) -> None:
    form = move(rosa, make.past_event())

    assert form.perform() is None
    assert "has begun" in form.non_field_errors()[0]


# --- clone, confirm, cancel -----------------------------------------------------------------------------------------


def test_clone_is_a_draft_at_another_time_with_needs_and_without_people(rosa: User) -> None:
    event = make.event(kind=EventKind.VIGIL)
    make.need(event)
    make.assignment(event)
    said = {"campaign": event.campaign.slug, "date": DAY.isoformat(), "time": "18:00"}
    clone = CloneForm(query(said), by=rosa, event=event).perform()

    assert (clone.status, clone.kind, clone.starts_wall.hour) == (EventStatus.DRAFT, EventKind.VIGIL, 18)
    assert (clone.needs.count(), clone.assignments.count()) == (1, 0)


def test_draft_is_confirmed_by_the_named_button_only(rosa: User) -> None:
    event = make.event(draft=True)
    assert ConfirmForm(query({}), by=rosa, event=event).perform() is None
    assert Event.objects.get().status == EventStatus.DRAFT

    assert ConfirmForm(query({"do": "confirm"}), by=rosa, event=event).perform().status == EventStatus.PLANNED


def test_cancelling_needs_a_reason(rosa: User) -> None:
    event = make.event()
    form = CancelForm(query({"reason": "  "}), by=rosa, event=event)
    assert form.perform() is None
    assert "reason" in form.errors

    assert CancelForm(query({"reason": "Storm."}), by=rosa, event=event).perform().cancel_reason == "Storm."
