"""What the reminder rules read: events, people and stored rows as facts, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import MailState
from accounts.models import Activist, Suppression
from events.choices import EventStatus, Role
from events.models import Assignment, Event, Outcome, Reminder
from events.queries.ids import Ids
from events.queries.instants import Instants, texts_of
from events.queries.responsible import Responsible, people_of, responsible_users
from events.rules.cadence import REPORTS_END
from events.rules.cadence_settings import cadence_of, since_of
from events.rules.local_time import at_or_after_gap
from events.rules.people import EventPlan, Person, Recipient, RoleAsked, Stored, may_be_read
from events.rules.quiet_hours import quiet_hours
from events.rules.reasons import NotSent


@dataclass(frozen=True)
class Plannable:
    """One event with everything the rules need to know about it."""

    event: EventPlan
    people: dict[Recipient, Person]
    stored: tuple[Stored, ...]


@dataclass(frozen=True)
class Scope:
    """Which rows are looked at: those of `events`; of people who take part `activists` only (None: all).

    Without `users`, nobody is asked who runs the events; with them, leads are looked at, too: who reports is theirs.
    Rows in `held` are those the caller is about to send: they count as waiting, because nobody has read them yet. With
    `now`, of the others that wait only those that are due are read.
    """

    events: Collection[int]
    activists: Collection[int] | None = None
    users: bool = True
    held: frozenset[int] = frozenset()
    now: datetime | None = None


def plannables(scope: Scope) -> dict[int, Plannable]:
    """Return {event id: facts}, in four queries, and two for users, however many events and people there are."""
    events = _event_rows(scope)
    roles, rows, activists = _roles(scope), _stored(scope), _activists(scope)
    users = _users(events.values()) if scope.users else {}
    return {
        pk: Plannable(
            event=_event_plan(row),
            people={
                p.recipient: p for p in [*_taking_part(activists, roles[pk], rows[pk]), *_running(users, row)]
            },
            stored=tuple(rows[pk]),
        )
        for pk, row in events.items()
    }


def ids_ahead(now: datetime, *, after: int, limit: int, campaign: int | None = None) -> list[int]:
    """Return the ids above `after` of events (of one campaign) that may still want a mail, `limit` at most."""
    ahead = Event.objects.filter(
        status__in=(EventStatus.PLANNED, EventStatus.CANCELLED), ends_at__gt=now - REPORTS_END, pk__gt=after
    )
    ahead = ahead if campaign is None else ahead.filter(campaign=campaign)
    return list(ahead.order_by("pk").values_list("pk", flat=True)[:limit])


def ids_ahead_of(recipient: Recipient, now: datetime) -> list[int]:
    """Return the ids of events ahead that an activist is asked for or was written to, or that a user may be."""
    if recipient.table == "activist":
        concerned = Q(assignments__activist=recipient.id) | Q(reminders__activist=recipient.id)
    else:
        concerned = (
            Q(owner=recipient.id)
            | Q(reminders__user=recipient.id)
            | Q(section__memberships__user=recipient.id)
            | Q(section__is_international=True)
        )
    ahead = Event.objects.filter(concerned, ends_at__gt=now - REPORTS_END)
    return list(ahead.order_by("pk").values_list("pk", flat=True).distinct())


# --- events -------------------------------------------------------------------------------------------------------

_PLAIN = (
    "id", "status", "revision", "starts_at", "ends_at", "planned_at", "revised_at", "cancelled_at",
    "lead_withdrew_at", "lead_withdrawals", "has_outcome",
)  # fmt: skip
_DERIVED = ("time_zone", "moved_from_wall", "moved_from_zone")
_RUNNING = (
    "owner_id",
    "section_id",
    "section__is_international",
    "campaign__cadence",
    "campaign__cadence_since",
)


def _event_rows(scope: Scope) -> dict[int, dict[str, Any]]:
    """Return {event id: its columns}; the join gives a row for every kind that is stopped."""
    reported = Exists(Outcome.objects.filter(event=OuterRef("pk")))
    events = Event.objects.filter(pk__in=Ids(scope.events)).order_by().annotate(has_outcome=reported)
    rows: dict[int, dict[str, Any]] = {}
    for row in events.values(*_PLAIN, *_DERIVED, *_RUNNING, "mail_stops__kind"):
        stops = rows.setdefault(row["id"], {**row, "stopped_kinds": set()})["stopped_kinds"]
        stops.update(filter(None, [row["mail_stops__kind"]]))
    return rows


def _event_plan(row: dict[str, Any]) -> EventPlan:
    zone, wall = row["time_zone"], row["moved_from_wall"]
    return EventPlan(
        zone=zone,
        moved_from_at=at_or_after_gap(wall=wall, zone=row["moved_from_zone"] or zone) if wall else None,
        stopped_kinds=frozenset(row["stopped_kinds"]),
        cadence=cadence_of(row["campaign__cadence"]),
        kinds_since=since_of(row["campaign__cadence_since"]),
        **{name: row[name] for name in _PLAIN},
    )


# --- people -------------------------------------------------------------------------------------------------------

Roles = dict[Recipient, list[RoleAsked]]


class _Activists(dict[int, Recipient]):
    """{activist id: recipient}; each of them is read of many times."""

    def __missing__(self, activist: int) -> Recipient:
        recipient = self[activist] = Recipient("activist", activist)
        return recipient


def _roles(scope: Scope) -> dict[int, Roles]:
    roles: dict[int, Roles] = defaultdict(lambda: defaultdict(list))
    activists = _Activists()
    columns = (
        _asked(scope)
        .order_by("pk")
        .annotate(said_yes=Q(said_yes_at__isnull=False))
        .values_list("event_id", "activist_id", "role", "answer", "asked_at", "said_yes")
    )
    for event, activist, role, answer, asked_at, said_yes in columns:
        roles[event][activists[activist]].append(RoleAsked(role, answer, asked_at, said_yes))
    return roles


def _asked(scope: Scope) -> QuerySet[Assignment]:
    asked = Assignment.objects.filter(event__in=Ids(scope.events)).order_by()
    if scope.activists is None:
        return asked
    own = Q(activist__in=Ids(scope.activists))
    return asked.filter(own | Q(role=Role.LEAD) if scope.users else own)


def _activists(scope: Scope) -> dict[Recipient, Person]:
    """Return whoever is assigned or was ever written to, still without their roles."""
    suppressed = Exists(Suppression.objects.filter(email_hash=OuterRef("email_hash")))
    columns = (
        Activist.objects.filter(pk__in=_concerned(scope))
        .order_by()
        .annotate(suppressed=suppressed)
        .values_list(
            "pk",
            "quiet_from",
            "quiet_until",
            "paused_until",
            "opted_out_at",
            "suppressed",
            "mail_stops__kind",
        )
    )
    people: dict[Recipient, Person] = {}
    for pk, quiet_from, quiet_until, paused_until, opted_out_at, is_suppressed, kind in columns:
        who = Recipient("activist", pk)
        known = people.get(who) or Person(
            who,
            quiet=quiet_hours(quiet_from, quiet_until),
            paused_until=paused_until,
            stopped=NotSent.OPTED_OUT if opted_out_at else NotSent.SUPPRESSED if is_suppressed else None,
        )
        people[who] = replace(known, stopped_kinds=known.stopped_kinds | {kind}) if kind else known
    return people


def _concerned(scope: Scope) -> QuerySet[Any, Any] | Ids:
    if scope.activists is not None and not scope.users:
        return Ids(scope.activists)
    written = _rows(scope).filter(activist__isnull=False).values("activist")
    return _asked(scope).values("activist").union(written)


def _taking_part(people: dict[Recipient, Person], roles: Roles, rows: list[Stored]) -> list[Person]:
    """Return the people of one event: everybody assigned, and whoever has rows of an earlier assignment."""
    concerned = dict.fromkeys([*roles, *(row.recipient for row in rows if row.recipient.table == "activist")])
    return [replace(people[who], roles=tuple(roles.get(who, ()))) for who in concerned if who in people]


def _users(events: Collection[dict[str, Any]]) -> dict[int, Responsible]:
    return responsible_users(
        owners={row["owner_id"] for row in events if row["owner_id"]},
        sections={row["section_id"] for row in events},
    )


def _running(users: dict[int, Responsible], row: dict[str, Any]) -> list[Person]:
    return people_of(
        users,
        owner=row["owner_id"],
        section=row["section_id"],
        is_international=row["section__is_international"],
    )


# --- stored rows --------------------------------------------------------------------------------------------------


def _rows(scope: Scope) -> QuerySet[Reminder]:
    rows = Reminder.objects.filter(event__in=Ids(scope.events)).order_by()
    if scope.activists is not None:
        own = Q(activist__in=Ids(scope.activists))
        rows = rows.filter(own | Q(user__isnull=False) if scope.users else own)
    if scope.now is not None:
        rows = rows.exclude(state=MailState.PENDING, due_at__gt=scope.now)
    return rows


_READ = (
    "event_id", "pk", "activist_id", "user_id", "kind", "revision", "round", "state", "last_error", "attempts",
    "smtp_code", "may_have_arrived",
)  # fmt: skip
_INSTANTS = ("due_at", "sent_at")
_PLANNED = ("expires_at", "next_at")
"""Only planning reads these, and instants are what takes longest to read."""
_NOT_READ = (None, None)


def _stored(scope: Scope) -> dict[int, list[Stored]]:
    stored: dict[int, list[Stored]] = defaultdict(list)
    instants, activists = Instants(), _Activists()
    for (
        event, pk, activist, user, kind, revision, number, state, reason, attempts, code, may_have, due_at, sent_at,
        *more,
    ) in texts_of(_rows(scope), _READ, (*_INSTANTS, *(() if scope.now else _PLANNED))):  # fmt: skip
        expires_at, next_at = more or _NOT_READ
        is_held = pk in scope.held
        told = not is_held and may_be_read(
            state=state, attempts=attempts, smtp_code=code, may_have_arrived=may_have
        )
        stored[event].append(
            Stored(
                pk,
                activists[activist] if activist else Recipient("user", user),
                kind,
                revision,
                number,
                MailState.PENDING if is_held else state,
                instants[due_at],
                instants[expires_at],
                instants[next_at],
                instants[sent_at],
                attempts,
                told,
                reason,
            )
        )
    return stored
