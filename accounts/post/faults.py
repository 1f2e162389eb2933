"""What can go wrong with a mail on its way, in words for people, and what a mail server's answer amounts to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fault(TextChoices):
    """Why a mail did not go out; stored, with the server's enhanced status code at most, never with its words."""

    NO_CONNECTION = "no_connection", _("the mail server could not be reached")
    LOG_IN = "log_in", _("the mail server refused our log-in")
    SENDER_REFUSED = "sender_refused", _("the mail server refused us as the sender")
    TEMPORARY = "temporary", _("the mail server asked to try again later")
    RECIPIENT_REFUSED = "recipient_refused", _("the mail server refused the address")
    DEAD_ADDRESS = "dead_address", _("the address does not exist")
    CONTENT_REFUSED = "content_refused", _("the mail server refused the mail itself")
    NO_REPLY = "no_reply", _("the mail server did not confirm it: it may have arrived")
    TAKEN_OVER = "taken_over", _("its sender stopped in the middle: it may have arrived")
    NOT_COMPOSED = "not_composed", _("the mail could not be written")
    EXPIRED = "expired", _("its time was over")
    SUPPRESSED = "suppressed", _("the address does not take mail")
    CLOSED = "closed", _("the account is closed")


PERMANENT = frozenset(
    {Fault.RECIPIENT_REFUSED, Fault.DEAD_ADDRESS, Fault.CONTENT_REFUSED, Fault.NOT_COMPOSED}
)
"""Another try would end the same way."""

MAY_HAVE_ARRIVED = frozenset({Fault.NO_REPLY, Fault.TAKEN_OVER})
"""Sent once more after one of these, a mail may be in somebody's mailbox twice."""

OF_RELAY = frozenset({Fault.NO_CONNECTION, Fault.LOG_IN, Fault.SENDER_REFUSED})

# RFC 3463 section 3.2 and 3.3, RFC 7505: mailbox or domain does not exist, has moved, takes no mail, is disabled.
# A bare 550 is not enough: relays say it for their own policies, and one misconfigured day would silence everybody.
DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")


@dataclass(frozen=True)
class Receipt:
    """What became of one mail on the wire. No fault: the server has accepted it and answers for it."""

    fault: Fault | None = None
    smtp_code: int | None = None
    enhanced: str = ""

    @property
    def reason(self) -> str:
        """What is stored: the class of the fault and the server's status code."""
        return f"{self.fault or ''} {self.enhanced}".strip()

    @property
    def is_of_relay(self) -> bool:
        """Whether the next mail would meet the same: the relay is away, closing, or does not let us in."""
        return self.fault in OF_RELAY or self.smtp_code == 421


def enhanced_code(reply: bytes) -> str:
    """Return the enhanced status code (RFC 3463) a reply begins with, or nothing. The words after it are dropped."""
    found = _ENHANCED.match(reply)
    return found[1].decode() if found else ""


def judge(code: int, reply: bytes, *, permanent: Fault) -> Receipt:
    """Return what a refusal means: `permanent` for 5xx, anything else is tried again."""
    enhanced = enhanced_code(reply)
    if code // 100 != 5:
        return Receipt(Fault.TEMPORARY, code if 100 <= code <= 599 else None, enhanced)
    is_dead = permanent == Fault.RECIPIENT_REFUSED and enhanced in DEAD
    return Receipt(Fault.DEAD_ADDRESS if is_dead else permanent, code, enhanced)
