"""Which mails people may send now, or try again, by hand. Pure."""

from __future__ import annotations

from datetime import datetime

from accounts.choices import MailState
from accounts.post.faults import Fault
from events.choices import ReminderKind

HOPELESS = frozenset({Fault.DEAD_ADDRESS, Fault.SUPPRESSED, Fault.CLOSED})
"""Nothing may be sent there: another try would only be refused again, and hurt the sender's name."""


NOT_EARLIER = frozenset({ReminderKind.REPORT_DUE, ReminderKind.REPORT_AGAIN, ReminderKind.REPORT_ESCALATED})
"""They ask for what has not happened before they are due."""


def may_go_now(
    *, kind: str, state: str, next_at: datetime | None, expires_at: datetime, now: datetime
) -> bool:
    """Say whether a mail waits for a time that somebody may bring forward."""
    waits = state == MailState.PENDING and next_at is not None and next_at > now and expires_at > now
    return waits and kind not in NOT_EARLIER


def may_be_tried_again(*, state: str, reason: str, expires_at: datetime, now: datetime) -> bool:
    """Say whether a mail that failed is still of use to somebody whose address may take it."""
    return state == MailState.FAILED and expires_at > now and _fault(reason) not in HOPELESS


def _fault(reason: str) -> str:
    return reason.partition(" ")[0]
