"""Planning a day of action: which section, which zone, what is planned already, and taking it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import SYSTEM
from accounts.choices import LetterKind, MailState
from accounts.models import AuditEntry, Letter, Section, User
from accounts.models.public_id import new_public_id
from accounts.post.drain import drain_once
from events.actions.campaigns import close_campaign
from events.actions.plans import HOLD, NotPlannable, undo_plan
from events.actions.scheduling import cancel_event, confirm_event
from events.choices import EventStatus, MissionKind
from events.models import BoardLine, Campaign, Change, Event, Mission
from tests import make
from tests.plans import plan

NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
DAY = date(2027, 6, 2)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make.campaign(day_of_action=DAY)


def mission_in(name: str, **facts: object) -> Mission:
    return make.mission(city=make.city(name), kind=MissionKind.EMBASSY, **facts)


def planned(change: Change) -> dict[str, Event]:
    return {event.city: event for event in change.events.select_related("section")}


# --- drafts -------------------------------------------------------------------------------------------------------


def test_each_mission_gets_a_draft_in_the_section_that_covers_its_country(campaign: Campaign) -> None:
    australia, international = make.section(), make.international()
    brussels = make.belgium(language="fr")

    made = planned(
        plan(*(mission_in(city) for city in ("Sydney", "Brussels", "Oslo")), campaign=campaign, now=NOW)
    )

    assert {city: event.section for city, event in made.items()} == {
        "Sydney": australia,
        "Brussels": brussels,
        "Oslo": international,
    }
    assert {event.status for event in made.values()} == {EventStatus.DRAFT}
    assert made["Sydney"].title == "Sydney: hand-in at the embassy of Russia"
    assert "remise de pétition" in made["Brussels"].title


def test_draft_begins_at_the_local_time_of_its_mission(campaign: Campaign) -> None:
    make.section()
    made = planned(
        plan(
            *(mission_in(city) for city in ("Sydney", "New York City")),
            campaign=campaign,
            starts_wall=datetime.combine(DAY, time(11)),
            length=timedelta(minutes=90),
            now=NOW,
        )
    )

    sydney, york = made["Sydney"], made["New York City"]
    assert (sydney.starts_at, sydney.ends_at) == (
        datetime(2027, 6, 2, 1, tzinfo=UTC),
        datetime(2027, 6, 2, 2, 30, tzinfo=UTC),
    )
    assert (york.time_zone, york.starts_at) == ("America/New_York", datetime(2027, 6, 2, 15, tzinfo=UTC))
    assert (york.country.code, york.owner) == ("US", None)


def test_country_without_a_section_goes_where_the_planner_says(campaign: Campaign) -> None:
    australia = make.section()
    made = planned(plan(mission_in("Oslo"), campaign=campaign, elsewhere=australia, now=NOW))

    assert made["Oslo"].section == australia


def test_each_draft_is_on_the_board_and_in_the_trail(campaign: Campaign) -> None:
    change = plan(mission_in("Oslo"), mission_in("Sydney"), campaign=campaign, now=NOW)

    ids = list(change.events.values_list("public_id", flat=True))
    acts = AuditEntry.objects.filter(object_id__in=ids)
    assert sorted(acts.values_list("act", "section__name")) == [("event.drafted", "International")] * 2
    assert BoardLine.objects.filter(event__change=change).count() == 2
    assert AuditEntry.objects.filter(act="campaign.planned", object_id=campaign.public_id).count() == 1


def test_number_of_statements_does_not_depend_on_the_missions(campaign: Campaign) -> None:
    make.section()
    missions = [mission_in("Sydney") for _number in range(2)]
    copies = [Mission.objects.get(pk=missions[0].pk) for _number in range(60)]
    for copy in copies:
        copy.pk, copy.public_id = None, new_public_id()
    Mission.objects.bulk_create(copies)
    many = list(Mission.objects.select_related("place").exclude(pk__in=[each.pk for each in missions]))
    few = list(Mission.objects.select_related("place").filter(pk__in=[each.pk for each in missions]))

    counts, elsewhere = [], make.international()
    for chosen in (few, many):
        with CaptureQueriesContext(connection) as captured:
            plan(*chosen, campaign=campaign, elsewhere=elsewhere, now=NOW)
        counts.append(len(captured))

    # SQLite takes some twenty rows at a time
    assert counts[1] - counts[0] <= (3 if connection.vendor == "sqlite" else 0)


# --- what stands in the way ---------------------------------------------------------------------------------------


def refused(campaign: Campaign, *missions: Mission, **facts: object) -> dict[str, str]:
    with pytest.raises(NotPlannable) as caught:
        plan(*missions, campaign=campaign, **{"now": NOW, **facts})
    assert not Change.objects.exists()
    return {problem.mission.city: problem.message for problem in caught.value.problems}


def test_mission_with_an_event_is_refused_and_nothing_is_stored(campaign: Campaign) -> None:
    sydney, oslo = mission_in("Sydney"), mission_in("Oslo")
    make.event(campaign=campaign, mission=sydney, starts_wall=make.wall(DAY), now=NOW)

    assert refused(campaign, sydney, oslo) == {"Sydney": "It has an event in this campaign already."}
    assert Event.objects.count() == 1


def test_mission_whose_draft_was_declined_can_be_planned_again(campaign: Campaign) -> None:
    oslo = mission_in("Oslo")
    first = plan(oslo, campaign=campaign, now=NOW).events.get()
    cancel_event(by=SYSTEM, event=first, reason="Nobody is there in June.", now=NOW)

    assert plan(oslo, campaign=campaign, now=NOW).events.get() != first


@pytest.mark.parametrize(
    ("wall", "says"),
    [(datetime(2027, 3, 28, 2, 30), "does not exist"), (datetime(2027, 10, 31, 2, 30), "comes twice")],
)
def test_local_time_that_is_in_question_somewhere_is_told_by_mission(
    campaign: Campaign, wall: datetime, says: str
) -> None:
    found = refused(
        campaign,
        *(mission_in(city) for city in ("Oslo", "New York City")),
        starts_wall=wall,
        now=datetime(2027, 1, 1, tzinfo=UTC),
    )

    assert list(found) == ["Oslo"]
    assert says in found["Oslo"]


def test_mission_without_a_known_zone_says_what_to_do(campaign: Campaign) -> None:
    nowhere = mission_in("Oslo", place=None, time_zone="")

    assert refused(campaign, nowhere) == {
        "Oslo": "Its time zone is not known. Give the mission its city, then plan again."
    }


def test_mission_whose_city_lies_elsewhere_says_what_to_do(campaign: Campaign) -> None:
    astray = mission_in("Taipei", host_country="CN", host_label="China")

    assert refused(campaign, astray) == {
        "Taipei": "Its city is not in its host country. Correct the mission, then plan again."
    }


def test_past_start_is_refused(campaign: Campaign) -> None:
    assert "in the past" in refused(campaign, mission_in("Oslo"), now=NOW + timedelta(days=60))["Oslo"]


def test_closed_campaign_is_not_planned(campaign: Campaign) -> None:
    close_campaign(by=SYSTEM, campaign=campaign)

    with pytest.raises(ValidationError, match="Only an open campaign"):
        plan(mission_in("Oslo"), campaign=campaign, now=NOW)


# --- letters ------------------------------------------------------------------------------------------------------


@pytest.fixture
def rosa(campaign: Campaign) -> User:
    return make.coordinator(make.section(), name="Rosa")


def letters() -> list[Letter]:
    return list(Letter.objects.filter(kind=LetterKind.DRAFTS).order_by("pk"))


def test_each_coordinator_is_told_once_five_minutes_later(campaign: Campaign, rosa: User) -> None:
    make.viewer(Section.objects.get(slug="australia"))
    ada, bell = make.global_coordinator(), make.global_coordinator()
    plan(mission_in("Sydney"), mission_in("Canberra"), mission_in("Oslo"), campaign=campaign, by=ada, now=NOW)

    told = letters()
    assert {(letter.user, '"drafts": 2' in letter.payload) for letter in told} == {
        (rosa, True),
        (bell, False),
    }
    assert {letter.due_at for letter in told} == {NOW + HOLD}
    assert not any(campaign.slug in letter.payload for letter in told)


# --- taking it back -----------------------------------------------------------------------------------------------


def test_undo_deletes_the_drafts_and_keeps_the_letters_back(campaign: Campaign, rosa: User) -> None:
    change = plan(mission_in("Sydney"), mission_in("Canberra"), campaign=campaign, now=NOW)
    undo_plan(by=rosa, change=change, now=NOW + timedelta(minutes=1))

    assert not Event.objects.exists()
    assert [letter.state for letter in letters()] == [MailState.CANCELLED]
    assert AuditEntry.objects.filter(act="event.draft_deleted", actor_user=rosa).count() == 2
    assert change.undone_at == NOW + timedelta(minutes=1)


def test_undo_after_the_letters_tells_whoever_was_told(campaign: Campaign, rosa: User) -> None:
    later = NOW + HOLD
    change = plan(mission_in("Sydney"), mission_in("Canberra"), campaign=campaign, now=NOW)
    make.need(planned(change)["Canberra"])
    drain_once(now=later)
    undo_plan(by=SYSTEM, change=change, now=later)

    (letter,) = Letter.objects.filter(kind=LetterKind.DRAFTS_GONE)
    assert (letter.user, letter.due_at, '"drafts": 1' in letter.payload) == (rosa, later, True)


def test_undo_keeps_what_somebody_did_something_to(campaign: Campaign) -> None:
    make.section()
    change = plan(
        *(mission_in(city) for city in ("Sydney", "Canberra", "Oslo", "Kyiv")), campaign=campaign, now=NOW
    )
    made = planned(change)
    make.need(made["Canberra"])
    confirm_event(by=SYSTEM, event=made["Oslo"], now=NOW)
    cancel_event(by=SYSTEM, event=made["Kyiv"], reason="No.", now=NOW)
    undo_plan(by=SYSTEM, change=change, now=NOW)

    assert set(planned(change)) == {"Canberra", "Oslo", "Kyiv"}


def test_undo_twice_is_refused(campaign: Campaign) -> None:
    change = plan(mission_in("Oslo"), campaign=campaign, now=NOW)
    undo_plan(by=SYSTEM, change=change, now=NOW)

    with pytest.raises(ValidationError, match="taken back already"):
        undo_plan(by=SYSTEM, change=change, now=NOW)


def test_draft_that_was_taken_back_meanwhile_says_so(campaign: Campaign) -> None:
    change = plan(mission_in("Oslo"), campaign=campaign, now=NOW)
    event = change.events.get()
    undo_plan(by=SYSTEM, change=change, now=NOW)

    with pytest.raises(ValidationError, match="taken back a moment ago"):
        confirm_event(by=SYSTEM, event=event, now=NOW)
