"""The relay as all senders see it together: a breaker while it is in trouble, and a rate limit. One row decides both.

While the relay is away no mail wastes a try on it. One sender at a time looks whether it is back, with one mail.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import transaction

from accounts.models import Relay
from accounts.post.faults import Fault, Receipt

log = logging.getLogger(__name__)
SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=5)
"""How long senders wait after a first failure; twice as long after each further one, up to the longest."""
PROBE = timedelta(seconds=30)
"""So long the others leave it to one sender to look: longer than one mail may take."""
PATIENCE = {Fault.NO_REPLY: 2, Fault.TEMPORARY: 10}
"""{fault of a single mail: so many in a row, with nothing accepted between them, are the relay's}."""


class Way(Enum):
    """What a sender may do now."""

    OPEN = "open"
    PROBE = "one mail only: to see whether the relay is back"
    CLOSED = "nothing"


def way(now: datetime) -> Way:
    """Say what the caller may send; of many callers at once only one is told to probe."""
    known = Relay.objects.filter(pk=Relay.ONLY, failures__gt=0).values_list("paused_until", flat=True).first()
    if known is None:
        return Way.OPEN
    if known > now:
        return Way.CLOSED
    waiting = Relay.objects.filter(pk=Relay.ONLY, failures__gt=0, paused_until__lte=now)
    return Way.PROBE if waiting.update(paused_until=now + PROBE) else Way.CLOSED


@transaction.atomic
def pause(fault: str, *, now: datetime) -> datetime:
    """Keep every sender off the relay for a while, longer with each failure; return until when."""
    relay = _row()
    length = min(SHORTEST * 2 ** min(relay.failures, 10), LONGEST)
    relay.failures, relay.fault = relay.failures + 1, fault[:40]
    relay.paused_since = relay.paused_since or now
    relay.paused_until = until = now + length
    relay.save(update_fields=["failures", "fault", "paused_since", "paused_until"])
    log.warning("The relay is in trouble (%s); trying again in %d s.", fault, length.total_seconds())
    return until


def leave_probe(*, now: datetime) -> None:
    """Let somebody else look: the caller was to probe, and had nothing to send."""
    Relay.objects.filter(pk=Relay.ONLY, failures__gt=0).update(paused_until=now)


def recovered() -> None:
    """Let everybody send again."""
    trouble = Relay.objects.filter(pk=Relay.ONLY, failures__gt=0)
    if trouble.update(failures=0, fault="", paused_since=None, paused_until=None):
        log.warning("The relay is back.")


def _row() -> Relay:
    relay, _is_new = Relay.objects.select_for_update().get_or_create(pk=Relay.ONLY)
    return relay


# --- the rate limit -----------------------------------------------------------------------------------------------


def group_size(most: int) -> int:
    """Return how many mails to take at once: no more than a second's worth, so that the limit holds evenly."""
    return most if settings.MAIL_RATE is None else max(1, min(most, int(settings.MAIL_RATE)))


def reserve(number: int, *, now: datetime) -> timedelta:
    """Return how long to wait before handing over `number` mails; the time they take is then nobody else's."""
    rate: float | None = settings.MAIL_RATE
    return timedelta() if rate is None else _reserve(timedelta(seconds=number / rate), now=now)


@transaction.atomic
def _reserve(length: timedelta, *, now: datetime) -> timedelta:
    relay = _row()
    start = max(filter(None, (relay.next_free_at, now)))
    relay.next_free_at = start + length
    relay.save(update_fields=["next_free_at"])
    return start - now


# --- when one mail's trouble is everybody's -----------------------------------------------------------------------


@dataclass
class Heard:
    """What one group of mails said of the relay: whether it answered at all, and the fault that is everybody's."""

    anything: bool = False
    trouble: str = ""


@dataclass
class Watch:
    """Looks at the receipts of one sender, in their order."""

    in_a_row: dict[Fault, int] = field(default_factory=dict)

    def see(self, receipt: Receipt) -> bool:
        """Say whether this receipt means that the relay is in trouble."""
        if receipt.fault is None:
            self.in_a_row.clear()
            return False
        seen = self.in_a_row[receipt.fault] = self.in_a_row.get(receipt.fault, 0) + 1
        return receipt.is_of_relay or seen >= PATIENCE.get(receipt.fault, seen + 1)
