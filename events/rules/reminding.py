"""Which mails an event wants: to whom, of which kind, when due, until when of use. Pure; the heart of the product.

Everything follows from facts, so that planning twice, or planning again after an outage, gives the same set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from events.choices import EventStatus, ReminderKind
from events.rules import cadence
from events.rules.cadence import Slot
from events.rules.calls import Call, to_activist, to_those_who_run_it
from events.rules.local_time import wall_of
from events.rules.mail_stops import why_silenced
from events.rules.people import EventPlan, Person, Recipient, Stored
from events.rules.quiet_hours import considerate


class Key(NamedTuple):
    """What makes a mail about an event unique."""

    event: int
    recipient: Recipient
    kind: str
    revision: int
    round: int


class Wanted(NamedTuple):
    """One mail that should go out, with quiet hours already respected."""

    key: Key
    due_at: datetime
    expires_at: datetime


class Mail(NamedTuple):
    """One mail that should go out, whoever gets it."""

    kind: str
    round: int
    due_at: datetime
    expires_at: datetime


def wanted(
    event: EventPlan,
    people: Iterable[Person],
    stored: Iterable[Stored],
    *,
    now: datetime,
    kinds: Collection[str] = frozenset(ReminderKind),
) -> dict[Key, Wanted]:
    """Return every mail `event` wants, those already sent or failed among them as far as their key still stands.

    `now` is read for one thing: *unassigned* is due when it is first planned. Only mails of `kinds` are looked at.
    """
    if not event.is_mailed_about:
        return {}
    people = list(people)
    rows = by_recipient(stored)
    found: dict[Key, Wanted] = {}
    for person, mails in _mails(event, people, rows, now=now, kinds=kinds):
        for kind, number, due_at, expires_at in mails:
            key = Key(event.id, person.recipient, kind, event.revision, number)
            found[key] = Wanted(key, due_at, expires_at)
    return found


def still_ahead(event: EventPlan, *, now: datetime) -> tuple[ReminderKind, ...]:
    """Return the reminders before the event that are still to come to whoever has not stopped them."""
    slots = cadence.before_the_event(starts_at=event.starts_at, zone=event.zone, cadence=event.cadence)
    return tuple(
        slot.kind
        for slot in slots
        if slot.due_at > now
        and not why_silenced(event, None, slot.kind)
        and not _was_past_when_set(event, slot)
    )


def by_recipient(stored: Iterable[Stored]) -> Mapping[Recipient, Sequence[Stored]]:
    """Return the stored rows by recipient."""
    rows: dict[Recipient, list[Stored]] = defaultdict(list)
    for row in stored:
        rows[row.recipient].append(row)
    return rows


def _mails(
    event: EventPlan,
    people: Sequence[Person],
    rows: Mapping[Recipient, Sequence[Stored]],
    *,
    now: datetime,
    kinds: Collection[str],
) -> Iterator[tuple[Person, Iterable[Mail]]]:
    """Yield people and the mails that go to them; for those who are treated alike they are found once."""
    slots = tuple(cadence.before_the_event(starts_at=event.starts_at, zone=event.zone, cadence=event.cadence))
    alike: dict[Hashable, Sequence[Mail]] = {}
    for person in people:
        if person.is_activist:
            own = rows.get(person.recipient, ())
            facts = person.facts, tuple([row.facts for row in own])
            if facts not in alike:
                calls = to_activist(event, person, own, slots, now=now)
                alike[facts] = tuple(_considerate(event, person, calls, kinds))
            yield person, alike[facts]
    if event.status == EventStatus.PLANNED:
        for person, call in to_those_who_run_it(event, people, rows):
            yield person, _considerate(event, person, [call], kinds)


def _considerate(
    event: EventPlan, person: Person, calls: Iterable[Call], kinds: Collection[str]
) -> Iterator[Mail]:
    """Yield what goes out of a person's calls, and when."""
    for call in calls:
        slot = call.slot
        silenced = why_silenced(event, person, slot.kind)
        if person.stopped or silenced or slot.kind not in kinds or _was_past_when_set(event, slot):
            continue
        due_at = slot.due_at if call.is_loud else _outside_quiet_hours(event, person, call)
        if due_at < slot.expires_at and not _is_paused(person, due_at, event.zone):
            yield Mail(slot.kind, call.round, due_at, slot.expires_at)


def _outside_quiet_hours(event: EventPlan, person: Person, call: Call) -> datetime:
    return considerate(
        call.slot.due_at,
        quiet=person.quiet,
        zone=event.zone,
        not_before=call.not_before,
        not_after=call.not_after,
        expires_at=call.slot.expires_at,
    )


def _was_past_when_set(event: EventPlan, slot: Slot) -> bool:
    """Whether the campaign set the time of such mails when it was over: settings hold for what is due from then on."""
    since = event.kinds_since.get(slot.kind)
    return since is not None and slot.due_at < since


def _is_paused(person: Person, due_at: datetime, zone: str) -> bool:
    return person.paused_until is not None and wall_of(due_at, zone).date() <= person.paused_until
