"""From the mails that are stored to the mails that are wanted: what to insert, move and cancel, and why. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accounts.choices import MailState
from events.choices import EventStatus, ReminderKind
from events.rules.mail_stops import why_silenced
from events.rules.people import EventPlan, Person, Recipient, Stored
from events.rules.reasons import NotSent
from events.rules.reminding import Key, Wanted

ONLY_IN_TIME = frozenset(
    {
        ReminderKind.WEEK_BEFORE,
        ReminderKind.DAY_BEFORE,
        ReminderKind.MORNING_OF,
        ReminderKind.NUDGE,
        ReminderKind.GAP,
    }
)
"""Once cancelled, these are taken up again only while they are not due yet."""
REPORTS = frozenset({ReminderKind.REPORT_DUE, ReminderKind.REPORT_AGAIN, ReminderKind.REPORT_ESCALATED})


Purpose = tuple[Recipient, str, int]
"""What a mail is for: to whom, of which kind, in which round; the revision it speaks of may change."""


class Move(NamedTuple):
    """A stored row that becomes another wanted mail, or the same one at another time, or is wanted again."""

    id: int
    wanted: Wanted
    next_at: datetime
    attempts: int = 0


class Cancel(NamedTuple):
    """A stored row that is not wanted any more, and why."""

    id: int
    reason: NotSent


@dataclass(frozen=True)
class Changes:
    """What brings the stored rows of one event in line."""

    insert: tuple[Wanted, ...] = ()
    move: tuple[Move, ...] = ()
    cancel: tuple[Cancel, ...] = ()


def changes(
    event: EventPlan,
    people: Mapping[Recipient, Person],
    stored: Iterable[Stored],
    wanted: Mapping[Key, Wanted],
    *,
    now: datetime,
) -> Changes:
    """Return what is to be written. Rows that are being sent, or are finished, stay as they are.

    A pending row of an older revision becomes the mail of the new one; a cancelled one is taken up again while its
    time is not past.
    """
    rows, spare = _sorted_out(event, stored, wanted)
    insert: list[Wanted] = []
    move: list[Move] = []
    for key, mail in wanted.items():
        row = rows.get(key)
        if row is not None:
            move += _kept(row, mail, now=now)
        elif alike := spare.get((key.recipient, key.kind, key.round)):
            move.append(Move(alike.pop().id, mail, mail.due_at))
        elif mail.expires_at > now:
            insert.append(mail)
    surplus = [row for left in spare.values() for row in left]
    cancel = [Cancel(row.id, why_not(event, people.get(row.recipient), row)) for row in surplus]
    return Changes(tuple(insert), tuple(move), tuple(cancel))


def key_of(row: Stored, event: int) -> Key:
    """Return the key a row of `event` is stored under."""
    return Key(event, row.recipient, row.kind, row.revision, row.round)


def _sorted_out(
    event: EventPlan, stored: Iterable[Stored], wanted: Mapping[Key, Wanted]
) -> tuple[dict[Key, Stored], Mapping[Purpose, list[Stored]]]:
    """Return rows that are wanted by key, and pending ones that nobody wants under their own by what they are for."""
    rows: dict[Key, Stored] = {}
    spare: dict[Purpose, list[Stored]] = defaultdict(list)
    for row in stored:
        key = key_of(row, event.id) if row.revision == event.revision else None
        if key is not None and key in wanted:
            rows[key] = row
        elif row.is_pending:
            spare[row.recipient, row.kind, row.round].append(row)
    return rows, spare


def _kept(row: Stored, mail: Wanted, *, now: datetime) -> Sequence[Move]:
    if row.is_pending:
        if (row.due_at, row.expires_at) == (mail.due_at, mail.expires_at):
            return ()
        # a row that waits for its next try goes on waiting
        waits = row.next_at if row.attempts and row.next_at else mail.due_at
        return (Move(row.id, mail, max(waits, mail.due_at), row.attempts),)
    if row.state == MailState.CANCELLED and _is_worth_reviving(mail, now=now):
        return (Move(row.id, mail, mail.due_at),)
    return ()


def _is_worth_reviving(mail: Wanted, *, now: datetime) -> bool:
    """A reminder whose time went by while it was cancelled stays cancelled; what must be known is told late."""
    return mail.due_at >= now if mail.key.kind in ONLY_IN_TIME else mail.expires_at > now


def why_not(event: EventPlan, person: Person | None, row: Stored) -> NotSent:
    """Return why a stored mail is not wanted, for people to read."""
    return (
        _why_not_event(event, row)
        or _why_not_person(person, row)
        or why_silenced(event, person, row.kind)
        or _why_not_row(event, row)
    )


def _why_not_event(event: EventPlan, row: Stored) -> NotSent | None:
    if event.status == EventStatus.CANCELLED and row.kind != ReminderKind.CANCELLED:
        return NotSent.EVENT_CANCELLED
    if event.status == EventStatus.DONE or (event.has_outcome and row.kind in REPORTS):
        return NotSent.REPORTED
    return NotSent.NOT_PLANNED if event.status == EventStatus.DRAFT else None


def _why_not_person(person: Person | None, row: Stored) -> NotSent | None:
    if row.recipient.table == "user":
        if person is not None and person.stopped:
            return person.stopped
        return None if person else NotSent.NOT_RESPONSIBLE
    if person is None or not person.roles:
        return NotSent.UNASSIGNED
    if row.kind == ReminderKind.UNASSIGNED:
        return NotSent.ASSIGNED_AGAIN
    if person.stopped:
        return person.stopped
    if person.said_no:
        return NotSent.ANSWERED_NO
    return NotSent.ANSWERED if row.kind == ReminderKind.NUDGE and not person.unanswered else None


def _why_not_row(event: EventPlan, row: Stored) -> NotSent:
    if row.kind in event.kinds_since and row.revision == event.revision:
        return NotSent.SET_EARLIER
    if row.kind in REPORTS:
        return NotSent.NOT_RESPONSIBLE
    return NotSent.MOVED if row.revision != event.revision else NotSent.NOT_NEEDED
