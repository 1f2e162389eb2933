"""The desks that schedule, move, clone and cancel: what they understand and what they say when they do not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from events.choices import EventKind, EventStatus, Visibility
from events.forms.scheduling import CancelForm, CloneForm, ConfirmForm, MoveForm, ScheduleForm
from events.models import Campaign, Event
from tests import make
from tests.events.forms.conftest import DAY, query, schedule

pytestmark = pytest.mark.django_db


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


def test_another_section_is_neither_offered_nor_taken_not_even_for_a_draft(rosa: User) -> None:
    make.city("Sydney")
    make.belgium()
    form = schedule(rosa, section="belgium", save="draft")

    assert form.perform() is None
    assert list(form.errors) == ["section"]
    assert [section.slug for section in form.fields["section"].queryset] == ["australia"]


def test_global_coordinator_may_draft_in_any_section_but_not_schedule(rosa: User) -> None:
    make.city("Sydney")
    someone = make.global_coordinator()
    form = schedule(someone, section="australia")
    assert form.perform() is None
    assert "the section itself confirms it" in form.errors["section"][0]

    draft = schedule(someone, section="australia", save="draft").perform()
    assert (draft.status, draft.section.slug) == (EventStatus.DRAFT, "australia")


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
