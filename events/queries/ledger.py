"""What went to whom about an event, what will go, and what did not go and why: for those who may see its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.choices import MailState
from accounts.post.faults import Fault
from events.choices import ReminderKind
from events.models import Event, Reminder
from events.rules.local_time import wall_of
from events.rules.reasons import NotSent


@dataclass(frozen=True)
class LedgerRow:
    """One mail, in words. `at`: when it went, or is due; `local`: the same as a clock on the spot shows it (naive)."""

    what: str
    to: str
    is_to_activist: bool
    at: datetime
    local: datetime
    state: MailState
    state_words: str
    why: str
    tries: int


def ledger(event: Event, *, limit: int | None = None) -> list[LedgerRow]:
    """Return the mails of `event` in the order they are due, the first `limit` of them; one query."""
    rows = event.reminders.select_related("activist", "user").defer("activist__email", "activist__phone")
    return [_row(row, event.time_zone) for row in rows.order_by("due_at", "pk")[:limit]]


def _row(row: Reminder, zone: str) -> LedgerRow:
    reader, state = row.activist or row.user, MailState(row.state)
    at = row.sent_at or (row.next_at if state == MailState.PENDING and row.attempts else None) or row.due_at
    return LedgerRow(
        what=str(ReminderKind(row.kind).label),
        to=reader.name if reader else "",
        is_to_activist=row.activist_id is not None,
        at=at,
        local=wall_of(at, zone),
        state=state,
        state_words=str(state.label),
        why=reason_words(row.last_error),
        tries=row.attempts,
    )


def reason_words(stored: str) -> str:
    """Return what is stored as a reason in words, with the mail server's status code behind it."""
    reason, _blank, code = stored.partition(" ")
    words = _WORDS.get(reason, "")
    return f"{words} ({code})" if code else str(words)


_WORDS = {
    **{fault.value: fault.label for fault in Fault},
    **{reason.value: reason.label for reason in NotSent},
}
