"""Delivery attempts and outcomes: a chain until it is delivered or given up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM
from events.actions.outcomes import correct_attempt
from events.actions.scheduling import cancel_event
from events.choices import Channel, EventKind, EventStatus, OutcomeResult, Petition, Reception, Role
from events.models import DeliveryAttempt, Event, Outcome
from events.queries.earlier import earlier_reports
from events.rules.outcomes import headline
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
ELEVEN = datetime(2027, 6, 1, 11, 0)  # in Sydney: 01:00 UTC
START = datetime(2027, 6, 1, 1, 0, tzinfo=UTC)
LATER = START + timedelta(hours=3)


@pytest.fixture
def event() -> Event:
    return make.event(now=NOW, starts_wall=ELEVEN, mission=make.mission())


def said(event: Event) -> str:
    kind = event.mission.kind if event.mission else ""
    return str(headline(kind=event.kind, attempts=list(event.attempts.all()), mission_kind=kind))


# --- the story ----------------------------------------------------------------------------------------------------


def test_sydney_refused_to_meet_and_stays_open(event: Event) -> None:
    make.attempt(event, at=START, note="They did not open the door.", now=LATER)
    outcome = make.outcome(event, signatures=0, summary="The consulate refused to meet us.", now=LATER)
    event.refresh_from_db()

    assert (said(event), outcome.result, event.status) == (
        "Consulate refused to meet",
        OutcomeResult.OPEN,
        EventStatus.PLANNED,
    )
    assert acts(event)[-2:] == [
        ("event.attempt_recorded", ["attempts"]),
        ("event.outcome_recorded", ["signatures_handed_over", "summary"]),
    ]


def test_petition_posted_weeks_later_closes_the_chain(event: Event) -> None:
    make.attempt(event, at=START, now=LATER)
    make.outcome(event, now=LATER)
    make.attempt(
        event, channel=Channel.POST, reception=Reception.NOBODY, petition=Petition.LEFT,
        at=START + timedelta(days=20), now=START + timedelta(days=21),
    )  # fmt: skip
    event.refresh_from_db()

    assert (event.outcome.result, event.status) == (OutcomeResult.DELIVERED, EventStatus.DONE)
    assert said(event) == "Nobody came to meet us; petition left there"


def test_letter_written_before_the_day_belongs_to_the_chain(event: Event) -> None:
    make.attempt(
        event, channel=Channel.EMAIL, petition=Petition.NOT_OFFERED, at=NOW, now=NOW + timedelta(days=1)
    )

    assert event.attempts.count() == 1


def test_giving_up_closes_the_chain_with_its_reason(event: Event) -> None:
    make.attempt(event, at=START, now=LATER)
    outcome = make.outcome(event, given_up_reason="They moved out", now=LATER)
    event.refresh_from_db()

    assert (outcome.result, event.status) == (OutcomeResult.GIVEN_UP, EventStatus.DONE)


@pytest.mark.parametrize("kind", [EventKind.PROTEST, EventKind.STUNT, EventKind.VIGIL, EventKind.OTHER])
def test_reported_action_was_held(kind: str) -> None:
    event = make.event(now=NOW, starts_wall=ELEVEN, kind=kind)

    outcome = make.outcome(event, turnout_low=150, turnout_high=200, turnout_source="ours", now=LATER)
    event.refresh_from_db()

    assert (outcome.result, event.status) == (OutcomeResult.HELD, EventStatus.DONE)


def test_lead_reports_as_herself(event: Event) -> None:
    lead = make.assignment(event, role=Role.LEAD, now=NOW).activist

    attempt = make.attempt(event, by=lead, at=START, now=LATER)
    outcome = make.outcome(event, by=lead, now=LATER)

    assert (attempt.recorded_by_activist, attempt.recorded_by_user) == (lead, None)
    assert (outcome.reported_by_activist, outcome.reported_by_user) == (lead, None)


# --- correcting ---------------------------------------------------------------------------------------------------


def test_second_report_corrects_the_first_and_keeps_who_reported(event: Event) -> None:
    anna = make.coordinator(event.section)
    make.outcome(event, by=anna, signatures=10_518, summary="Accepted", now=LATER)

    make.outcome(event, signatures=10_520, summary="Accepted", now=LATER + timedelta(hours=1))
    outcome = Outcome.objects.get()

    assert (outcome.signatures_handed_over, outcome.reported_by_user) == (10_520, anna)
    assert (outcome.reported_at, outcome.corrected_at) == (LATER, LATER + timedelta(hours=1))
    assert acts(event)[-1] == ("event.outcome_corrected", ["signatures_handed_over"])


def test_who_vouches_for_figures_is_in_the_trail_until_a_figure_changes(event: Event) -> None:
    make.outcome(event, signatures=5, summary="Accepted", now=LATER)
    make.outcome(event, signatures=5, summary="Accepted", is_confirmed=True, now=LATER)
    assert acts(event)[-1] == ("event.figures_confirmed", [])
    assert Outcome.objects.get().corrected_at is None
    make.outcome(event, signatures=5, summary="Accepted with a smile", now=LATER)
    assert Outcome.objects.get().is_confirmed
    make.outcome(event, signatures=6, summary="Accepted with a smile", now=LATER)
    assert not Outcome.objects.get().is_confirmed


def test_same_report_again_is_no_correction(event: Event) -> None:
    make.outcome(event, signatures=5, now=LATER)

    with nothing_stored():
        make.outcome(event, signatures=5, now=LATER + timedelta(hours=1))


def test_corrected_attempt_changes_what_the_chain_says(event: Event) -> None:
    attempt = make.attempt(event, at=START, now=LATER)
    make.outcome(event, now=LATER)

    correct_attempt(by=SYSTEM, attempt=attempt, petition=Petition.LEFT, now=LATER)
    event.refresh_from_db()

    assert (event.outcome.result, event.status) == (OutcomeResult.DELIVERED, EventStatus.DONE)
    assert acts(event)[-1] == ("event.attempt_corrected", ["petition"])


def test_attempt_is_not_corrected_into_nonsense(event: Event) -> None:
    attempt = make.attempt(event, at=START, now=LATER)

    for changes in ({"petition": "eaten"}, {"at": LATER + timedelta(days=1)}, {"note": "x" * 5_000}):
        with nothing_stored(), pytest.raises(ValidationError):
            correct_attempt(
                by=SYSTEM, attempt=DeliveryAttempt.objects.get(pk=attempt.pk), now=LATER, **changes
            )


# --- refused ------------------------------------------------------------------------------------------------------


def test_outcome_before_the_event_is_refused(event: Event) -> None:
    with nothing_stored(), pytest.raises(ValidationError, match="has not begun yet"):
        make.outcome(event, now=START - timedelta(seconds=1))


def test_outcome_and_attempt_of_a_cancelled_event_are_refused(event: Event) -> None:
    cancel_event(by=SYSTEM, event=event, reason="Closed", now=NOW)

    with nothing_stored(), pytest.raises(ValidationError, match="was cancelled"):
        make.outcome(event, now=LATER)
    with nothing_stored(), pytest.raises(ValidationError, match="planned events only"):
        make.attempt(event, at=START, now=LATER)


def test_draft_has_neither_outcome_nor_attempt() -> None:
    draft = make.event(now=NOW, starts_wall=ELEVEN, draft=True)

    with nothing_stored(), pytest.raises(ValidationError, match="is a draft"):
        make.outcome(draft, now=LATER)
    with nothing_stored(), pytest.raises(ValidationError, match="planned events only"):
        make.attempt(draft, at=START, now=LATER)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"reception": "tsar"}, "reception"),
        ({"petition": "eaten"}, "petition"),
        ({"note": "x" * 5_000}, "note"),
        ({"next_step": "\u202eesrever", "next_due_on": date(2027, 6, 9)}, "next_step"),
        ({"at": LATER + timedelta(seconds=1)}, "at"),
    ],
)
def test_impossible_attempt_is_refused_beside_its_field(
    event: Event, facts: dict[str, Any], field: str
) -> None:
    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.attempt(event, **{"at": START, "now": LATER, **facts})

    assert refused.value.message_dict.keys() == {field}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"signatures": -1}, "signatures_handed_over"),
        ({"turnout_low": 10, "turnout_high": 9}, "__all__"),
        ({"turnout_source": "rumour"}, "turnout_source"),
        ({"summary": "x" * 5_000}, "summary"),
        ({"quote": "x" * 5_000}, "quote"),
        ({"given_up_reason": "x" * 5_000}, "given_up_reason"),
    ],
)
def test_impossible_outcome_is_refused_beside_its_field(
    event: Event, facts: dict[str, Any], field: str
) -> None:
    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.outcome(event, now=LATER, **facts)

    assert refused.value.message_dict.keys() == {field}
    assert event.status == EventStatus.PLANNED


def test_correction_keeps_what_was_said_before() -> None:
    event = make.past_event()
    attempt = make.attempt(event, note="The guard shook his head.")
    make.outcome(event, signatures=0, summary="Shut.", press_present=True)
    correct_attempt(by=SYSTEM, attempt=attempt, petition="left")
    make.outcome(event, signatures=120, summary="Left at the gate.")
    make.outcome(event, signatures=120, summary="Left at the gate.")  # nothing changed: nothing to keep

    report, tried = earlier_reports(event)
    assert (report.attempt, dict(report.lines)) == (
        0,
        {"Signatures handed over": "0", "What happened": "Shut.", "Press was there": "yes"},
    )
    assert tried.attempt == 1
    assert dict(tried.lines) | {"When": ""} == {
        "How": "at the door",
        "Met?": "refused to meet",
        "Accepted?": "refused",
        "When": "",
        "Note": "The guard shook his head.",
    }
    assert [fields for act, fields in acts(event)[-2:]] == [
        ["petition"],
        ["press_present", "signatures_handed_over", "summary"],
    ]
