"""What is wanted: the case table of the design, row by row, and what holds for all cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import MailState
from events.choices import Answer, EventStatus, ReminderKind, Role
from events.rules.changes import Changes, changes
from events.rules.people import EventPlan, Person, Recipient, RoleAsked, Stored, may_be_read
from events.rules.quiet_hours import QuietHours
from events.rules.reasons import NotSent
from events.rules.reminding import Wanted, wanted

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYDNEY = "Australia/Sydney"
STARTS = datetime(2017, 6, 1, 1, 0, tzinfo=UTC)  # 11:00 in Sydney
PLANNED = STARTS - 30 * DAY
ANNA, BEN = Recipient("activist", 1), Recipient("activist", 2)
OWNER, COORDINATOR = Recipient("user", 1), Recipient("user", 2)
NOW = PLANNED

CADENCE = {
    "asked": PLANNED,
    "nudge": PLANNED + 3 * DAY,
    "week_before": datetime(2017, 5, 25, 8, tzinfo=UTC),
    "day_before": datetime(2017, 5, 31, 8, tzinfo=UTC),
    "morning_of": datetime(2017, 5, 31, 22, tzinfo=UTC),
}
REPORTS = {
    "report_due": datetime(2017, 6, 1, 2, tzinfo=UTC),
    "report_again": datetime(2017, 6, 1, 22, tzinfo=UTC),
    "report_escalated": datetime(2017, 6, 2, 8, tzinfo=UTC),
}


def event(**facts: Any) -> EventPlan:
    defaults: dict[str, Any] = {
        "id": 7,
        "status": EventStatus.PLANNED,
        "revision": 1,
        "zone": SYDNEY,
        "starts_at": STARTS,
        "ends_at": STARTS + HOUR,
        "planned_at": PLANNED,
    }
    return EventPlan(**{**defaults, **facts})


def asked(answer: str = Answer.ASKED, *, role: str = Role.STEWARD, at: datetime = PLANNED) -> RoleAsked:
    return RoleAsked(role, answer, at, said_yes=answer == Answer.YES)


def anna(*roles: RoleAsked, **facts: Any) -> Person:
    return Person(ANNA, roles=roles or (asked(),), **facts)


def row(kind: str, *, number: int = 1, **facts: Any) -> Stored:
    defaults: dict[str, Any] = {
        "recipient": ANNA,
        "revision": 1,
        "round": 1,
        "state": MailState.SENT,
        "due_at": PLANNED,
        "expires_at": STARTS,
    }
    merged = {**defaults, **facts}
    told = may_be_read(state=merged["state"], attempts=1, smtp_code=None)
    return Stored(id=number, kind=kind, **{"told": told, **merged})


OWNED = Person(OWNER, is_owner=True)
COORDINATED = Person(COORDINATOR, is_coordinator=True)


def due(
    of: EventPlan, people: Iterable[Person], stored: Iterable[Stored] = (), *, now: datetime = NOW
) -> dict[str, datetime]:
    """Return {kind: due} of one person's mails, or {kind.round: due} beyond the first round."""
    return {_name(mail): mail.due_at for mail in wanted(of, people, stored, now=now).values()}


def _name(mail: Wanted) -> str:
    return mail.key.kind if mail.key.round == 1 else f"{mail.key.kind}.{mail.key.round}"


def whom(of: EventPlan, people: Iterable[Person], kind: str, stored: Iterable[Stored] = ()) -> set[Recipient]:
    found = wanted(of, people, stored, now=NOW)
    return {key.recipient for key in found if key.kind == kind}


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


# --- moved --------------------------------------------------------------------------------------------------------

MOVED_AT = PLANNED + 2 * DAY
MOVED = event(revision=2, revised_at=MOVED_AT, moved_from_at=STARTS - HOUR)


def test_moved_is_told_to_whoever_was_told_before_in_five_minutes() -> None:
    assert due(MOVED, [anna()], [row("asked")])["moved"] == MOVED_AT + timedelta(minutes=5)


def test_moved_is_not_told_to_whoever_heard_nothing_yet() -> None:
    pending = row("asked", state=MailState.PENDING)

    assert "moved" not in due(MOVED, [anna()], [pending])


def test_moved_is_told_to_somebody_whose_mail_is_on_its_way() -> None:
    assert "moved" in due(MOVED, [anna()], [row("asked", state=MailState.SENDING)])


def test_moved_is_not_told_to_whoever_said_no() -> None:
    assert due(MOVED, [anna(asked(Answer.NO))], [row("asked")]) == {}


def test_moved_within_three_hours_of_the_old_start_is_told_at_once() -> None:
    late = event(
        revision=2,
        starts_at=STARTS + 7 * DAY,
        ends_at=STARTS + 7 * DAY + HOUR,
        revised_at=STARTS - 2 * HOUR,
        moved_from_at=STARTS,
    )

    assert due(late, [anna()], [row("asked")])["moved"] == STARTS - 2 * HOUR


