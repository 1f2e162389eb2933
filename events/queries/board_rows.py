"""Events as lines of a list that everybody may read: place, time, state and counts, never names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django_countries.fields import Country

from accounts.choices import MailState
from events.choices import Answer, BoardState, EventKind, Role
from events.models import Assignment, DeliveryAttempt, Event, Reminder
from events.queries.facts import filled_needs, state_of, with_facts
from events.rules.local_time import at_or_after_gap
from events.rules.needs import Call, Watched, calls


@dataclass(frozen=True)
class Reach:
    """How far a reader gets: the events she may open, those she looks after, and those she may change."""

    visible: QuerySet[Event]
    tended: QuerySet[Event]
    changeable: QuerySet[Event]


# Columns and annotations that go into a line, and into the rules, under their own names.
SHOWN = (
    *("public_id", "kind", "city", "country", "starts_at", "ends_at", "time_zone"),
    *("latitude", "longitude"),
    *("failing", "lead_asked_at", "last_attempt_at", "is_visible", "is_changeable"),
)
WATCHED = (
    *("starts_at", "ends_at", "planned_at", "lead_said_yes"),
    *("lead_asked_at", "failing", "last_attempt_at"),
)


@dataclass(frozen=True)
class Crew:
    """How far the needs are filled: people wanted, people who said yes to it, and {role: people still missing}."""

    wanted: int
    filled: int
    missing: dict[str, int]


NOBODY_WANTED = Crew(0, 0, {})


@dataclass(frozen=True)
class Report:
    """What was reported, as numbers. `by_lead`: it came through the lead's link."""

    result: str
    handed_over: int | None
    turnout_low: int | None
    turnout_high: int | None
    reported_at: datetime
    by_lead: bool
    is_demonstration: bool


@dataclass(frozen=True)
class BoardRow:
    """One event as a line. `title` is empty where the reader may not open it, `calls` where it is not hers."""

    id: int
    public_id: UUID
    title: str
    kind: str
    city: str
    country: Country
    section: str
    section_slug: str
    mission_kind: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    latitude: float | None
    longitude: float | None
    state: BoardState
    allotted: int | None
    crew: Crew
    report: Report | None
    failing: int
    lead_asked_at: datetime | None
    last_attempt_at: datetime | None
    next_attempt_at: datetime | None
    is_visible: bool
    is_changeable: bool
    calls: tuple[Call, ...]

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(EventKind(self.kind).label)

    @property
    def handed_over(self) -> int:
        """Signatures that reached the mission; a refusal hands over nothing, whatever the report says."""
        return ((self.report and self.report.handed_over) or 0) if self.state == BoardState.DELIVERED else 0


def board_rows(which: Q, *, reach: Reach, now: datetime) -> tuple[BoardRow, ...]:
    """Return the events that `which` names, in the order they begin; two queries, however many."""
    events = list(_with_watch(with_facts(Event.objects.filter(which)), reach=reach))
    crews = _crews(which)
    return tuple(_row(event, crews.get(event.pk, NOBODY_WANTED), now=now) for event in events)


def _with_watch(events: QuerySet[Event], *, reach: Reach) -> QuerySet[Event]:
    this = OuterRef("pk")
    silent_lead = (
        Assignment.objects.filter(event=this, role=Role.LEAD, answer=Answer.ASKED).order_by().values("event")
    )
    attempts = DeliveryAttempt.objects.filter(event=this).order_by("-at", "-id")
    return (
        events.select_related("section", "mission", "outcome")
        .annotate(
            is_visible=Exists(reach.visible.filter(pk=this)),
            is_tended=Exists(reach.tended.filter(pk=this)),
            is_changeable=Exists(reach.changeable.filter(pk=this)),
            lead_asked_at=Subquery(silent_lead.annotate(first=Min("asked_at")).values("first")),
            failing=Coalesce(Subquery(_failing()), 0),
            last_attempt_at=Subquery(attempts.values("at")[:1]),
            next_due_on=Subquery(attempts.values("next_due_on")[:1]),
        )
        .order_by("starts_at", "id")
    )


def _failing() -> QuerySet[Any]:
    """Count people whose newest mail about the event failed: a later one that arrived shows the address was mended."""
    later = Reminder.objects.filter(
        Q(activist=OuterRef("activist")) | Q(user=OuterRef("user")),
        event=OuterRef("event"),
        state=MailState.SENT,
        id__gt=OuterRef("id"),
    )
    failed = Reminder.objects.filter(~Exists(later), event=OuterRef("pk"), state=MailState.FAILED)
    people = Count("activist", distinct=True) + Count("user", distinct=True)
    return failed.order_by().values("event").annotate(people=people).values("people")


def _crews(which: Q) -> dict[int, Crew]:
    needs: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    of_events = filled_needs().filter(event__in=Event.objects.filter(which))
    for event, role, wanted, yes in of_events.values_list("event", "role", "wanted", "yes"):
        needs[event].append((role, wanted, yes))
    return {event: _crew(wants) for event, wants in needs.items()}


def _crew(wants: list[tuple[str, int, int]]) -> Crew:
    return Crew(
        wanted=sum(wanted for _role, wanted, _yes in wants),
        filled=sum(min(wanted, yes) for _role, wanted, yes in wants),
        missing={role: wanted - yes for role, wanted, yes in wants if yes < wanted},
    )


def _row(event: Any, crew: Crew, *, now: datetime) -> BoardRow:
    report = _report(event)
    state = state_of(event, now=now)
    next_attempt_at = _end_of(event.next_due_on, event.time_zone)
    watched = Watched(
        state=state,
        missing=crew.missing,
        result=report.result if report else "",
        reported_at=report.reported_at if report else None,
        next_attempt_at=next_attempt_at,
        **_copied(event, WATCHED),
    )
    return BoardRow(
        id=event.pk,
        title=event.title if event.is_visible else "",
        section=event.section.name,
        section_slug=event.section.slug,
        mission_kind=event.mission.kind if event.mission else "",
        state=state,
        allotted=event.allotted_signatures,
        crew=crew,
        report=report,
        next_attempt_at=next_attempt_at,
        calls=tuple(calls(watched, now=now)) if event.is_tended else (),
        **_copied(event, SHOWN),
    )


def _copied(event: Event, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names}


def _report(event: Event) -> Report | None:
    outcome = getattr(event, "outcome", None)
    if outcome is None:
        return None
    return Report(
        result=outcome.result,
        handed_over=outcome.signatures_handed_over,
        turnout_low=outcome.turnout_low,
        turnout_high=outcome.turnout_high,
        reported_at=outcome.reported_at,
        by_lead=outcome.reported_by_activist_id is not None,
        is_demonstration=outcome.is_demonstration,
    )


def _end_of(day: date | None, zone: str) -> datetime | None:
    """Return the instant a day is over at the place."""
    if day is None:
        return None
    return at_or_after_gap(wall=datetime.combine(day + timedelta(days=1), time()), zone=zone)
