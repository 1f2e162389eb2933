"""What is wanted when nothing changes: the cadence, wishes, gaps and reports, row by row of the case table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from accounts.choices import MailState
from events.choices import Answer, EventStatus, Role
from events.rules.people import Person, Recipient
from events.rules.quiet_hours import QuietHours
from events.rules.reasons import NotSent
from events.rules.reminding import wanted
from tests.events.rules.reminding_facts import (
    BEN,
    CADENCE,
    COORDINATED,
    COORDINATOR,
    DAY,
    HOUR,
    NOW,
    OWNED,
    OWNER,
    PLANNED,
    REPORTS,
    STARTS,
    anna,
    asked,
    due,
    event,
    row,
    whom,
)

# --- the cadence --------------------------------------------------------------------------------------------------


def test_nobody_answered_full_cadence() -> None:
    assert due(event(), [anna()]) == CADENCE


def test_yes_leaves_out_the_nudge_only() -> None:
    assert due(event(), [anna(asked(Answer.YES))]) == {
        kind: at for kind, at in CADENCE.items() if kind != "nudge"
    }


def test_draft_wants_nothing() -> None:
    assert due(event(status=EventStatus.DRAFT, planned_at=None), [anna(), OWNED, COORDINATED]) == {}


def test_closed_event_wants_nothing() -> None:
    assert due(event(status=EventStatus.DONE), [anna(), OWNED, COORDINATED]) == {}


def test_no_wants_nothing_more() -> None:
    assert due(event(), [anna(asked(Answer.NO))]) == {}


def test_two_roles_get_one_mail_of_each_kind() -> None:
    found = wanted(event(), [anna(asked(), asked(role=Role.PHOTOGRAPHER))], (), now=NOW)

    assert sorted(key.kind for key in found) == sorted(CADENCE)


def test_no_to_one_role_of_two_keeps_the_cadence() -> None:
    both = anna(asked(Answer.NO), asked(Answer.YES, role=Role.PHOTOGRAPHER))

    assert set(due(event(), [both])) == {"asked", "week_before", "day_before", "morning_of"}


def test_asked_while_the_event_was_a_draft_is_asked_when_it_is_confirmed() -> None:
    early = anna(asked(at=PLANNED - 5 * DAY))

    assert due(event(), [early])["asked"] == PLANNED


def test_late_joiner_gets_what_is_not_yet_past() -> None:
    late = datetime(2017, 5, 31, 9, tzinfo=UTC)  # an hour after the mail of the day before

    assert due(event(), [anna(asked(at=late))]) == {"asked": late, "morning_of": CADENCE["morning_of"]}


def test_asked_once_per_round_whatever_the_revision() -> None:
    moved = event(revision=2, revised_at=PLANNED + 2 * DAY)

    assert "asked" not in due(moved, [anna()], [row("asked", revision=1)])


def test_asked_that_failed_is_wanted_again_after_a_change() -> None:
    moved = event(revision=2, revised_at=PLANNED + 2 * DAY)
    failed = row("asked", revision=1, state=MailState.FAILED, told=False)

    assert due(moved, [anna()], [failed])["asked"] == PLANNED


@pytest.mark.parametrize(
    ("kind", "expires"),
    [
        ("asked", STARTS),
        ("nudge", STARTS),
        ("week_before", CADENCE["day_before"]),
        ("day_before", STARTS - 2 * HOUR),
        ("morning_of", STARTS),
    ],
)
def test_mail_expires_when_it_is_of_no_use(kind: str, expires: datetime) -> None:
    found = wanted(event(), [anna()], (), now=NOW)

    assert next(mail.expires_at for mail in found.values() if mail.key.kind == kind) == expires


# --- what the person wishes ---------------------------------------------------------------------------------------


def test_quiet_hours_are_the_readers_in_the_events_zone() -> None:
    quiet = anna(quiet=QuietHours(time(17), time(9)))

    found = due(event(), [quiet])

    assert found["day_before"] == datetime(2017, 5, 31, 6, 59, tzinfo=UTC)  # two hours would not remain
    assert found["week_before"] == datetime(2017, 5, 25, 23, tzinfo=UTC)  # 09:00 next morning


@pytest.mark.parametrize("reason", [NotSent.OPTED_OUT, NotSent.SUPPRESSED])
def test_whoever_stopped_mails_gets_none(reason: NotSent) -> None:
    assert due(event(), [anna(stopped=reason)]) == {}


def test_pause_leaves_out_what_is_due_up_to_and_on_its_last_day() -> None:
    assert set(due(event(), [anna(paused_until=date(2017, 5, 25))])) == {"day_before", "morning_of"}


# --- gaps ---------------------------------------------------------------------------------------------------------


def test_gap_is_looked_for_two_days_before_for_owner_and_coordinators() -> None:
    people = [OWNED, COORDINATED, Person(Recipient("user", 3), is_coordinator=True, is_owner=True), anna()]
    found = wanted(event(), people, (), now=NOW)

    gaps = [(key.recipient.id, key.round, mail.due_at) for key, mail in found.items() if key.kind == "gap"]

    assert gaps == [(1, 1, STARTS - 2 * DAY), (2, 1, STARTS - 2 * DAY), (3, 1, STARTS - 2 * DAY)]


def test_event_planned_within_two_days_is_not_looked_at() -> None:
    assert whom(event(planned_at=STARTS - DAY), [COORDINATED], "gap") == set()


def test_every_lead_who_withdraws_opens_a_round() -> None:
    at = PLANNED + DAY
    once = due(event(lead_withdrew_at=at, lead_withdrawals=1), [COORDINATED])
    twice = due(event(lead_withdrew_at=at + HOUR, lead_withdrawals=2), [COORDINATED])

    assert (once["gap.2"], twice["gap.3"]) == (at, at + HOUR)
    assert "gap.2" not in twice


def test_gap_told_in_a_round_is_not_told_again_for_a_new_time() -> None:
    at = PLANNED + DAY
    told = row("gap", recipient=COORDINATOR, round=2)
    moved = event(lead_withdrew_at=at, lead_withdrawals=1, revision=2, revised_at=at + DAY)

    assert "gap.2" not in due(moved, [COORDINATED], [told])


# --- reports ------------------------------------------------------------------------------------------------------

LEAD = Person(BEN, roles=(asked(Answer.YES, role=Role.LEAD),))


def test_reports_are_asked_of_the_lead_and_escalate_to_coordinators() -> None:
    people = [LEAD, OWNED, COORDINATED]

    assert {kind: whom(event(), people, kind) for kind in REPORTS} == {
        "report_due": {BEN},
        "report_again": {BEN},
        "report_escalated": {COORDINATOR},
    }
    assert {kind: at for kind, at in due(event(), people).items() if kind in REPORTS} == REPORTS


@pytest.mark.parametrize(
    ("people", "asked_for_it"),
    [
        ([OWNED, COORDINATED], {OWNER}),
        ([COORDINATED], {COORDINATOR}),
        ([Person(OWNER, is_owner=True, stopped=NotSent.DEACTIVATED), COORDINATED], {COORDINATOR}),
        ([Person(BEN, roles=(asked(Answer.NO, role=Role.LEAD),)), OWNED], {OWNER}),
        ([replace(LEAD, stopped=NotSent.OPTED_OUT), OWNED], {OWNER}),
        ([Person(BEN, roles=(asked(role=Role.LEAD),)), OWNED], {BEN}),
    ],
    ids=["no lead", "no owner", "owner gone", "lead said no", "lead takes no mail", "lead silent"],
)
def test_without_a_lead_the_owner_reports_without_owner_the_coordinators(
    people: list[Person], asked_for_it: set[Recipient]
) -> None:
    assert whom(event(), people, "report_due") == asked_for_it


def test_reported_event_asks_nobody() -> None:
    assert not set(REPORTS) & set(due(event(has_outcome=True), [LEAD, OWNED, COORDINATED]))


def test_event_written_down_when_it_was_over_is_history() -> None:
    history = event(planned_at=STARTS + 30 * DAY)

    assert due(history, [LEAD, OWNED, COORDINATED]) == {}
