"""The mails of an event as a few lines: one per kind, with how many are in which state and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.choices import MailState
from events.choices import BoardState, ReminderKind
from events.models import Event
from events.queries.ledger import MARKS, reason_words
from events.rules.wording import clauses, mail_state_beside

EACH_TIME = (ReminderKind.MOVED, ReminderKind.CANCELLED)
"""Kinds that have a line for every change; of the others the last plan stands for all."""


@dataclass(frozen=True)
class Share:
    """How many mails of a line are in one state, with the mark that stands for it."""

    number: int
    state: MailState

    @property
    def words(self) -> str:
        return mail_state_beside(self.number, self.state)

    @property
    def mark(self) -> BoardState:
        return MARKS[self.state]


@dataclass(frozen=True)
class MailLine:
    """All mails of one kind. `due_at` is the earliest that is still wanted, else the earliest."""

    what: str
    number: int
    due_at: datetime
    shares: Sequence[Share]
    why: str


def mail_lines(event: Event) -> list[MailLine]:
    """Return the event's mails by kind, in the order they are due; one query, however many mails."""
    counted = event.reminders.order_by().values("kind", "revision", "state", "last_error")
    groups: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in counted.annotate(number=Count("pk"), due_at=Min("due_at")):
        groups[row["kind"], row["revision"] if row["kind"] in EACH_TIME else 0].append(row)
    lines = [_line(kind, rows) for (kind, _revision), rows in groups.items()]
    return sorted(lines, key=lambda line: (line.due_at, line.what))


def mails_by_state(lines: Iterable[MailLine]) -> str:
    """Return "40 sent · 1 not needed" over all lines."""
    total: dict[MailState, int] = defaultdict(int)
    for line in lines:
        for share in line.shares:
            total[share.state] += share.number
    shares = (Share(number, state) for state, number in total.items())
    return " · ".join(_("%(n)d %(state)s") % {"n": share.number, "state": share.words} for share in shares)


def _line(kind: str, rows: Sequence[dict[str, Any]]) -> MailLine:
    by_state: dict[MailState, int] = defaultdict(int)
    for row in rows:
        by_state[MailState(row["state"])] += row["number"]
    return MailLine(
        what=capfirst(str(ReminderKind(kind).label)),
        number=sum(by_state.values()),
        due_at=min((row["state"] == MailState.CANCELLED, row["due_at"]) for row in rows)[1],
        shares=[Share(by_state[state], state) for state in MailState if state in by_state],
        why=clauses(_reasons(rows)),
    )


def _reasons(rows: Sequence[dict[str, Any]]) -> list[str]:
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["last_error"]:
            counted[reason_words(row["last_error"])] += row["number"]
    return [
        _("%(n)d × %(reason)s") % {"n": number, "reason": words} if len(counted) > 1 else words
        for words, number in counted.items()
    ]
