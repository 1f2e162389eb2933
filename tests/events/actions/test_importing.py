"""A list of events: what is ahead is scheduled, what is over is history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import trail
from accounts.fields import keyed_hashes
from accounts.models import AuditEntry, Section
from events.actions.campaigns import close_campaign
from events.choices import BoardState, EventStatus, OutcomeResult, ReminderKind
from events.models import Assignment, BoardLine, Campaign, DeliveryAttempt, Event, Outcome, Reminder
from events.queries.board_lines import stale_lines
from events.queries.facts import with_facts
from events.queries.states import in_state
from events.reminders.reconciling import reconcile
from tests import make
from tests.events.listed import AHEAD, NOW, PAST, figures, imported
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places() -> None:
    make.cities()


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(day_of_action=date(2027, 6, 2))


# --- new ----------------------------------------------------------------------------------------------------------


def test_event_ahead_is_planned_like_one_by_hand(section: Section, campaign: Campaign) -> None:
    assert figures(imported(section, campaign, AHEAD)) == (1, 0, 0, 0)

    event = Event.objects.get()
    assert (event.status, event.planned_at, event.visibility) == (EventStatus.PLANNED, NOW, "section")
    assert (event.city, event.time_zone) == ("Sydney", "Australia/Sydney")
    assert (event.starts_wall, event.starts_at) == (AHEAD.wall, datetime(2027, 6, 2, 1, tzinfo=UTC))
    assert event.ends_at - event.starts_at == timedelta(hours=1)
    assert [entry.act for entry in trail(event)] == ["event.imported"]
    assert BoardLine.objects.filter(event=event).exists()


def test_draft_stays_one_and_asks_nobody(section: Section, campaign: Campaign) -> None:
    person = make.activist(section=section, email="anna@example.org")
    leads = replace(AHEAD, leads=tuple(keyed_hashes("anna@example.org", "email")))

    imported(section, campaign, leads, draft=True)

    assert Event.objects.get().status == EventStatus.DRAFT
    assert Assignment.objects.get().activist == person
    assert not Reminder.objects.exists()


def test_lead_is_asked_as_when_assigned_by_hand(section: Section, campaign: Campaign) -> None:
    person = make.activist(section=section, email="anna@example.org")

    imported(section, campaign, replace(AHEAD, leads=tuple(keyed_hashes("anna@example.org", "email"))))

    event, by_hand = Event.objects.get(), make.event(section=section, campaign=campaign, now=NOW)
    make.need(by_hand, now=NOW)
    make.assignment(by_hand, make.activist(section=section), now=NOW)
    acts = {"event.assigned", "assignment.made"}
    kinds = [each.reminders.order_by("kind").values_list("kind", flat=True) for each in (event, by_hand)]
    assert ReminderKind.ASKED in kinds[0]
    assert set(event.reminders.filter(activist=person).values_list("kind", flat=True)) <= set(kinds[1])
    assert event.assignments.get().links.exists() == by_hand.assignments.get().links.exists()
    assert acts <= set(AuditEntry.objects.values_list("act", flat=True))
    assert event.needs.get().wanted == 1
    person.refresh_from_db()
    assert person.last_asked_at == NOW


def test_unknown_lead_rejects_the_row_without_saying_who(section: Section, campaign: Campaign) -> None:
    make.activist(section=make.belgium(), email="anna@example.org")

    done = imported(section, campaign, replace(AHEAD, leads=tuple(keyed_hashes("anna@example.org", "email"))))

    assert done.rejected == [(2, "lead_email is the address of nobody in this section.")]
    assert not Event.objects.exists()


def test_mission_is_found_by_its_id_or_name_and_gives_the_place(section: Section, campaign: Campaign) -> None:
    mission = make.mission(external_id="Q1", name="The consulate")

    imported(
        section,
        campaign,
        replace(AHEAD, city="", country="", mission="Q1"),
        replace(AHEAD, city="", external_id="2", mission="The consulate"),
    )

    assert [(event.mission, event.city) for event in Event.objects.all()] == [(mission, "Sydney")] * 2


def test_unknown_and_doubtful_missions_reject_their_rows(section: Section, campaign: Campaign) -> None:
    make.mission(name="Consulate")
    make.mission(name="Consulate")

    done = imported(
        section,
        campaign,
        replace(AHEAD, mission="Consulate"),
        replace(AHEAD, external_id="2", mission="Q9"),
    )

    assert [problem for _row, problem in done.rejected] == [
        "There are several missions “Consulate”; name one by its external id.",
        "There is no mission “Q9”.",
    ]


def test_closed_campaign_takes_no_list(section: Section, campaign: Campaign) -> None:
    close_campaign(by=make.SYSTEM, campaign=campaign)

    with nothing_stored(), pytest.raises(ValidationError, match="This campaign is closed"):
        imported(section, campaign, AHEAD)


# --- where and when -----------------------------------------------------------------------------------------------


def test_city_without_a_country_is_looked_for_at_home_and_then_anywhere(
    section: Section, campaign: Campaign
) -> None:
    done = imported(section, campaign, replace(AHEAD, country=""), replace(PAST, country="", city="Oslo"))

    assert list(Event.objects.order_by("pk").values_list("city", "country")) == [
        ("Sydney", "AU"),
        ("Oslo", "NO"),
    ]
    assert done.doubts == ["Row 3: “Oslo” is taken to be in Norway."]


def test_place_the_gazetteer_does_not_know_needs_a_zone(section: Section, campaign: Campaign) -> None:
    nowhere = replace(AHEAD, city="Elsewhere", country="AF")

    done = imported(
        section,
        campaign,
        replace(nowhere, external_id="1"),
        replace(nowhere, external_id="2", time_zone="Europe/Kyiv"),
        replace(nowhere, external_id="3", latitude=50.5, longitude=30.5),
    )

    assert done.rejected == [(2, "“Elsewhere” is not in the list of cities: give its time_zone as well.")]
    assert list(Event.objects.values_list("city", "time_zone")) == [("Elsewhere", "Europe/Kyiv")] * 2


@pytest.mark.parametrize(
    ("wall", "sentence"),
    [
        (datetime(2027, 10, 3, 2, 30), "This time does not exist there"),
        (datetime(2028, 4, 2, 2, 30), "This time comes twice there"),
    ],
)
def test_questionable_local_time_rejects_its_row(
    section: Section, campaign: Campaign, wall: datetime, sentence: str
) -> None:
    done = imported(section, campaign, replace(AHEAD, wall=wall), PAST)

    assert figures(done) == (1, 0, 0, 1)
    assert done.rejected[0][1].startswith(sentence)


def test_instant_is_shown_by_the_clocks_of_the_place(section: Section, campaign: Campaign) -> None:
    second_half_past_two = datetime(2028, 4, 1, 16, 30, tzinfo=UTC)

    imported(section, campaign, replace(AHEAD, wall=None, instant=second_half_past_two))

    event = Event.objects.get()
    assert (event.starts_wall, event.starts_fold) == (datetime(2028, 4, 2, 2, 30), 1)
    assert event.starts_at == second_half_past_two


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"ends": time(12, 30)}, datetime(2027, 6, 2, 12, 30)),
        ({"ends": time(1)}, datetime(2027, 6, 3, 1)),  # past midnight
        ({"last_day": date(2027, 6, 4)}, datetime(2027, 6, 4, 12)),
        ({"last_day": date(2027, 6, 2)}, datetime(2027, 6, 2, 12)),
        ({"last_day": date(2027, 6, 4), "ends": time(9)}, datetime(2027, 6, 4, 9)),
    ],
)
def test_end_follows_from_what_is_said(
    section: Section, campaign: Campaign, said: dict[str, Any], ends: datetime
) -> None:
    imported(section, campaign, replace(AHEAD, **said))

    assert Event.objects.get().ends_wall == ends


def test_end_before_the_start_or_after_a_month_rejects_its_row(section: Section, campaign: Campaign) -> None:
    done = imported(
        section,
        campaign,
        replace(AHEAD, last_day=date(2027, 6, 1)),
        replace(AHEAD, external_id="2", last_day=date(2027, 8, 1)),
    )

    assert [problem for _row, problem in done.rejected] == [
        "The end must come after the start.",
        "An event lasts 31 days at most. Check the end.",
    ]


# --- history ------------------------------------------------------------------------------------------------------


def test_past_event_is_history_with_its_report(section: Section, campaign: Campaign) -> None:
    imported(section, campaign, PAST)

    outcome = Outcome.objects.select_related("event").get()
    assert (outcome.result, outcome.turnout_low, outcome.summary) == (OutcomeResult.HELD, 200, "It rained.")
    assert outcome.event.status == EventStatus.DONE
    assert in_state(with_facts(Event.objects.all()), BoardState.HELD, now=NOW).exists()


def test_history_that_ended_a_moment_ago_reminds_nobody_ever(section: Section, campaign: Campaign) -> None:
    make.coordinator(section)
    ended = replace(PAST, wall=datetime(2027, 5, 1, 12, 30), turnout_low=None, summary="")

    imported(section, campaign, ended)
    for later in (NOW, NOW + timedelta(hours=3), NOW + timedelta(days=2)):
        reconcile(now=later)

    assert Event.objects.get().ends_at < NOW
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("petition", "result", "state"),
    [
        ("accepted", OutcomeResult.DELIVERED, BoardState.DELIVERED),
        ("refused", OutcomeResult.OPEN, BoardState.REFUSED),
    ],
)
def test_past_hand_in_keeps_what_became_of_the_petition(
    section: Section, campaign: Campaign, petition: str, result: str, state: str
) -> None:
    imported(
        section, campaign, replace(PAST, kind="hand_in", reception="consul", petition=petition, signatures=5)
    )

    attempt = DeliveryAttempt.objects.select_related("event__outcome").get()
    assert (attempt.channel, attempt.reception, attempt.petition) == ("door", "consul", petition)
    assert attempt.at == attempt.event.starts_at
    assert (attempt.event.outcome.result, attempt.event.outcome.signatures_handed_over) == (result, 5)
    assert in_state(with_facts(Event.objects.all()), state, now=NOW).exists()
    assert list(stale_lines([attempt.event_id])) == []


def test_report_that_cannot_be_is_left_out_and_pointed_out(section: Section, campaign: Campaign) -> None:
    make.activist(section=section, email="anna@example.org")
    hand_in = replace(PAST, kind="hand_in", leads=tuple(keyed_hashes("anna@example.org", "email")))

    done = imported(section, campaign, hand_in, replace(AHEAD, turnout_low=7))

    assert done.doubts == [
        "Row 3: lead_email is left out: the event is over.",
        "Row 3: the report is left out: of a hand-in it needs reception and petition.",
        "Row 2: the report is left out: the event has not begun.",
    ]
    assert not Outcome.objects.exists()


def test_statements_do_not_grow_with_cities_nobody_knows(
    section: Section, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    rows = [replace(PAST, city=f"Elsewhere {number}", time_zone="Europe/Brussels") for number in range(50)]

    with django_assert_max_num_queries(30):
        imported(section, campaign, *rows)
