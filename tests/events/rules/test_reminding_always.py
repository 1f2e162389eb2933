"""What holds for every event, person and row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import MailState
from events.choices import Answer, EventStatus, ReminderKind, Role
from events.rules.changes import Changes, changes
from events.rules.mail_stops import ALWAYS_SENT
from events.rules.people import EventPlan, Person, RoleAsked, Stored
from events.rules.quiet_hours import QuietHours
from events.rules.reasons import NotSent
from events.rules.reminding import Key, Wanted, wanted
from tests.events.rules.reminding_facts import (
    ANNA,
    BEN,
    HOUR,
    OWNER,
    STARTS,
    SYDNEY,
    row,
)

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
kinds = st.frozensets(st.sampled_from(list(ReminderKind)))
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
    """Return rows with ids of their own and no key twice, as the table holds them.

    A second round begins when somebody was told that the first is over: nobody is told so of the second one before.
    """
    by_key = {(r.recipient, r.kind, r.revision, r.round): r for r in found}
    ended = {(r.recipient, r.round) for r in found if r.told and r.kind == ReminderKind.UNASSIGNED}
    rows = [
        r
        for r in by_key.values()
        if r.kind != ReminderKind.UNASSIGNED or r.round == 1 or (r.recipient, 1) in ended
    ]
    return [r._replace(id=number) for number, r in enumerate(rows, start=1)]


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


@given(
    plan=plans, person=persons, stored=st.lists(rows, max_size=6).map(stored_rows), now=moments, kinds=kinds
)
def test_stopping_kinds_takes_away_these_and_no_other(
    plan: EventPlan, person: Person, stored: list[Stored], now: datetime, kinds: frozenset[ReminderKind]
) -> None:
    def mails(plan: EventPlan, person: Person) -> dict[Key, Wanted]:
        return wanted(plan, [person], stored, now=now)

    left = {key: mail for key, mail in mails(plan, person).items() if key.kind not in kinds - ALWAYS_SENT}

    assert mails(replace(plan, stopped_kinds=kinds), person) == left
    assert mails(plan, replace(person, stopped_kinds=kinds)) == left


@given(
    plan=plans.map(lambda plan: replace(plan, has_outcome=True)),
    anna=persons,
    other=persons,
    shared=st.frozensets(st.sampled_from(["roles", "quiet", "paused_until", "stopped"])),
    stored=st.lists(rows, max_size=4).map(stored_rows),
    dropped=st.integers(0, 4),
    now=moments,
)
def test_who_is_nearly_like_another_gets_her_own_mails(
    plan: EventPlan,
    anna: Person,
    other: Person,
    shared: frozenset[str],
    stored: list[Stored],
    dropped: int,
    now: datetime,
) -> None:
    ben = replace(other, recipient=BEN, **{name: getattr(anna, name) for name in shared})
    of_anna = [r for r in stored if r.recipient == ANNA]
    of_ben = [r._replace(id=r.id + 100, recipient=BEN) for r in of_anna if r.id != dropped]

    together = wanted(plan, [anna, ben], [*of_anna, *of_ben], now=now)

    assert together == wanted(plan, [anna], of_anna, now=now) | wanted(plan, [ben], of_ben, now=now)


def apply(stored: list[Stored], change: Changes) -> list[Stored]:
    """Return the rows as they stand after a plan was written."""
    rows = {r.id: r for r in stored}
    for moved in change.move:
        mail = moved.wanted
        rows[moved.id] = rows[moved.id]._replace(
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
        rows[cancelled.id] = rows[cancelled.id]._replace(
            state=MailState.CANCELLED, told=False, reason=cancelled.reason
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
