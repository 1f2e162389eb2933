"""Words as the reader's language bends them: parts in a row, numbers, states beside a number. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language, npgettext, npgettext_lazy, pgettext

from accounts.choices import MailState
from events.choices import BoardState

# Unicode CLDR with Latin digits for Arabic, English and French. Spanish has the thin space of the Real Academia:
# point and comma are read in opposite ways in Madrid and in Mexico.
GROUPING = {"ar": ",", "en": ",", "es": "\u202f", "fr": "\u202f"}


def listed(parts: Iterable[object]) -> str:
    """Return "lead, steward"; Arabic has a comma of its own."""
    return pgettext("between the parts of a list", ", ").join(map(str, parts))


def clauses(parts: Iterable[object]) -> str:
    """Return "consulate refused to meet; petition left there"."""
    return pgettext("between two clauses", "; ").join(map(str, parts))


def thousands(number: int | None) -> str:
    """Write a whole number in European digits, grouped as the reader's language does; nothing for None."""
    if number is None:
        return ""
    language = (get_language() or "en").split("-")[0]
    return f"{int(number):,}".replace(",", GROUPING.get(language, ","))


STATES_BESIDE = {
    BoardState.DRAFT: npgettext_lazy("after a number of events", "draft", "draft", "n"),
    BoardState.NOT_READY: npgettext_lazy("after a number of events", "not ready", "not ready", "n"),
    BoardState.READY: npgettext_lazy("after a number of events", "ready", "ready", "n"),
    BoardState.UNDER_WAY: npgettext_lazy("after a number of events", "under way", "under way", "n"),
    BoardState.AWAITING_REPORT: npgettext_lazy(
        "after a number of events", "awaiting report", "awaiting report", "n"
    ),
    BoardState.DELIVERED: npgettext_lazy("after a number of events", "delivered", "delivered", "n"),
    BoardState.REFUSED: npgettext_lazy("after a number of events", "refused", "refused", "n"),
    BoardState.HELD: npgettext_lazy("after a number of events", "held", "held", "n"),
    BoardState.CANCELLED: npgettext_lazy("after a number of events", "cancelled", "cancelled", "n"),
}


def state_beside(n: int, state: str) -> str:
    """Return the word of a state as it stands after the number of events: "3 delivered", « 3 remis »."""
    return _beside(n, state, get_language())


@lru_cache(maxsize=4096)
def _beside(n: int, state: str, _language: str | None) -> str:
    return str(STATES_BESIDE[BoardState(state)] % {"n": n})


def mail_state_beside(n: int, state: str) -> str:
    """Return the word of a mail's state as it stands after the number of mails: "40 sent", « 40 envoyés »."""
    return {
        MailState.PENDING: npgettext("after a number of mails", "will be sent", "will be sent", n),
        MailState.SENDING: npgettext("after a number of mails", "being sent", "being sent", n),
        MailState.SENT: npgettext("after a number of mails", "sent", "sent", n),
        MailState.FAILED: npgettext("after a number of mails", "failed", "failed", n),
        MailState.CANCELLED: npgettext("after a number of mails", "not needed", "not needed", n),
        MailState.MISSED: npgettext("after a number of mails", "missed", "missed", n),
    }[MailState(state)]
