"""The list of events: what is asked of it, a page of its rows, and all rows for an export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse

from events.choices import BoardState
from events.models import Event
from events.queries.cities import find_cities
from events.queries.facts import filled_needs, state_of, with_facts
from events.queries.paging import PAGE, Paged
from events.queries.states import in_state


@dataclass(frozen=True)
class EventFilter:
    """What a reader asks of the list; blank means everything. `campaign` and `section` are slugs."""

    text: str = ""
    campaign: str = ""
    section: str = ""
    state: str = ""
    kind: str = ""
    when: str = ""


@dataclass(frozen=True)
class EventRow:
    """One event as a list shows it. `filled` of `wanted` people said yes, over all roles it needs."""

    public_id: UUID
    title: str
    kind: str
    mission: str
    city: str
    country: str
    section: str
    campaign: str
    visibility: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    state: BoardState
    is_over: bool
    filled: int
    wanted: int

    @property
    def url(self) -> str:
        """Address of the event's page."""
        return reverse("events:event", args=[self.public_id])


@dataclass(frozen=True)
class EventListPage(Paged[EventRow]):
    """One page of the list."""

    @property
    def ahead(self) -> list[EventRow]:
        """The rows that are not over yet."""
        return [row for row in self.rows if not row.is_over]

    @property
    def over(self) -> list[EventRow]:
        """The rows that are over, the latest first."""
        return [row for row in self.rows if row.is_over]


def matching(events: QuerySet[Event], wanted: EventFilter, *, now: datetime) -> QuerySet[Event]:
    """Return those of `events` that match: what is next comes first, then what is over, the latest first."""
    found = with_facts(events).filter(_exact(wanted), at_time(wanted.when, now=now), has_words(wanted.text))
    if wanted.state:
        found = in_state(found, wanted.state, now=now)
    upcoming = Case(When(ends_at__gt=now, then=F("starts_at")))
    return found.order_by(upcoming.asc(nulls_last=True), "-starts_at", "id")


def _exact(wanted: EventFilter) -> Q:
    asked = {"campaign__slug": wanted.campaign, "section__slug": wanted.section, "kind": wanted.kind}
    return Q(**{name: value for name, value in asked.items() if value})


def at_time(when: str, *, now: datetime) -> Q:
    """Match events that are ahead or under way, within a day or a week, or over; anything else matches all."""
    if when == "over":
        return Q(ends_at__lte=now)
    if when not in ("ahead", "day", "week"):
        return Q()
    reach = {"day": timedelta(days=1), "week": timedelta(days=7)}.get(when)
    return Q(ends_at__gt=now) & (Q(starts_at__lte=now + reach) if reach else Q())


def has_words(text: str) -> Q:
    """Match every word somewhere in title, city or mission; or the city by any of its names ("Kiev" finds Kyiv)."""
    everywhere = Q()
    for word in text.split():
        everywhere &= (
            Q(title__icontains=word)
            | Q(city__icontains=word)
            | Q(mission__name__icontains=word)
            | Q(mission__sending_label__icontains=word)
        )
    by_name = [city.id for city in find_cities(text)] if text.strip() else []
    return everywhere | Q(place__in=by_name) if by_name else everywhere


def list_page(found: QuerySet[Event], *, number: int, now: datetime) -> EventListPage:
    """Return a page of what `matching` found, in three queries. A page before the first is the first."""
    number = max(number, 1)
    return EventListPage(
        rows=_rows(found[(number - 1) * PAGE : number * PAGE], now=now), found=found.count(), number=number
    )


def every_row(found: QuerySet[Event], *, now: datetime) -> list[EventRow]:
    """Return all rows of what `matching` found, in two queries: for exports."""
    return _rows(found, now=now)


def _rows(events: QuerySet[Event], *, now: datetime) -> list[EventRow]:
    read = list(events.select_related("campaign", "section", "mission"))
    fill = _fill(event.pk for event in read)
    return [_row(event, *fill[event.pk], now=now) for event in read]


def _fill(event_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return {event id: (filled, wanted)}, (0, 0) for an event that needs nobody."""
    fill: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    needs = filled_needs().filter(event__in=list(event_ids))
    for event_id, wanted, yes in needs.values_list("event_id", "wanted", "yes"):
        filled_so_far, wanted_so_far = fill[event_id]
        fill[event_id] = filled_so_far + min(yes, wanted), wanted_so_far + wanted
    return fill


def _row(event: Event, filled: int, wanted: int, *, now: datetime) -> EventRow:
    return EventRow(
        public_id=event.public_id,
        title=event.title,
        kind=event.get_kind_display(),
        mission=str(event.mission) if event.mission else "",
        city=event.city,
        country=event.country.name or "",
        section=event.section.name,
        campaign=event.campaign.title,
        visibility=event.get_visibility_display(),
        time_zone=event.time_zone,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        state=state_of(event, now=now),
        is_over=event.ends_at <= now,
        filled=filled,
        wanted=wanted,
    )