def test_moved_breaks_into_quiet_hours_within_twelve_hours_of_the_old_start() -> None:
    night = QuietHours(time(20), time(12))
    revised_at = STARTS - 6 * HOUR
    later = event(
        revision=2,
        starts_at=STARTS + 7 * DAY,
        ends_at=STARTS + 7 * DAY + HOUR,
        revised_at=revised_at,
        moved_from_at=STARTS,
    )

    assert due(later, [anna(quiet=night)], [row("asked")])["moved"] == revised_at + timedelta(minutes=5)


def test_moved_expires_at_the_old_end_or_the_new_one_if_that_is_earlier() -> None:
    def expiry(of: EventPlan) -> datetime:
        found = wanted(of, [anna()], [row("asked")], now=MOVED_AT)
        return next(mail.expires_at for mail in found.values() if mail.key.kind == "moved")

    assert expiry(MOVED) == STARTS  # it was to begin an hour earlier and to last an hour
    assert expiry(replace(MOVED, moved_from_at=STARTS + 5 * DAY)) == STARTS + HOUR
    assert expiry(replace(MOVED, moved_from_at=None)) == STARTS + HOUR


def test_mails_of_the_new_time_are_wanted_where_not_yet_past() -> None:
    moved = event(revision=2, revised_at=CADENCE["day_before"] + HOUR)

    assert set(due(moved, [anna(asked(Answer.YES))], [row("asked")])) == {"moved", "morning_of"}


# --- cancelled ----------------------------------------------------------------------------------------------------

CANCELLED = event(status=EventStatus.CANCELLED, cancelled_at=MOVED_AT)


@pytest.mark.parametrize(
    ("person", "stored", "is_told"),
    [
        (anna(), [row("asked")], True),
        (anna(asked(Answer.YES)), [row("asked")], True),
        (anna(), [], False),
        (anna(), [row("asked", state=MailState.FAILED, told=False)], False),
        (anna(asked(Answer.NO)), [row("asked")], False),
        (anna(RoleAsked(Role.LEAD, Answer.NO, PLANNED, said_yes=True)), [row("asked")], True),
    ],
    ids=["asked", "yes", "told nothing", "mail failed", "no", "no after a yes"],
)
def test_cancelled_is_told_to_whoever_counted_on_it(
    person: Person, stored: list[Stored], is_told: bool
) -> None:
    expected = {"cancelled": MOVED_AT + timedelta(minutes=5)} if is_told else {}

    assert due(CANCELLED, [person, OWNED, COORDINATED], stored) == expected


def test_cancelled_shortly_before_is_told_at_once_in_the_middle_of_the_night() -> None:
    cancelled_at = STARTS - HOUR
    night = anna(quiet=QuietHours(time(1), time(23)))
    now_cancelled = event(status=EventStatus.CANCELLED, cancelled_at=cancelled_at)

    assert due(now_cancelled, [night], [row("asked")]) == {"cancelled": cancelled_at}


def test_cancelled_days_ahead_respects_quiet_hours() -> None:
    quiet = anna(quiet=QuietHours(time(1), time(23)))
    cancelled_at = datetime(2017, 5, 20, 2, 0, tzinfo=UTC)  # noon in Sydney
    days_ahead = event(status=EventStatus.CANCELLED, cancelled_at=cancelled_at)

    assert due(days_ahead, [quiet], [row("asked")]) == {"cancelled": datetime(2017, 5, 20, 13, tzinfo=UTC)}


# --- unassigned and asked again -----------------------------------------------------------------------------------


def gone(**facts: Any) -> Person:
    return Person(ANNA, **facts)


def test_unassigned_is_told_now_to_whoever_was_told() -> None:
    assert due(event(), [gone()], [row("asked")], now=MOVED_AT) == {"unassigned": MOVED_AT}


def test_unassigned_that_waits_keeps_its_time() -> None:
    waiting = row("unassigned", number=2, state=MailState.PENDING, due_at=MOVED_AT)

    assert due(event(), [gone()], [row("asked"), waiting], now=MOVED_AT + HOUR) == {"unassigned": MOVED_AT}


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [row("asked", state=MailState.CANCELLED, told=False)],
        [row("asked"), row("day_before", state=MailState.CANCELLED, told=False, reason=NotSent.ANSWERED_NO)],
        [row("asked"), row("cancelled", number=2)],
        [row("asked"), row("unassigned", number=2)],
    ],
    ids=["no mail yet", "nothing sent", "said no", "event was cancelled", "told already"],
)
def test_unassigned_is_not_told(stored: list[Stored]) -> None:
    assert due(event(), [gone()], stored) == {}


def test_asked_again_opens_the_next_round() -> None:
    stored = [row("asked"), row("week_before", number=2), row("unassigned", number=3)]
    again = CADENCE["week_before"] + HOUR

    assert due(event(), [anna(asked(at=again))], stored) == {
        "asked.2": again,
        "nudge.2": again + 3 * DAY,
        "day_before.2": CADENCE["day_before"],
        "morning_of.2": CADENCE["morning_of"],
    }


