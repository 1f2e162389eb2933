"""What mails about events say, read for the rows of one claim in five queries. How it is said is events.messages'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.models import Section
from accounts.tokens import link_token
from events.choices import Answer, LinkPurpose, ReminderKind, Role
from events.models import Assignment, Event, Link, Reminder
from events.queries.facts import filled_needs
from events.rules.reminding import CALENDAR_KINDS


@dataclass(frozen=True)
class Change:
    """What changed before this mail: the start people knew (None: only the place, or what is done), and when."""

    old_starts_wall: datetime | None
    revised_at: datetime


@dataclass(frozen=True)
class Missing:
    """A role that is not filled."""

    role: str
    wanted: int
    yes: int


@dataclass(frozen=True)
class Addresses:
    """Where a mail leads; blank where there is nothing to open. `page` is behind the sign-in."""

    answer: str = ""
    report: str = ""
    stop: str = ""
    page: str = ""


@dataclass(frozen=True)
class Notice:
    """Everything one mail about an event may say to its one reader."""

    kind: ReminderKind
    event: Event
    section: Section
    language: str
    is_discreet: bool
    reader_name: str
    reader_zone: str
    now: datetime
    roles: tuple[Role, ...] = ()
    is_unanswered: bool = False
    said_yes: bool = False
    lead: str = ""
    change: Change | None = None
    missing: tuple[Missing, ...] = ()
    lacks_lead: bool = False
    addresses: Addresses = Addresses()

    @property
    def is_to_activist(self) -> bool:
        """Whether the reader takes part, and does not sign in."""
        return not self.addresses.page


class Notices:
    """The notices of one claim's rows."""

    def __init__(self, row_ids: Collection[int], *, now: datetime) -> None:
        self._now = now
        rows = Reminder.objects.filter(pk__in=row_ids).order_by("due_at", "pk")
        related = ("event__campaign", "event__section", "event__mission", "activist", "user")
        self.rows = {row.pk: row for row in rows.select_related(*related)}
        events = {row.event_id for row in self.rows.values()}
        activists = {row.activist_id for row in self.rows.values() if row.activist_id}
        self._assignments = _assignments(events, activists)
        self._links = _links([a.pk for own in self._assignments.values() for a in own], activists, now=now)
        gaps = {row.event_id for row in self.rows.values() if row.kind == ReminderKind.GAP}
        self._missing = _missing(gaps)

    def missing(self, event: int) -> tuple[Missing, ...]:
        """Return the unfilled needs of an event that somebody is written to about."""
        return tuple(self._missing.get(event, ()))

    def has_lead(self, event: int) -> bool:
        """Say whether a lead has said yes."""
        return bool(self._leads(event))

    def notice(self, row_id: int, *, knows_older: bool) -> Notice:
        """Return what the mail of a row says. `knows_older`: the reader was told of an earlier revision last."""
        row = self.rows[row_id]
        reader = row.activist or row.user
        assert reader is not None
        own = self._assignments.get((row.event_id, row.activist_id), ()) if row.activist_id else ()
        open_roles = [a for a in own if a.answer != Answer.NO]
        kind = ReminderKind(row.kind)
        is_news = kind == ReminderKind.MOVED
        return Notice(
            kind=kind,
            event=row.event,
            section=row.event.section,
            language=reader.language,
            is_discreet=reader.discreet or row.event.discreet,
            reader_name=reader.name,
            reader_zone="" if row.activist_id else getattr(reader, "time_zone", ""),
            now=self._now,
            roles=tuple(Role(a.role) for a in open_roles),
            is_unanswered=any(a.answer == Answer.ASKED for a in own),
            said_yes=any(a.answer == Answer.YES for a in own),
            lead=self._lead_of(row),
            change=_change(row.event) if kind in CALENDAR_KINDS and (knows_older or is_news) else None,
            missing=self.missing(row.event_id),
            lacks_lead=not self.has_lead(row.event_id),
            addresses=self._addresses(row, own),
        )

    def _leads(self, event: int) -> list[Assignment]:
        own = (a for (of, _activist), rows in self._assignments.items() if of == event for a in rows)
        return [a for a in own if a.role == Role.LEAD and a.answer == Answer.YES]

    def _lead_of(self, row: Reminder) -> str:
        """Return the initials of who leads; nothing when it is the reader."""
        leads = self._leads(row.event_id)
        if not leads or any(lead.activist_id == row.activist_id for lead in leads):
            return ""
        return initials(leads[0].activist.name)

    def _addresses(self, row: Reminder, own: Iterable[Assignment]) -> Addresses:
        if row.user_id:
            return Addresses(page=_absolute(reverse("events:event", args=[row.event.public_id])))
        ids = [assignment.pk for assignment in own]
        return Addresses(
            answer=self._link(ids, LinkPurpose.ANSWER),
            report=self._link(ids, LinkPurpose.REPORT),
            stop=self._link([row.activist_id], LinkPurpose.UNSUBSCRIBE),
        )

    def _link(self, subjects: Sequence[int | None], purpose: LinkPurpose) -> str:
        tokens = (self._links.get((subject, purpose)) for subject in subjects)
        token = next(filter(None, tokens), "")
        return _absolute(reverse("events:link", args=[token])) if token else ""


def initials(name: str) -> str:
    """Return "C. V." for Carmen Vidal: enough to be recognised by those who know the person."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:3])


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _change(event: Event) -> Change | None:
    if event.revised_at is None:
        return None
    old, zone = event.moved_from_wall, event.moved_from_zone or event.time_zone
    same = old is None or (old == event.starts_wall and zone == event.time_zone)
    return Change(None if same else old, event.revised_at)


def _assignments(
    events: Collection[int], activists: Collection[int]
) -> dict[tuple[int, int], list[Assignment]]:
    """Return the readers' own assignments and those of everybody who leads, by event and activist."""
    concerned = Q(activist__in=activists) | Q(role=Role.LEAD, answer=Answer.YES)
    found = Assignment.objects.filter(concerned, event__in=events).order_by("pk").select_related("activist")
    own: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for assignment in found.defer("activist__email", "activist__phone"):
        own[assignment.event_id, assignment.activist_id].append(assignment)
    return own


def _links(
    assignments: Collection[int], activists: Collection[int], *, now: datetime
) -> dict[tuple[int | None, str], str]:
    """Return the tokens of links that work, by what they are about and their purpose."""
    found = Link.objects.filter(
        Q(assignment__in=assignments) | Q(activist__in=activists), revoked_at__isnull=True, expires_at__gt=now
    )
    columns = found.order_by().values_list("pk", "generation", "assignment_id", "activist_id", "purpose")
    return {
        (assignment or activist, purpose): link_token(pk, generation)
        for pk, generation, assignment, activist, purpose in columns
    }


def _missing(events: Collection[int]) -> dict[int, list[Missing]]:
    missing: dict[int, list[Missing]] = defaultdict(list)
    for need in filled_needs().filter(event__in=events):
        if need.yes < need.wanted:
            missing[need.event_id].append(Missing(need.role, need.wanted, need.yes))
    return missing
