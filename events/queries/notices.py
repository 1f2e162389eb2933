"""What mails about events say, read for the rows of one claim in seven queries. How it is said is events.messages'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.fields import clean_text
from accounts.models import Section
from accounts.tokens import link_tokens
from events.choices import Answer, LinkPurpose, ReminderKind, Role
from events.models import Assignment, Event, Link, Reminder
from events.queries.facts import filled_needs
from events.queries.ids import Ids
from events.queries.readers import Reader, activists_as_readers, users_as_readers
from events.rules.calls import CALENDAR_KINDS


@dataclass(frozen=True)
class Change:
    """What changed before this mail: the start people knew (None: only the place, or what is done), and when."""

    old_starts_wall: datetime | None
    revised_at: datetime


@dataclass(frozen=True)
class RoleCount:
    """How many of a role an event wants, and how many said yes to it."""

    role: str
    wanted: int
    yes: int


class Addresses(NamedTuple):
    """Where a mail leads; blank where there is nothing to open. `mine`: the reader's own events; `page`: signed in."""

    answer: str = ""
    report: str = ""
    stop: str = ""
    mine: str = ""
    page: str = ""


NOWHERE = Addresses()
WITH_CREW = CALENDAR_KINDS | {ReminderKind.GAP}
"""Mails that say how far the roles are filled: to who will be there, and to who looks for somebody."""


PROMISING = frozenset({ReminderKind.ASKED, ReminderKind.WEEK_BEFORE})
"""Mails that say which others will follow."""


@dataclass(frozen=True)
class Notice:
    """Everything one mail about an event may say to its one reader, of whom it knows the initial only.

    `promised` are the reminders that will follow.
    """

    kind: ReminderKind
    event: Event
    section: Section
    language: str
    is_discreet: bool
    initial: str
    reader_zone: str
    now: datetime
    roles: tuple[Role, ...] = ()
    is_unanswered: bool = False
    said_yes: bool = False
    lead: str = ""
    change: Change | None = None
    promised: tuple[ReminderKind, ...] = ()
    crew: tuple[RoleCount, ...] = ()
    missing: tuple[RoleCount, ...] = ()
    lacks_lead: bool = False
    addresses: Addresses = NOWHERE

    @property
    def is_to_activist(self) -> bool:
        """Whether the reader takes part, and does not sign in."""
        return not self.addresses.page


class Row(NamedTuple):
    """What is read of a claimed reminder."""

    id: int
    event_id: int
    activist_id: int | None
    user_id: int | None
    kind: str


class Asked(NamedTuple):
    """One assignment of a reader, or of somebody who leads."""

    id: int
    event_id: int
    activist_id: int
    role: str
    answer: str
    name: str


class Notices:
    """The notices of one claim's rows. Events are read once each, however many rows speak of them."""

    def __init__(self, row_ids: Collection[int], *, now: datetime) -> None:
        self._now = now
        rows = Reminder.objects.filter(pk__in=Ids(row_ids)).order_by().values_list(*Row._fields)
        self.rows = {row.id: row for row in map(Row._make, rows)}
        events = {row.event_id for row in self.rows.values()}
        activists = {row.activist_id for row in self.rows.values() if row.activist_id}
        self.events = Event.objects.select_related("campaign", "section", "mission__place").in_bulk(events)
        self._activists = activists_as_readers(activists)
        self._users = users_as_readers({row.user_id for row in self.rows.values() if row.user_id})
        asked = _asked(events, activists)
        self._own, self._leads = _by_reader(asked), _leads(asked)
        self._links = _links([a.id for a in asked], activists, now=now)
        self._address = _link_addresses()
        self._crews = _crews({row.event_id for row in self.rows.values() if row.kind in WITH_CREW})

    def missing(self, event: int) -> tuple[RoleCount, ...]:
        """Return the unfilled needs of an event that somebody is written to about."""
        return tuple(role for role in self._crews.get(event, ()) if role.yes < role.wanted)

    def has_lead(self, event: int) -> bool:
        """Say whether a lead has said yes."""
        return event in self._leads

    def reader(self, row_id: int) -> Reader:
        """Return whom a row is for."""
        row = self.rows[row_id]
        return self._activists[row.activist_id] if row.activist_id else self._users[row.user_id or 0]

    def notice(self, row_id: int, *, knows_older: bool, promised: tuple[ReminderKind, ...] = ()) -> Notice:
        """Return what the mail of a row says. `knows_older`: the reader was told of an earlier revision last."""
        row, reader = self.rows[row_id], self.reader(row_id)
        event = self.events[row.event_id]
        own = self._own.get((row.event_id, row.activist_id), ()) if row.activist_id else ()
        kind = ReminderKind(row.kind)
        is_news = kind == ReminderKind.MOVED
        return Notice(
            kind=kind,
            event=event,
            section=event.section,
            language=reader.language,
            is_discreet=reader.discreet or event.discreet,
            initial=clean_text(reader.name)[:1].upper(),
            reader_zone=reader.time_zone,
            now=self._now,
            roles=tuple(Role(a.role) for a in own if a.answer != Answer.NO),
            is_unanswered=any(a.answer == Answer.ASKED for a in own),
            said_yes=any(a.answer == Answer.YES for a in own),
            lead=self._lead_of(row),
            change=_change(event) if kind in CALENDAR_KINDS and (knows_older or is_news) else None,
            promised=promised,
            crew=tuple(self._crews.get(row.event_id, ())) if kind in CALENDAR_KINDS else (),
            missing=self.missing(row.event_id) if kind == ReminderKind.GAP else (),
            lacks_lead=not self.has_lead(row.event_id),
            addresses=self._addresses(row, event, own),
        )

    def _lead_of(self, row: Row) -> str:
        """Return the initials of who leads; nothing when it is the reader."""
        leads = self._leads.get(row.event_id, ())
        if not leads or any(lead.activist_id == row.activist_id for lead in leads):
            return ""
        return initials(leads[0].name)

    def _addresses(self, row: Row, event: Event, own: Iterable[Asked]) -> Addresses:
        if row.user_id:
            return Addresses(page=_absolute(reverse("events:event", args=[event.public_id])))
        ids = [asked.id for asked in own]
        return Addresses(
            answer=self._link(ids, LinkPurpose.ANSWER),
            report=self._link(ids, LinkPurpose.REPORT),
            stop=self._link([row.activist_id], LinkPurpose.UNSUBSCRIBE),
            mine=self._link([row.activist_id], LinkPurpose.MINE),
        )

    def _link(self, subjects: Sequence[int | None], purpose: LinkPurpose) -> str:
        found = (self._links.get((subject, purpose)) for subject in subjects)
        link = next(filter(None, found), None)
        return self._address(*link) if link else ""


