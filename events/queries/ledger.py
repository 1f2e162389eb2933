"""What went to whom about an event, what will go, and what did not go and why: for those who may see its people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import Count, Q, QuerySet

from accounts.choices import MailState
from accounts.fields import fold
from accounts.models import Activist
from accounts.post.faults import Fault
from events.choices import BoardState, ReminderKind
from events.models import Event, Reminder
from events.queries.paging import PAGE, Paged
from events.rules.local_time import wall_of
from events.rules.mail_stops import STOPPABLE
from events.rules.reasons import NotSent, why_it_goes
from events.rules.resending import may_be_tried_again, may_go_now

MARKS = {
    MailState.PENDING: BoardState.READY,
    MailState.SENDING: BoardState.UNDER_WAY,
    MailState.SENT: BoardState.DELIVERED,
    MailState.FAILED: BoardState.NOT_READY,
    MailState.CANCELLED: BoardState.CANCELLED,
    MailState.MISSED: BoardState.AWAITING_REPORT,
}
"""{state of a mail: state of an event whose mark it borrows}."""


@dataclass(frozen=True)
class LedgerFilter:
    """What is looked for: one state, one kind, and people whose names have these words; blank for all."""

    state: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class LedgerRow:
    """One mail, in words. `at`: when it went, or is due; `local`: the same as a clock on the spot shows it (naive).

    `key` names the row in what a button posts. `goes_now`, `tries_again`: which buttons are worth pressing.
    """

    key: int
    event: Event
    kind: str
    what: str
    to: str
    is_to_activist: bool
    at: datetime
    local: datetime
    state: MailState
    state_words: str
    mark: BoardState
    why: str
    tries: int
    goes_now: bool = False
    tries_again: bool = False
    may_have_arrived: bool = False


@dataclass(frozen=True)
class LedgerPage(Paged[LedgerRow]):
    """Some mails in the order they are due. `counts`: of each state, whatever state is looked for."""

    counts: dict[MailState, int]


@dataclass(frozen=True)
class KindLine:
    """One kind of mail: how many wait, how many failed, and whether people stopped it."""

    kind: str
    what: str
    waiting: int
    failed: int
    is_stopped: bool
    can_be_stopped: bool


def matching(mails: QuerySet[Reminder], asked: LedgerFilter) -> QuerySet[Reminder]:
    """Return the mails that are looked for, apart from their state."""
    found = mails.filter(kind=asked.kind) if asked.kind else mails
    if asked.text.strip():
        people = Activist.objects.search(asked.text).values("pk")
        found = found.filter(Q(activist__in=people) | Q(user__in=_users_called(asked.text, mails)))
    return found


def _users_called(text: str, mails: QuerySet[Reminder]) -> list[int]:
    """Return the ids of users among the readers for whom each word of `text` begins a word of the name: one query.

    Who runs an event are a few; their names stand nowhere in a form to search by.
    """
    wanted = fold(text).split()
    names = mails.filter(user__isnull=False).order_by().values_list("user", "user__name").distinct()
    return [
        pk
        for pk, name in names
        if all(any(word.startswith(part) for word in fold(name).split()) for part in wanted)
    ]


def ledger_page(mails: QuerySet[Reminder], asked: LedgerFilter, *, number: int, now: datetime) -> LedgerPage:
    """Return a page of mails in two queries, however many there are. Past either end is the page at that end."""
    found = matching(mails, asked)
    counted = dict(found.order_by().values_list("state").annotate(Count("pk")))
    counts = {state: counted.get(state, 0) for state in MailState}
    chosen = found.filter(state=asked.state) if asked.state else found
    total = counts.get(MailState(asked.state), 0) if asked.state else sum(counts.values())
    number = min(max(number, 1), max(ceil(total / PAGE), 1))
    return LedgerPage(
        rows=list(ledger_rows(chosen.order_by("due_at", "pk")[(number - 1) * PAGE : number * PAGE], now=now)),
        counts=counts,
        found=total,
        number=number,
    )


def ledger_rows(mails: QuerySet[Reminder], *, now: datetime) -> Iterator[LedgerRow]:
    """Yield mails in words, in one query; however many there are, a few of them are held at a time."""
    read = mails.select_related("activist", "user", "event").defer("activist__email", "activist__phone")
    return (_row(row, now=now) for row in read.iterator(chunk_size=2_000))


def kind_lines(
    mails: QuerySet[Reminder], stopped: Iterable[str], *, offered: Sequence[str]
) -> list[KindLine]:
    """Return the kinds in `offered` that have mails or are stopped, in one query."""
    waiting, failed = (Count("pk", filter=Q(state=state)) for state in (MailState.PENDING, MailState.FAILED))
    by_kind = mails.order_by().values_list("kind").annotate(waiting=waiting, failed=failed)
    counted = {kind: (waits, lost) for kind, waits, lost in by_kind}
    stops = set(stopped)
    return [
        KindLine(
            kind=kind,
            what=str(ReminderKind(kind).label),
            waiting=counted.get(kind, (0, 0))[0],
            failed=counted.get(kind, (0, 0))[1],
            is_stopped=kind in stops,
            can_be_stopped=kind in STOPPABLE,
        )
        for kind in offered
        if kind in counted or kind in stops
    ]


def _row(row: Reminder, *, now: datetime) -> LedgerRow:
    reader, state, event = row.activist or row.user, MailState(row.state), row.event
    is_waiting = state == MailState.PENDING
    at = row.sent_at or (row.next_at if is_waiting else None) or row.due_at
    return LedgerRow(
        key=row.pk,
        event=event,
        kind=row.kind,
        what=str(ReminderKind(row.kind).label),
        to=reader.name if reader else "",
        is_to_activist=row.activist_id is not None,
        at=at,
        local=wall_of(at, event.time_zone),
        state=state,
        state_words=str(state.label),
        mark=MARKS[state],
        why=reason_words(row.last_error) or _why_it_goes(row),
        tries=row.attempts,
        goes_now=may_go_now(
            kind=row.kind, state=state, next_at=row.next_at, expires_at=row.expires_at, now=now
        ),
        tries_again=may_be_tried_again(
            state=state, reason=row.last_error, expires_at=row.expires_at, now=now
        ),
        may_have_arrived=row.may_have_arrived,
    )


def _why_it_goes(row: Reminder) -> str:
    """Return why a mail goes or went, with the days that lie between it and the event as that stands."""
    event = row.event
    days = (
        wall_of(event.starts_at, event.time_zone).date() - wall_of(row.due_at, event.time_zone).date()
    ).days
    return why_it_goes(row.kind, days=days if row.revision == event.revision else None)


def reason_words(stored: str) -> str:
    """Return what is stored as a reason in words, with the mail server's status code behind it."""
    reason, _blank, code = stored.partition(" ")
    words = _WORDS.get(reason, "")
    return f"{words} ({code})" if code else str(words)


_WORDS = {
    **{fault.value: fault.label for fault in Fault},
    **{reason.value: reason.label for reason in NotSent},
}