def test_unassigned_after_the_end_tells_nobody() -> None:
    assert due(event(), [gone()], [row("asked")], now=STARTS + HOUR) == {}


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


# --- what holds always --------------------------------------------------------------------------------------------

moments = st.timedeltas(timedelta(days=-20), timedelta(days=4)).map(lambda ahead: STARTS + ahead)
answers = st.sampled_from(list(Answer))
roles = st.builds(
    RoleAsked, st.sampled_from([Role.LEAD, Role.STEWARD]), answers, moments, said_yes=st.booleans()
)
quiet = st.one_of(st.none(), st.builds(QuietHours, st.times(), st.times()))
persons = st.builds(
    Person,
    st.just(ANNA),
    roles=st.lists(roles, max_size=2).map(tuple),
    quiet=quiet,
    paused_until=st.one_of(st.none(), st.dates(date(2017, 5, 1), date(2017, 6, 5))),
    stopped=st.one_of(st.none(), st.just(NotSent.OPTED_OUT)),
)
users = st.builds(Person, st.just(OWNER), is_owner=st.booleans(), is_coordinator=st.booleans(), quiet=quiet)
plans = st.builds(
    EventPlan,
    id=st.just(7),
    status=st.sampled_from([EventStatus.PLANNED, EventStatus.CANCELLED]),
    revision=st.integers(1, 3),
    zone=st.sampled_from([SYDNEY, "Europe/London", "America/New_York"]),
    starts_at=st.just(STARTS),
    ends_at=st.just(STARTS + HOUR),
    planned_at=moments,
    revised_at=st.one_of(st.none(), moments),
    moved_from_at=st.one_of(st.none(), moments),
    cancelled_at=moments,
    lead_withdrew_at=st.one_of(st.none(), moments),
    lead_withdrawals=st.integers(0, 2),
    has_outcome=st.booleans(),
)
rows = st.builds(
    lambda kind, recipient, revision, number, state: row(
        kind, recipient=recipient, revision=revision, round=number, state=state
    ),
    st.sampled_from(list(ReminderKind)),
    st.sampled_from([ANNA, OWNER]),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from(list(MailState)),
)


def stored_rows(found: list[Stored]) -> list[Stored]:
    """Return rows with ids of their own and no key twice, as the table holds them."""
    by_key = {(r.recipient, r.kind, r.revision, r.round): r for r in found}
    return [replace(r, id=number) for number, r in enumerate(by_key.values(), start=1)]


@given(
    plan=plans, person=persons, user=users, stored=st.lists(rows, max_size=6).map(stored_rows), now=moments
)
def test_every_wanted_mail_is_of_use_when_it_is_due(
    plan: EventPlan, person: Person, user: Person, stored: list[Stored], now: datetime
) -> None:
    found = wanted(plan, [person, user], stored, now=now)

    for key, mail in found.items():
        assert mail.key == key
        assert mail.due_at < mail.expires_at
        assert key.revision == plan.revision
        assert key.recipient != ANNA or person.stopped is None


def apply(stored: list[Stored], change: Changes) -> list[Stored]:
    """Return the rows as they stand after a plan was written."""
    rows = {r.id: r for r in stored}
    for moved in change.move:
        mail = moved.wanted
        rows[moved.id] = replace(
            rows[moved.id],
            state=MailState.PENDING,
            told=False,
            reason="",
            revision=mail.key.revision,
            due_at=mail.due_at,
            expires_at=mail.expires_at,
            next_at=moved.next_at,
            attempts=moved.attempts,
        )
    for cancelled in change.cancel:
        rows[cancelled.id] = replace(
            rows[cancelled.id], state=MailState.CANCELLED, told=False, reason=cancelled.reason
        )
    number = max(rows, default=0)
    for mail in change.insert:
        number += 1
        rows[number] = Stored(
            number,
            mail.key.recipient,
            mail.key.kind,
            mail.key.revision,
            mail.key.round,
            MailState.PENDING,
            mail.due_at,
            mail.expires_at,
        )
    return list(rows.values())


@given(
    plan=plans, person=persons, user=users, stored=st.lists(rows, max_size=6).map(stored_rows), now=moments
)
def test_planning_twice_changes_nothing_the_second_time(
    plan: EventPlan, person: Person, user: Person, stored: list[Stored], now: datetime
) -> None:
    people = {p.recipient: p for p in (person, user)}

    def planned(rows: list[Stored]) -> Changes:
        return changes(plan, people, rows, wanted(plan, people.values(), rows, now=now), now=now)

    once = apply(stored, planned(stored))

    assert planned(once) == Changes()
    keys = [(r.recipient, r.kind, r.revision, r.round) for r in once]
    assert len(keys) == len(set(keys))
