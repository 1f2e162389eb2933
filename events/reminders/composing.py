"""From claimed rows to mails: ask again whether each is wanted, then write it for its one reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.choices import OPEN_MAIL_STATES, MailState
from accounts.post.mail import Sendable
from accounts.post.tables import NotWanted, NotYet
from events.choices import ReminderKind
from events.queries.notices import PROMISING, Notices, Row
from events.queries.reminding import Plannable, Scope, plannables
from events.reminders.writing import Writer
from events.rules.changes import key_of, why_not
from events.rules.local_time import wall_of
from events.rules.people import Person, Recipient, Stored, current_round
from events.rules.reasons import NotSent
from events.rules.reminding import Key, Wanted, by_recipient, still_ahead, wanted

GAPS_APART = timedelta(minutes=15)
"""At most one *gap* per event and reader in this time."""


class ReminderGroup:
    """The reminders of one claim. Everything is read once, so a group takes the same queries as a single row."""

    def __init__(self, row_ids: Sequence[int], now: datetime) -> None:
        self._now = now
        self._notices = Notices(row_ids, now=now)
        self._writer = Writer(now)
        rows = self._notices.rows.values()
        scope = Scope(
            events={row.event_id for row in rows},
            activists={row.activist_id for row in rows if row.activist_id},
            users=any(row.user_id for row in rows),
            held=frozenset(row_ids),
            now=now,
        )
        self._plannables = plannables(scope)
        self._stored = {
            pk: (by_recipient(found.stored), {row.id: row for row in found.stored})
            for pk, found in self._plannables.items()
        }
        self._ahead = {pk: still_ahead(found.event, now=now) for pk, found in self._plannables.items()}
        self._wanted = {pk: self._wanted_of(found) for pk, found in self._plannables.items()}

    def _wanted_of(self, found: Plannable) -> dict[Key, Wanted]:
        kinds = {row.kind for row in found.stored}
        return wanted(found.event, found.people.values(), found.stored, now=self._now, kinds=kinds)

    # --- ask again ---

    def still_wanted(self, row_id: int) -> NotWanted | NotYet | None:
        """Return what speaks against sending a row now, by the event, its people and their other mails as they are."""
        row = self._notices.rows[row_id]
        found = self._plannables[row.event_id]
        stored = self._stored[row.event_id][1][row_id]
        person = found.people.get(stored.recipient)
        mail = self._wanted[row.event_id].get(key_of(stored, row.event_id))
        if person is None or mail is None:
            return NotWanted(why_not(found.event, person, stored))
        if (
            self._now < mail.due_at != stored.due_at
        ):  # settings have changed, and this event is not planned anew yet
            return NotYet(mail.due_at)
        if self._is_paused(person, found.event.zone):
            return NotWanted(NotSent.PAUSED)
        if self._is_superseded(stored, found):
            return NotWanted(NotSent.SUPERSEDED, MailState.MISSED)
        return self._objection_to_gap(stored, found) if row.kind == ReminderKind.GAP else None

    def _is_paused(self, person: Person, zone: str) -> bool:
        return person.paused_until is not None and wall_of(self._now, zone).date() <= person.paused_until

    def _is_superseded(self, row: Stored, found: Plannable) -> bool:
        """After an outage several mails about one event are due to one reader: only the latest goes."""
        return any(
            (row.due_at, row.id) < (other.due_at, other.id) and other.due_at <= self._now
            for other in self._own(row, found)
            if self._goes_or_went(other, found)
        )

    def _own(self, row: Stored, found: Plannable) -> Sequence[Stored]:
        """Return all mails of the event to the reader of one."""
        return self._stored[found.event.id][0][row.recipient]

    def _goes_or_went(self, row: Stored, found: Plannable) -> bool:
        if row.state == MailState.SENT:
            return True
        is_open = row.state in OPEN_MAIL_STATES
        return is_open and key_of(row, found.event.id) in self._wanted[found.event.id]

    def _objection_to_gap(self, row: Stored, found: Plannable) -> NotWanted | NotYet | None:
        lead_is_gone = row.round > 1 and not self._notices.has_lead(found.event.id)
        if not lead_is_gone and not self._notices.missing(found.event.id):
            return NotWanted(NotSent.FILLED)
        own = (other for other in self._own(row, found) if other.kind == ReminderKind.GAP)
        former = max((r.sent_at for r in own if r.sent_at), default=None)
        is_too_soon = former is not None and self._now < former + GAPS_APART
        return NotYet(former + GAPS_APART) if former is not None and is_too_soon else None

    # --- write ---

    def compose(self, row_id: int) -> Sendable:
        """Return the mail of a row, in its reader's language and the event's local time."""
        row = self._notices.rows[row_id]
        notice = self._notices.notice(
            row_id, knows_older=self._knows_older(row), promised=self._promised(row)
        )
        return self._writer.mail(notice, to=self._notices.reader(row_id).address(), row_id=row_id)

    def _promised(self, row: Row) -> tuple[ReminderKind, ...]:
        """Return the reminders that will follow a mail that promises some."""
        if row.kind not in PROMISING:
            return ()
        person = self._plannables[row.event_id].people[recipient_of(row)]
        return tuple([kind for kind in self._ahead[row.event_id] if kind not in person.stopped_kinds])

    def _knows_older(self, row: Row) -> bool:
        """Say whether the reader was told something, but nothing of this revision yet."""
        own = self._stored[row.event_id][0][recipient_of(row)]
        number = current_round(own)
        told = [other.revision for other in own if other.told and other.round == number]
        return bool(told) and max(told) < self._notices.events[row.event_id].revision


def recipient_of(row: Row) -> Recipient:
    """Return whom a row is for."""
    return Recipient("activist", row.activist_id) if row.activist_id else Recipient("user", row.user_id or 0)
