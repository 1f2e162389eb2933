"""Events as lines of a list that everybody may read: place, time, state and counts, never names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_countries.fields import Country

from accounts.choices import MailState
from events.choices import BoardState, EventKind
from events.models import Event, Reminder
from events.rules.lifecycle import EventFacts, board_state
from events.rules.local_time import at_or_after_gap
from events.rules.needs import Call, Watched, calls


@dataclass(frozen=True)
class Reach:
    """How far a reader gets: the events she may open, those she looks after, and those she may change."""

    visible: QuerySet[Event]
    tended: QuerySet[Event]
    changeable: QuerySet[Event]


# Columns and annotations that go into a row, and into the rules, under their own names.
SHOWN = (
    *("public_id", "kind", "city", "starts_at", "ends_at", "time_zone"),
    *("latitude", "longitude"),
    *("is_visible", "is_changeable"),
)
DECIDING = ("kind", "status", "starts_at", "ends_at")
WATCHED = ("starts_at", "ends_at", "planned_at")
WATCHED_REPORT = (
    *("result", "reported_at", "handed_over", "turnout_low", "turnout_high"),
    *("counted_then", "largest_then", "is_confirmed"),
)
WATCHED_LINE = ("lead_asked_at", "last_attempt_at")
COLUMNS = (
    *dict.fromkeys(
        ("id", "title", "country", "allotted_signatures", "is_tended", *SHOWN, *DECIDING, *WATCHED)
    ),
    *("section__name", "section__slug", "mission__kind"),
    *("line__wanted", "line__filled", "line__missing", "line__lacks_people", "line__lead_said_yes"),
    *("line__lead_asked_at", "line__is_delivered", "line__last_attempt_at", "line__next_due_on"),
    *("outcome__result", "outcome__signatures_handed_over", "outcome__turnout_low", "outcome__turnout_high"),
    *("outcome__reported_at", "outcome__reported_by_activist", "outcome__is_demonstration"),
    *("outcome__counted_then", "outcome__largest_then", "outcome__is_confirmed"),
)
"""Values, not models: to make those takes three times as long as to read them."""


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
    counted_then: int | None = None
    largest_then: int | None = None
    is_confirmed: bool = False


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


def board_rows(
    which: Q, *, reach: Reach, now: datetime, failing: Mapping[int, int] | None = None
) -> tuple[BoardRow, ...]:
    """Return the events that `which` names, in the order they begin; two queries, however many.

    `failing`: what `failing_mails` found, where the caller knows it already.
    """
    known = failing_mails() if failing is None else failing
    found = _with_reach(Event.objects.filter(which), reach=reach).values(*COLUMNS)
    return tuple(_row(each, failing=known.get(each["id"], 0), now=now) for each in found)


def failing_mails() -> dict[int, int]:
    """Return {event: people whose newest mail about it failed}: a later one that arrived shows that it was mended.

    Of all events, and counted here: told which events, or to group, SQLite reads every mail instead of the few that its
    index of failed rows knows.
    """
    return Counter(event for event, *_person in set(_FAILED.all()))


_LATER = Reminder.objects.filter(
    Q(activist=OuterRef("activist")) | Q(user=OuterRef("user")),
    event=OuterRef("event"),
    state=MailState.SENT,
    id__gt=OuterRef("id"),
)
_FAILED = (
    Reminder.objects.filter(~Exists(_LATER), state=MailState.FAILED)
    .order_by()
    .values_list("event", "activist", "user")
)


def _with_reach(events: QuerySet[Event], *, reach: Reach) -> QuerySet[Event]:
    this = OuterRef("pk")
    return events.annotate(
        is_visible=Exists(reach.visible.filter(pk=this)),
        is_tended=Exists(reach.tended.filter(pk=this)),
        is_changeable=Exists(reach.changeable.filter(pk=this)),
    ).order_by("starts_at", "id")


def _row(found: Mapping[str, Any], *, failing: int, now: datetime) -> BoardRow:
    # an event whose line is not written yet has no people, needs or attempts
    lead_said_yes, missing = bool(found["line__lead_said_yes"]), found["line__missing"] or {}
    report = _report(found) if found["outcome__reported_at"] else None
    facts = EventFacts(
        lead_said_yes=lead_said_yes,
        needs_filled=not found["line__lacks_people"],
        has_outcome=report is not None,
        is_delivered=bool(found["line__is_delivered"]),
        **_copied(found, DECIDING),
    )
    state = board_state(facts, now=now)
    next_attempt_at = _end_of(found["line__next_due_on"], found["time_zone"])
    heard = {name: found[f"line__{name}"] for name in WATCHED_LINE}
    watched = Watched(
        state=state,
        failing=failing,
        next_attempt_at=next_attempt_at,
        allotted=found["allotted_signatures"],
        missing=missing,
        lead_said_yes=lead_said_yes,
        **({name: getattr(report, name) for name in WATCHED_REPORT} if report else {}),
        **_copied(found, WATCHED),
        **heard,
    )
    return BoardRow(
        id=found["id"],
        title=found["title"] if found["is_visible"] else "",
        country=Country(found["country"]),
        section=found["section__name"],
        section_slug=found["section__slug"],
        mission_kind=found["mission__kind"] or "",
        state=state,
        allotted=found["allotted_signatures"],
        crew=Crew(found["line__wanted"] or 0, found["line__filled"] or 0, missing),
        report=report,
        failing=failing,
        next_attempt_at=next_attempt_at,
        calls=tuple(calls(watched, now=now)) if found["is_tended"] else (),
        **heard,
        **_copied(found, SHOWN),
    )


def _copied(found: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: found[name] for name in names}


def _report(found: Mapping[str, Any]) -> Report:
    return Report(
        result=found["outcome__result"],
        handed_over=found["outcome__signatures_handed_over"],
        turnout_low=found["outcome__turnout_low"],
        turnout_high=found["outcome__turnout_high"],
        reported_at=found["outcome__reported_at"],
        by_lead=found["outcome__reported_by_activist"] is not None,
        is_demonstration=found["outcome__is_demonstration"],
        counted_then=found["outcome__counted_then"],
        largest_then=found["outcome__largest_then"],
        is_confirmed=found["outcome__is_confirmed"],
    )


def _end_of(day: date | None, zone: str) -> datetime | None:
    """Return the instant a day is over at the place."""
    if day is None:
        return None
    return at_or_after_gap(wall=datetime.combine(day + timedelta(days=1), time()), zone=zone)
