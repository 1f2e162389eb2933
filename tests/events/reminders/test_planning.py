"""Actions keep the stored reminders in step: what is stored after each of them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions.activists import edit_activist, opt_out
from accounts.audit import SYSTEM
from accounts.choices import MailState
from accounts.models import Section, User
from events.actions.assignments import answer, assign, unassign
from events.actions.scheduling import cancel_event, confirm_event, move_event
from events.choices import Answer, ReminderKind, Role
from events.models import Event, Reminder
from events.reminders import plan, plan_for
from events.rules.reasons import NotSent
from tests import make
from tests.events.reminders.conftest import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

TO_ACTIVIST = {"asked", "nudge", "week_before", "day_before", "morning_of"}


def rows(event: Event, **facts: Any) -> dict[str, Reminder]:
    """Return {kind: row} of the rows that match."""
    return {row.kind: row for row in event.reminders.filter(**facts)}


def kinds(event: Event, **facts: Any) -> set[str]:
    return set(rows(event, **facts))


def sent(event: Event, kind: str, at: datetime) -> None:
    """Let the mail of a kind have gone, as the clock would."""
    event.reminders.filter(kind=kind).update(state=MailState.SENT, next_at=None, sent_at=at, attempts=1)


def test_scheduling_plans_for_those_who_run_the_event(event: Event, coordinator: User) -> None:
    assert kinds(event, user=coordinator, state="pending") == {
        "gap",
        "report_due",
        "report_again",
        "report_escalated",
    }


def test_assigning_plans_the_cadence_in_local_time(event: Event) -> None:
    assignment = make.assignment(event, now=NOW, role=Role.STEWARD)

    found = rows(event, activist=assignment.activist)

    assert {kind: row.due_at for kind, row in found.items()} == {
        "asked": NOW,
        "nudge": NOW + 3 * DAY,
        "week_before": datetime(2026, 5, 24, 8, tzinfo=UTC),
        "day_before": datetime(2026, 5, 30, 8, tzinfo=UTC),
        "morning_of": datetime(2026, 5, 30, 22, tzinfo=UTC),
    }
    assert {(row.state, row.revision, row.round) for row in found.values()} == {("pending", 1, 1)}
    assert all(row.next_at == row.due_at for row in found.values())


def test_draft_plans_nothing_and_confirming_it_plans_everything(section: Section, coordinator: User) -> None:
    draft = make.event(section=section, now=NOW, draft=True)
    assignment = make.assignment(draft, now=NOW)
    assert not draft.reminders.exists()

    confirm_event(by=coordinator, event=draft, now=NOW + DAY)

    asked = draft.reminders.get(activist=assignment.activist, kind="asked")
    assert asked.due_at == NOW + DAY


def test_planning_again_changes_nothing(event: Event) -> None:
    make.assignment(event, now=NOW)
    before = list(event.reminders.order_by("pk").values())

    with transaction.atomic():
        written = plan(events=[event], now=NOW + HOUR)

    assert (written.inserted, written.moved, written.cancelled) == (0, 0, 0)
    assert list(event.reminders.order_by("pk").values()) == before


def test_moved_event_moves_its_open_reminders_and_tells_who_was_told(event: Event, coordinator: User) -> None:
    told = make.assignment(event, now=NOW, role=Role.STEWARD)
    sent(event, "asked", NOW)
    untold = make.assignment(event, now=NOW + HOUR, role=Role.STEWARD)
    ids = {kind: row.pk for kind, row in rows(event, activist=told.activist).items()}

    move_event(by=coordinator, event=event, starts_wall=event.starts_wall + DAY, now=NOW + DAY)

    found = rows(event, activist=told.activist, state="pending")
    assert set(found) == (TO_ACTIVIST - {"asked"}) | {"moved"}
    assert found["moved"].due_at == NOW + DAY + timedelta(minutes=5)
    assert {row.revision for row in found.values()} == {2}
    assert found["day_before"].pk == ids["day_before"]
    assert found["day_before"].due_at == datetime(2026, 5, 31, 8, tzinfo=UTC)
    assert kinds(event, activist=untold.activist, state="pending") == TO_ACTIVIST


def test_moving_twice_within_five_minutes_leaves_one_notice(event: Event, coordinator: User) -> None:
    assignment = make.assignment(event, now=NOW)
    sent(event, "asked", NOW)
    for number in (1, 2):
        move_event(
            by=coordinator,
            event=event,
            starts_wall=event.starts_wall + HOUR,
            now=NOW + DAY + timedelta(minutes=number),
        )

    (notice,) = event.reminders.filter(activist=assignment.activist, kind="moved")

    assert (notice.state, notice.revision) == ("pending", 3)
    assert notice.due_at == NOW + DAY + timedelta(minutes=7)


def test_cancelled_event_cancels_what_waits_and_tells_who_was_told(event: Event, coordinator: User) -> None:
    assignment = make.assignment(event, now=NOW)
    sent(event, "asked", NOW)

    cancel_event(by=coordinator, event=event, reason="The consulate is closed", now=NOW + DAY)

    assert kinds(event, state="pending") == {"cancelled"}
    assert rows(event, activist=assignment.activist)["day_before"].last_error == NotSent.EVENT_CANCELLED
    assert all(row.next_at is None for row in event.reminders.filter(state="cancelled"))


def test_event_cancelled_while_the_first_mail_waits_sends_nothing(event: Event, coordinator: User) -> None:
    make.assignment(event, now=NOW)

    cancel_event(by=coordinator, event=event, reason="The consulate is closed", now=NOW)

    assert not event.reminders.filter(state="pending").exists()


def test_no_cancels_what_waits_and_yes_takes_it_up_again(event: Event) -> None:
    assignment = make.assignment(event, now=NOW, role=Role.STEWARD)
    sent(event, "asked", NOW)

    answer(by=SYSTEM, assignment=assignment, answer=Answer.NO, now=NOW + HOUR)
    assert kinds(event, activist=assignment.activist, state="pending") == set()
    assert event.reminders.get(kind="day_before").last_error == NotSent.ANSWERED_NO

    answer(by=SYSTEM, assignment=assignment, answer=Answer.YES, now=NOW + 2 * HOUR)
    assert kinds(event, activist=assignment.activist, state="pending") == TO_ACTIVIST - {"asked", "nudge"}
    assert event.reminders.get(kind="day_before").last_error == ""


def test_unassigned_and_asked_again_goes_round(event: Event) -> None:
    activist = make.activist(section=event.section)
    first = assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    sent(event, "asked", NOW)
    unassign(by=SYSTEM, assignment=first, now=NOW + HOUR)
    assert kinds(event, activist=activist, state="pending") == {"unassigned"}
    assert event.reminders.get(kind="unassigned").due_at == NOW + HOUR
    sent(event, "unassigned", NOW + HOUR)

    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW + 2 * HOUR)

    assert kinds(event, activist=activist, state="pending", round=2) == TO_ACTIVIST


def test_unassigned_before_any_mail_is_told_nothing(event: Event) -> None:
    assignment = make.assignment(event, now=NOW)

    unassign(by=SYSTEM, assignment=assignment, now=NOW)

    assert kinds(event, activist=assignment.activist, state="pending") == set()
    assert event.reminders.get(kind="asked").last_error == NotSent.UNASSIGNED


def test_assigned_again_while_the_notice_waits_is_not_told_of_either(event: Event) -> None:
    activist = make.activist(section=event.section)
    first = assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    sent(event, "asked", NOW)
    unassign(by=SYSTEM, assignment=first, now=NOW + HOUR)

    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW + HOUR)

    assert event.reminders.get(kind="unassigned").state == "cancelled"
    assert kinds(event, activist=activist, state="pending") == TO_ACTIVIST - {"asked"}


def test_lead_who_withdraws_calls_for_somebody_at_once(event: Event, coordinator: User) -> None:
    lead = make.assignment(event, now=NOW, said=Answer.YES)

    answer(by=SYSTEM, assignment=lead, answer=Answer.NO, now=NOW + DAY)

    (gap,) = event.reminders.filter(kind="gap", round=2, state="pending")
    assert (gap.user, gap.due_at) == (coordinator, NOW + DAY)


def test_report_goes_to_the_owner_when_nobody_leads(section: Section, coordinator: User) -> None:
    owner = make.organiser(section)
    event = make.event(section=section, now=NOW, by=owner)

    assert kinds(event, user=owner, state="pending") == {"gap", "report_due", "report_again"}

    make.assignment(event, now=NOW)

    assert kinds(event, user=owner, state="pending") == {"gap"}


def test_outcome_ends_the_asking_for_it(section: Section, coordinator: User) -> None:
    event = make.past_event(section=section, now=NOW)
    assert kinds(event, state="pending") == {"report_due", "report_again", "report_escalated", "gap"}

    make.outcome(event, summary="We were there.", now=NOW)

    assert kinds(event, state="pending") <= {"gap"}
    assert event.reminders.get(kind="report_again").last_error == NotSent.REPORTED


def test_international_section_is_looked_after_by_the_global_coordinators() -> None:
    worldwide = make.global_coordinator()
    event = make.event(section=make.international(), now=NOW)

    assert "report_escalated" in kinds(event, user=worldwide)


def test_opting_out_stops_what_waits_everywhere(event: Event) -> None:
    activist = make.activist(section=event.section)
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)

    opt_out(by=activist, activist=activist, now=NOW)

    assert kinds(event, activist=activist, state="pending") == set()
    assert event.reminders.get(kind="asked").last_error == NotSent.OPTED_OUT


def test_new_quiet_hours_move_what_waits(event: Event) -> None:
    activist = make.activist(section=event.section)
    assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)

    with transaction.atomic():
        edit_activist(by=SYSTEM, activist=activist, quiet_from=time(17), quiet_until=time(20), now=NOW)
        plan_for(activist, NOW)

    assert event.reminders.get(kind="day_before").due_at == datetime(2026, 5, 30, 10, tzinfo=UTC)


def test_only_the_event_asked_for_is_planned(event: Event) -> None:
    other = make.event(section=event.section, now=NOW)
    Reminder.objects.all().delete()

    with transaction.atomic():
        plan(events=[event], now=NOW)

    assert event.reminders.exists()
    assert not other.reminders.exists()


def test_being_sent_at_this_moment_is_left_alone_and_counts_as_told(event: Event, coordinator: User) -> None:
    assignment = make.assignment(event, now=NOW)
    event.reminders.filter(kind="asked").update(state=MailState.SENDING, claim="somebody", attempts=1)

    move_event(by=coordinator, event=event, starts_wall=event.starts_wall + DAY, now=NOW + DAY)

    held = event.reminders.get(kind="asked")
    assert (held.state, held.claim, held.revision) == ("sending", "somebody", 1)
    assert "moved" in kinds(event, activist=assignment.activist, state="pending")


@pytest.mark.parametrize("people", [2, 40])
def test_statements_stay_the_same_however_many_people(event: Event, coordinator: User, people: int) -> None:
    for _ in range(people):
        make.assignment(event, now=NOW, role=Role.STEWARD)
    sent(event, "asked", NOW)
    other = make.event(section=event.section, now=NOW)
    Event.objects.filter(pk__in=[event.pk, other.pk]).update(revision=2, revised_at=NOW + HOUR)

    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        written = plan(events=[event, other], now=NOW + HOUR)

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    writing = [sql for sql in statements if not sql.lstrip().startswith("SELECT")]
    assert (len(statements), len(writing)) == (10, 2)
    # the coordinator's gap and three reports of both events, and four mails of each activist
    assert (written.inserted, written.moved) == (people, 8 + 4 * people)
    assert set(rows(event, state="pending")) >= {ReminderKind.MOVED}
