"""Two rows of one person become one: whose answer stands, and which mails about an event are one mail. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.choices import MailState
from events.choices import ReminderKind
from events.rules.people import may_be_read


@dataclass(frozen=True)
class Mail:
    """One stored reminder. `is_kept`: it belongs to the row that stays."""

    id: int
    is_kept: bool
    event: int
    kind: str
    revision: int
    round: int
    state: str
    attempts: int
    smtp_code: int | None
    may_have_arrived: bool

    @property
    def told(self) -> bool:
        """Whether its reader has seen it, or may have."""
        return may_be_read(
            state=self.state,
            attempts=self.attempts,
            smtp_code=self.smtp_code,
            may_have_arrived=self.may_have_arrived,
        )


@dataclass(frozen=True)
class Joined:
    """What becomes of the mails of both: {id: round} of those that stay, the ids of those another one stands for."""

    rounds: dict[int, int]
    doubles: frozenset[int]


def join_mails(mails: Iterable[Mail]) -> Joined:
    """Return how the mails of both rows become those of one, as if she had always been one person.

    A round ends with each "no longer needed" that went out. Past rounds follow one another, the kept row's first; the
    running rounds of both become one, in which a mail that both got, or would get, is there once. So nothing that went
    to either is sent again, and nothing goes twice.
    """
    rounds: dict[int, int] = {}
    doubles: set[int] = set()
    by_event: dict[int, list[Mail]] = {}
    for mail in mails:
        by_event.setdefault(mail.event, []).append(mail)
    for of_event in by_event.values():
        best: dict[tuple[str, int, int], Mail] = {}
        for mail in of_event:
            rounds[mail.id] = _round(mail, of_event)
            key = (mail.kind, mail.revision, rounds[mail.id])
            other = best.get(key)
            if other is None or _weight(mail) > _weight(other):
                best[key] = mail
        doubles |= {mail.id for mail in of_event} - {mail.id for mail in best.values()}
    return Joined({pk: number for pk, number in rounds.items() if pk not in doubles}, frozenset(doubles))


def _round(mail: Mail, of_event: list[Mail]) -> int:
    ended = {True: 0, False: 0}
    for one in of_event:
        ended[one.is_kept] += one.kind == ReminderKind.UNASSIGNED and one.told
    if mail.round > ended[mail.is_kept]:
        return ended[True] + ended[False] + 1
    return mail.round if mail.is_kept else ended[True] + mail.round


def _weight(mail: Mail) -> tuple[bool, bool, bool]:
    """Return what makes one of two equal mails stand for both: that it was read, else that it will go out."""
    return (mail.told, mail.state == MailState.PENDING, mail.is_kept)


def later_answer_wins(kept: datetime | None, gone: datetime | None) -> bool:
    """Say whether the answer of the row that goes stands, by when each was given; silence never does."""
    return gone is not None and (kept is None or gone > kept)
