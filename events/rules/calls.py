"""What an event has to say to each of its people, and when, before anybody's wishes are looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from events.choices import EventStatus, ReminderKind
from events.rules import cadence
from events.rules.cadence import Slot
from events.rules.people import EventPlan, Person, Recipient, Stored, current_round
from events.rules.quiet_hours import REMAINS
from events.rules.reasons import NotSent

CALENDAR_KINDS = frozenset(
    {
        ReminderKind.ASKED,
        ReminderKind.WEEK_BEFORE,
        ReminderKind.DAY_BEFORE,
        ReminderKind.MORNING_OF,
        ReminderKind.MOVED,
        ReminderKind.NUDGE,
    }
)
"""Mails that say what, when and where as it stands: each of them asks, each of them updates the calendar."""

BEFORE = (ReminderKind.WEEK_BEFORE, ReminderKind.DAY_BEFORE, ReminderKind.MORNING_OF)
"""Reminders before the event, in their order."""


class Call(NamedTuple):
    """A slot of one person before quiet hours: in which round, and how far it may be put off or drawn forward."""

    slot: Slot
    round: int
    not_before: datetime
    not_after: datetime
    is_loud: bool = False


# --- people who take part -----------------------------------------------------------------------------------------


def to_activist(
    event: EventPlan, person: Person, own: Sequence[Stored], slots: Sequence[Slot], *, now: datetime
) -> Iterator[Call]:
    """Yield what somebody who takes part is written; `slots` are those before the event."""
    number = current_round(own)
    in_round = [row for row in own if row.round == number]
    told = [row for row in in_round if row.told]
    if not person.roles:
        yield from _unassigned(event, in_round, told, number, now=now)
    elif event.status == EventStatus.CANCELLED:
        yield from _cancelled(event, person, told, number)
    elif not person.said_no:
        yield from _asking(event, person, told, number)
        yield from _before(event, person, slots, number)
        yield from _moved(event, told, number)


def _asking(event: EventPlan, person: Person, told: Sequence[Stored], number: int) -> Iterator[Call]:
    """Ask once per round, and remind once of the open question."""
    reference = _reference(event, person)
    assert event.planned_at is not None
    if not any(row.kind in CALENDAR_KINDS for row in told):
        due_at = max(min(role.asked_at for role in person.open_roles), event.planned_at)
        yield _call(event, Slot(ReminderKind.ASKED, due_at, event.starts_at), number, not_before=due_at)
    if person.unanswered:
        asked_at = min(role.asked_at for role in person.unanswered)
        slot = cadence.nudge(
            asked_at=asked_at, starts_at=event.starts_at, zone=event.zone, cadence=event.cadence
        )
        yield from _if_still_ahead(event, slot, number, reference)


def _before(event: EventPlan, person: Person, slots: Sequence[Slot], number: int) -> Iterator[Call]:
    reference = _reference(event, person)
    for slot in slots:
        yield from _if_still_ahead(event, slot, number, reference)


def _reference(event: EventPlan, person: Person) -> datetime:
    """Return since when the person has been expecting this event at this time: what was due earlier is past."""
    asked_at = min(role.asked_at for role in person.open_roles)
    return max(filter(None, (asked_at, event.planned_at, event.revised_at)))


def _if_still_ahead(event: EventPlan, slot: Slot, number: int, reference: datetime) -> Iterator[Call]:
    if slot.due_at >= reference:
        yield _call(event, slot, number, not_before=reference)


def _call(event: EventPlan, slot: Slot, number: int, *, not_before: datetime) -> Call:
    return Call(slot, number, not_before, event.starts_at - REMAINS)


def _moved(event: EventPlan, told: Sequence[Stored], number: int) -> Iterator[Call]:
    if event.revised_at is None or not any(row.revision < event.revision for row in told):
        return
    old_start = event.moved_from_at or event.starts_at
    soonest = min(old_start, event.starts_at)
    old_end = old_start + (event.ends_at - event.starts_at)
    slot = cadence.notice(
        ReminderKind.MOVED,
        changed_at=event.revised_at,
        soonest=soonest,
        expires_at=min(old_end, event.ends_at) if old_end > event.revised_at else event.ends_at,
    )
    yield _notice(slot, number, changed_at=event.revised_at, soonest=soonest)


def _cancelled(event: EventPlan, person: Person, told: Sequence[Stored], number: int) -> Iterator[Call]:
    assert event.cancelled_at is not None
    counted_on_it = bool(person.open_roles) or any(role.said_yes for role in person.roles)
    if not told or not counted_on_it:
        return
    slot = cadence.notice(
        ReminderKind.CANCELLED,
        changed_at=event.cancelled_at,
        soonest=event.starts_at,
        expires_at=event.ends_at,
    )
    yield _notice(slot, number, changed_at=event.cancelled_at, soonest=event.starts_at)


def _notice(slot: Slot, number: int, *, changed_at: datetime, soonest: datetime) -> Call:
    is_loud = cadence.is_loud(slot, soonest=soonest)
    return Call(slot, number, changed_at, soonest - REMAINS, is_loud)


def _unassigned(
    event: EventPlan, in_round: Sequence[Stored], told: Sequence[Stored], number: int, *, now: datetime
) -> Iterator[Call]:
    """Tell whoever was told; not who had said no (their mails were cancelled for that), nor of a cancelled event."""
    if not told or any(row.kind == ReminderKind.CANCELLED for row in told):
        return
    if any(row.reason == NotSent.ANSWERED_NO for row in in_round):
        return
    planned = [row for row in in_round if row.kind == ReminderKind.UNASSIGNED and row.is_pending]
    if planned:
        slot = Slot(ReminderKind.UNASSIGNED, planned[0].due_at, event.ends_at)
        # quiet hours were respected when it was planned
        yield _call(event, slot, number, not_before=slot.due_at)._replace(is_loud=True)
    else:
        slot = Slot(ReminderKind.UNASSIGNED, now, event.ends_at)
        yield _call(event, slot, number, not_before=now)


# --- people who run it --------------------------------------------------------------------------------------------


def to_those_who_run_it(
    event: EventPlan, people: Sequence[Person], rows: Mapping[Recipient, Sequence[Stored]]
) -> Iterator[tuple[Person, Call]]:
    """Yield what those who run a planned event are written; about history, written down when it was over, nothing."""
    if event.planned_at is not None and event.planned_at >= event.ends_at:
        return
    yield from _gaps(event, people, rows)
    if not event.has_outcome:
        yield from _reports(event, people, rows)


def _gaps(
    event: EventPlan, people: Sequence[Person], rows: Mapping[Recipient, Sequence[Stored]]
) -> Iterator[tuple[Person, Call]]:
    """Look for unfilled needs once (round 1), and tell of every lead who withdraws (round 1 + n), each round once."""
    reference = max(filter(None, (event.planned_at, event.revised_at)))
    check = cadence.gap_check(starts_at=event.starts_at, cadence=event.cadence)
    withdrawal = 1 + event.lead_withdrawals
    for person in people:
        if not (person.is_owner or person.is_coordinator):
            continue
        if check.due_at >= reference:
            yield person, _call(event, check, 1, not_before=reference)
        if event.lead_withdrew_at is not None and not _was_told_of_gap(rows, person, withdrawal):
            slot = check._replace(due_at=event.lead_withdrew_at)
            yield person, _call(event, slot, withdrawal, not_before=slot.due_at)


def _was_told_of_gap(rows: Mapping[Recipient, Sequence[Stored]], person: Person, number: int) -> bool:
    own = rows.get(person.recipient, ())
    return any(row.told and row.kind == ReminderKind.GAP and row.round == number for row in own)


def _reports(
    event: EventPlan, people: Sequence[Person], rows: Mapping[Recipient, Sequence[Stored]]
) -> Iterator[tuple[Person, Call]]:
    """Ask for the report: who leads, without a lead the owner, without an owner every coordinator; in the end these."""
    coordinators = [person for person in people if person.is_coordinator and not person.stopped]
    leads = [person for person in people if person.leads and not person.stopped]
    owners = [person for person in people if person.is_owner and not person.stopped]
    for slot in cadence.after_the_event(ends_at=event.ends_at, zone=event.zone, cadence=event.cadence):
        if event.planned_at is not None and slot.due_at < event.planned_at:
            continue
        is_escalation = slot.kind == ReminderKind.REPORT_ESCALATED
        reporting = [lead for lead in leads if slot.kind not in lead.stopped_kinds]
        for person in coordinators if is_escalation else reporting or owners or coordinators:
            number = current_round(rows.get(person.recipient, ()))
            yield person, Call(slot, number, slot.due_at, slot.expires_at)
