"""From claimed rows to mails: ask again whether each is wanted, then write it for its one reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.choices import OPEN_MAIL_STATES, MailState
from accounts.post.mail import Mail
from accounts.post.tables import NotWanted, NotYet
from events.calendars import calendar_of
from events.choices import ReminderKind
from events.messages import mail_of
from events.models import Reminder
from events.queries.notices import Notices
from events.queries.reminding import Plannable, Scope, plannables
from events.rules.changes import key_of, why_not
from events.rules.local_time import wall_of
from events.rules.people import Person, Recipient, Stored, current_round
from events.rules.reasons import NotSent
from events.rules.reminding import Key, Wanted, wanted

GAPS_APART = timedelta(minutes=15)
"""At most one *gap* per event and reader in this time."""


class ReminderGroup:
    """The reminders of one claim. Everything is read once, so a group takes the same queries as a single row."""

    def __init__(self, row_ids: Sequence[int], now: datetime) -> None:
        self._now = now
        self._notices = Notices(row_ids, now=now)
        rows = self._notices.rows.values()
        scope = Scope(
            events={row.event_id for row in rows},
            activists={row.activist_id for row in rows if row.activist_id},
            held=frozenset(row_ids),
        )
        self._plannables = plannables(scope)
        self._wanted = {pk: self._wanted_of(found) for pk, found in self._plannables.items()}

    def _wanted_of(self, found: Plannable) -> dict[Key, Wanted]:
        return wanted(found.event, found.people.values(), found.stored, now=self._now)

    # --- ask again ---

    def still_wanted(self, row_id: int) -> NotWanted | NotYet | None:
        """Return what speaks against sending a row now, by the event, its people and their other mails as they are."""
        row = self._notices.rows[row_id]
        found = self._plannables[row.event_id]
        stored = next(own for own in found.stored if own.id == row_id)
        person = found.people.get(stored.recipient)
        if person is None or key_of(stored, row.event_id) not in self._wanted[row.event_id]:
            return NotWanted(why_not(found.event, person, stored))
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
            for other in found.stored
            if other.recipient == row.recipient and self._goes_or_went(other, found)
        )

    def _goes_or_went(self, row: Stored, found: Plannable) -> bool:
        if row.state == MailState.SENT:
            return True
        is_open = row.state in OPEN_MAIL_STATES
        return is_open and key_of(row, found.event.id) in self._wanted[found.event.id]

    def _objection_to_gap(self, row: Stored, found: Plannable) -> NotWanted | NotYet | None:
        lead_is_gone = row.round > 1 and not self._notices.has_lead(found.event.id)
        if not lead_is_gone and not self._notices.missing(found.event.id):
            return NotWanted(NotSent.FILLED)
        own = (r for r in found.stored if r.recipient == row.recipient and r.kind == ReminderKind.GAP)
        former = max((r.sent_at for r in own if r.sent_at), default=None)
        is_too_soon = former is not None and self._now < former + GAPS_APART
        return NotYet(former + GAPS_APART) if former is not None and is_too_soon else None

    # --- write ---

    def compose(self, row_id: int) -> Mail:
        """Return the mail of a row, in its reader's language and the event's local time."""
        row = self._notices.rows[row_id]
        notice = self._notices.notice(row_id, knows_older=self._knows_older(row))
        return mail_of(
            notice, to=_address(row), row_id=row.pk, calendar=calendar_of(notice, to=_address(row))
        )

    def _knows_older(self, row: Reminder) -> bool:
        """Say whether the reader was told something, but nothing of this revision yet."""
        recipient = recipient_of(row)
        own = [r for r in self._plannables[row.event_id].stored if r.recipient == recipient]
        told = [r.revision for r in own if r.told and r.round == current_round(own)]
        return bool(told) and max(told) < row.event.revision


def recipient_of(row: Reminder) -> Recipient:
    """Return whom a row is for."""
    return Recipient("activist", row.activist_id) if row.activist_id else Recipient("user", row.user_id or 0)


def _address(row: Reminder) -> str:
    reader = row.activist or row.user
    assert reader is not None
    return str(reader.email)