def initials(name: str) -> str:
    """Return "C. V." for Carmen Vidal: enough to be recognised by those who know the person."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3])


def link_address(token: str) -> str:
    """Return the address a link of this token has in mails."""
    before, after = _around_token()
    return _absolute(f"{before}{token}{after}")


def _link_addresses() -> Callable[[int, int], str]:
    """Return what makes the address of a link from its id and generation, the settings looked up once."""
    token, (before, after) = link_tokens(), _around_token()
    begin = _absolute(before)
    return lambda link_id, generation: f"{begin}{token(link_id, generation)}{after}"


@cache
def _around_token() -> tuple[str, str]:
    """Resolving an address takes longer than filling a whole mail; this one is always the same."""
    before, _token, after = reverse("events:link", args=["TOKEN"]).partition("TOKEN")
    return before, after


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _change(event: Event) -> Change | None:
    if event.revised_at is None:
        return None
    old, zone = event.moved_from_wall, event.moved_from_zone or event.time_zone
    same = old is None or (old == event.starts_wall and zone == event.time_zone)
    return Change(None if same else old, event.revised_at)


def _asked(events: Collection[int], activists: Collection[int]) -> list[Asked]:
    """Return the readers' own assignments and those of everybody who leads."""
    concerned = Q(activist__in=Ids(activists)) | Q(role=Role.LEAD, answer=Answer.YES)
    found = Assignment.objects.filter(concerned, event__in=Ids(events)).order_by("pk")
    columns = found.values_list("pk", "event_id", "activist_id", "role", "answer", "activist__name")
    return [Asked._make(row) for row in columns]


def _by_reader(asked: Iterable[Asked]) -> dict[tuple[int, int], list[Asked]]:
    own: dict[tuple[int, int], list[Asked]] = defaultdict(list)
    for one in asked:
        own[one.event_id, one.activist_id].append(one)
    return own


def _leads(asked: Iterable[Asked]) -> dict[int, list[Asked]]:
    leads: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        if one.role == Role.LEAD and one.answer == Answer.YES:
            leads[one.event_id].append(one)
    return dict(leads)


def _links(
    assignments: Collection[int], activists: Collection[int], *, now: datetime
) -> dict[tuple[int | None, str], tuple[int, int]]:
    """Return links that work: {(what it is about, purpose): (id, generation)}, from which the token is derived."""
    works = Link.objects.filter(revoked_at__isnull=True, expires_at__gt=now, is_former=False).order_by()
    columns = ("pk", "generation", "assignment_id", "activist_id", "purpose")
    # Not one query with an OR: PostgreSQL would read the whole table for it.
    of_assignments = works.filter(assignment__in=Ids(assignments)).values_list(*columns)
    of_activists = works.filter(activist__in=Ids(activists)).exclude(purpose=LinkPurpose.CALENDAR)
    of_activists = of_activists.values_list(*columns)
    return {
        (assignment or activist, purpose): (pk, generation)
        for pk, generation, assignment, activist, purpose in of_assignments.union(of_activists, all=True)
    }


def _crews(events: Collection[int]) -> dict[int, list[RoleCount]]:
    crews: dict[int, list[RoleCount]] = defaultdict(list)
    for need in filled_needs().filter(event__in=events).order_by("pk") if events else ():
        crews[need.event_id].append(RoleCount(need.role, need.wanted, need.yes))
    return crews
