"""The state machine of a mail after a try. Pure: a receipt in, what to store out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.choices import MailState
from accounts.post.claim import Held
from accounts.post.faults import PERMANENT, Fault, Receipt

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
JITTER = 0.2
TRIES = len(BACK_OFF) + 1
MOST_CLAIMS = 2 * TRIES
"""A row whose holder died so often is set aside: it may be what kills them."""
REPEAT_AFTER = timedelta(seconds=90)


@dataclass(frozen=True)
class Settlement:
    """What is stored about a row after a try. `counts`: whether it was one; `may_have_arrived`: nobody can know."""

    state: MailState
    next_at: datetime | None = None
    sent_at: datetime | None = None
    smtp_code: int | None = None
    reason: str = ""
    message_id: str = ""
    counts: bool = True
    may_have_arrived: bool = False


def after(receipt: Receipt, held: Held, *, message_id: str, now: datetime, jitter: float) -> Settlement:
    """Return where a row goes from here. `jitter` in -1 … 1 spreads the next tries of many rows.

    An unconfirmed mail is repeated once, under the same Message-ID (RFC 1047); a refusal for good ends it; everything
    else is tried six times, never beyond the time when the mail is of use.
    """
    if receipt.fault is None:
        return Settlement(MailState.SENT, sent_at=now, smtp_code=receipt.smtp_code, message_id=message_id)
    next_at = _next_try(receipt, held, now=now, jitter=jitter)
    is_over = next_at is None or next_at >= held.expires_at
    return Settlement(
        MailState.FAILED if is_over else MailState.PENDING,
        next_at=None if is_over else next_at,
        smtp_code=receipt.smtp_code,
        reason=receipt.reason,
        message_id=message_id,
        may_have_arrived=receipt.fault == Fault.NO_REPLY,
    )


def _next_try(receipt: Receipt, held: Held, *, now: datetime, jitter: float) -> datetime | None:
    if receipt.fault in PERMANENT:
        return None
    if receipt.fault == Fault.NO_REPLY:
        return None if held.last_error.startswith(Fault.NO_REPLY) else now + REPEAT_AFTER
    if held.attempts >= TRIES:
        return None
    return now + BACK_OFF[min(held.attempts, len(BACK_OFF)) - 1] * (1 + JITTER * jitter)
