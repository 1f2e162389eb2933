"""The report on an event, further attempts, giving up: one desk for the section and for the lead."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from events.choices import EventKind, EventStatus, OutcomeResult, Petition, Reception
from events.forms.outcomes import AttemptForm, GiveUpForm, HandInReportForm, ReportForm, report_form
from events.models import DeliveryAttempt, Event, Outcome
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(rosa: User) -> Event:
    """A hand-in that is over, with signatures allotted."""
    return make.past_event(mission=make.mission(), allotted_signatures=18_460)


def said(event: Event, **more: Any) -> dict[str, Any]:
    """Return the answers of a lead who was refused, as a browser sends them."""
    return {
        "reception": "refused",
        "petition": "refused",
        "channel": "door",
        "at_date": event.starts_wall.date().isoformat(),
        "at_time": f"{event.starts_wall:%H:%M}",
        "signatures": "18460",
        "turnout_low": "25",
        "turnout_high": "30",
        "turnout_source": "ours",
        "summary": "The consulate refused to meet them.",
    } | more


def report(by: Any, event: Event, **more: Any) -> ReportForm:
    return report_form(event)(said(event, **more), by=by, event=event)


def test_one_form_records_attempt_and_outcome(rosa: User, event: Event) -> None:
    outcome = report(rosa, event).perform()
    attempt = DeliveryAttempt.objects.get()

    assert (attempt.reception, attempt.petition) == (Reception.REFUSED, Petition.REFUSED)
    assert abs(attempt.at - event.starts_at).total_seconds() < 60
    assert (outcome.result, outcome.turnout_low, outcome.turnout_high) == (OutcomeResult.OPEN, 25, 30)
    assert outcome.reported_by_user == rosa


def test_the_lead_reports_through_the_same_desk(event: Event) -> None:
    lead = make.activist(section=event.section)

    assert report(lead, event).perform().reported_by_activist == lead


def test_nothing_taken_sets_the_prefilled_signatures_to_none(rosa: User, event: Event) -> None:
    assert report(rosa, event).perform().signatures_handed_over == 0


def test_nothing_taken_and_a_number_of_one_s_own_is_asked_about(rosa: User, event: Event) -> None:
    form = report(rosa, event, signatures="17")

    assert form.perform() is None
    assert "Nothing was taken" in form.errors["signatures"][0]
    assert not DeliveryAttempt.objects.exists()


def test_allotment_is_filled_in_and_delivered_closes_the_event(rosa: User, event: Event) -> None:
    assert HandInReportForm(by=rosa, event=event)["signatures"].value() == 18_460

    outcome = report(rosa, event, reception="consul", petition="accepted").perform()
    event.refresh_from_db()
    assert (outcome.signatures_handed_over, outcome.result) == (18_460, OutcomeResult.DELIVERED)
    assert event.status == EventStatus.DONE


def test_sent_twice_is_stored_once(rosa: User, event: Event) -> None:
    report(rosa, event).perform()
    report(rosa, event).perform()

    assert (DeliveryAttempt.objects.count(), Outcome.objects.count()) == (1, 1)
    assert Outcome.objects.get().corrected_at is None


def test_a_correction_changes_attempt_and_outcome(rosa: User, event: Event) -> None:
    report(rosa, event).perform()
    form = report_form(event)(by=rosa, event=event)
    assert (form["petition"].value(), form["summary"].value()) == (
        "refused",
        "The consulate refused to meet them.",
    )

    report(rosa, event, petition="left", signatures="100").perform()
    assert DeliveryAttempt.objects.get().petition == Petition.LEFT
    assert Outcome.objects.get().result == OutcomeResult.DELIVERED


def test_figures_that_look_wrong_are_asked_about_and_can_be_vouched_for(rosa: User, event: Event) -> None:
    wrong = {"reception": "consul", "petition": "accepted", "signatures": "99999"}
    assert "is_confirmed" not in report(rosa, event).fields
    assert report(rosa, event, **wrong).perform()
    asked = report_form(event)(by=rosa, event=event)
    assert asked.fields["is_confirmed"].help_text == "More signatures were handed over than allotted."
    assert report(rosa, event, **wrong, is_confirmed="on").perform()
    assert Outcome.objects.get().is_confirmed
    assert report_form(event)(by=rosa, event=event).initial["is_confirmed"]


def test_a_letter_before_the_day_leaves_the_questions_of_the_day_open(rosa: User) -> None:
    event = make.past_event()
    make.attempt(event, channel="post", petition="not_offered", at=event.planned_at)
    report(rosa, event, petition="accepted", reception="staff").perform()

    assert DeliveryAttempt.objects.count() == 2


def test_other_kinds_are_asked_about_no_attempt(rosa: User) -> None:
    event = make.past_event(kind=EventKind.VIGIL)
    form = report_form(event)({"turnout_low": "40"}, by=rosa, event=event)

    assert not {"reception", "petition", "signatures"} & form.fields.keys()
    assert form.perform().result == OutcomeResult.HELD


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reception": ""}, "reception"),
        ({"petition": "eaten"}, "petition"),
        ({"turnout_low": "31"}, "turnout_high"),
        ({"turnout_low": "many"}, "turnout_low"),
        ({"turnout_low": "-1"}, "turnout_low"),
        ({"signatures": "9" * 30}, "signatures"),
        ({"summary": "x" * 5000}, "summary"),
        ({"summary": "a\x07"}, "summary"),
        ({"at_date": "2099-01-01"}, "at_date"),
    ],
)
def test_bad_answers_are_said_beside_their_field_and_nothing_is_stored(
    wrong: dict[str, str], field: str, rosa: User, event: Event
) -> None:
    form = report(rosa, event, **wrong)

    assert form.perform() is None
    assert field in form.errors
    assert not DeliveryAttempt.objects.exists()
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("state", ["ahead", "cancelled", "draft"])
def test_no_report_before_the_event_nor_of_a_cancelled_one_nor_of_a_draft(state: str, rosa: User) -> None:
    event = make.event(draft=state == "draft") if state != "cancelled" else make.past_event()
    if state == "cancelled":
        Event.objects.filter(pk=event.pk).update(status="cancelled", cancelled_at=event.starts_at)
        event.refresh_from_db()
    form = report(rosa, event, at_date="2020-01-01")

    assert form.perform() is None
    assert form.errors
    assert not DeliveryAttempt.objects.exists()


# --- later --------------------------------------------------------------------------------------------------------


def later(event: Event, **more: Any) -> dict[str, Any]:
    return said(event, channel="post", reception="nobody", petition="accepted", **more)


def test_another_attempt_delivers_and_brings_the_signatures(rosa: User, event: Event) -> None:
    report(rosa, event).perform()
    AttemptForm(later(event, signatures="18460"), by=rosa, event=event, initial={}).perform()
    outcome = Outcome.objects.get()

    assert (outcome.result, outcome.signatures_handed_over) == (OutcomeResult.DELIVERED, 18_460)
    assert outcome.summary == "The consulate refused to meet them."


def test_an_attempt_without_a_report_asks_for_no_signatures(rosa: User, event: Event) -> None:
    form = AttemptForm(later(event), by=rosa, event=event, initial={})

    assert "signatures" not in form.fields
    assert form.perform().petition == Petition.ACCEPTED
    assert not Outcome.objects.exists()


def test_a_recorded_attempt_is_corrected_in_place(rosa: User, event: Event) -> None:
    attempt = make.attempt(event, next_step="Send by post")
    form = AttemptForm(by=rosa, event=event, attempt=attempt, initial={})
    assert form["next_step"].value() == "Send by post"

    AttemptForm(later(event), by=rosa, event=event, attempt=attempt, initial={}).perform()
    assert DeliveryAttempt.objects.get().petition == Petition.ACCEPTED


def test_giving_up_needs_a_reason_and_keeps_what_was_reported(rosa: User, event: Event) -> None:
    report(rosa, event).perform()
    assert GiveUpForm({"reason": " "}, by=rosa, event=event).perform() is None

    GiveUpForm({"reason": "Returned by post."}, by=rosa, event=event).perform()
    outcome = Outcome.objects.get()
    assert (outcome.result, outcome.given_up_reason) == (OutcomeResult.GIVEN_UP, "Returned by post.")
    assert outcome.turnout_low == 25
