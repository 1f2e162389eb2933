"""Writing down what became of held rows. Each statement names the claim; no row hit: it is somebody else's now."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.db.models.functions import Greatest

from accounts.choices import MailState
from accounts.fields import email_hash
from accounts.models import Heartbeat, Suppression
from accounts.post.claim import Claim
from accounts.post.states import Settlement

log = logging.getLogger(__name__)
Result = TypeVar("Result")
RECONNECT = (0.2, 1.0, 3.0, 6.0, 10.0, 15.0, 20.0, 30.0)
"""Seconds between tries to reach the database again: a sent mail whose row is not settled will be sent twice. Together
less than the rest of a lease, after which it is somebody else's."""


def settle(claim: Claim, row_id: int, settlement: Settlement) -> bool:
    """Store `settlement` if the claim still holds the row; say whether it did."""
    held = claim.table.model._default_manager.filter(pk=row_id, claim=claim.token, state=MailState.SENDING)
    changes: dict[str, Any] = {
        "state": settlement.state,
        "next_at": settlement.next_at,
        "sent_at": settlement.sent_at,
        "smtp_code": settlement.smtp_code,
        "last_error": settlement.reason[:120],
        "claim": "",
    }
    if settlement.message_id:
        changes["message_id"] = settlement.message_id
    if settlement.may_have_arrived:
        changes["may_have_arrived"] = True
    if not settlement.counts:
        changes["attempts"] = F("attempts") - 1
    return stubborn(lambda: held.update(**changes)) == 1


def give_back(claim: Claim, row_ids: Sequence[int], *, now: datetime) -> int:
    """Let rows that were not begun be due again at once; returns how many. Nothing was tried, so nothing is counted."""
    if not row_ids:
        return 0
    rows = claim.table.model._default_manager.filter(
        pk__in=row_ids, claim=claim.token, state=MailState.SENDING
    )
    return stubborn(
        lambda: rows.update(state=MailState.PENDING, next_at=now, claim="", attempts=F("attempts") - 1)
    )


def suppress(address: str, *, reason: str) -> None:
    """Never write to `address` again; kept as its keyed hash only."""
    row = Suppression(email_hash=email_hash(address), reason=reason)
    stubborn(lambda: Suppression.objects.bulk_create([row], ignore_conflicts=True))


def beat(part: str, *, now: datetime) -> None:
    """Leave a sign of life of `part`; an older one never covers a newer."""
    known = Heartbeat.objects.filter(part=part)
    if not known.update(at=Greatest(F("at"), now)):
        Heartbeat.objects.bulk_create([Heartbeat(part=part, at=now)], ignore_conflicts=True)


def stubborn(write: Callable[[], Result]) -> Result:
    """Write, through a restart of the database if need be."""
    for pause in RECONNECT:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            log.warning("The database is away; trying again in %s s.", pause)
            connection.close()
            time.sleep(pause)
    return write()
