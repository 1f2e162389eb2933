"""The public list: what the world may know of events, in three queries. Nobody is named, no outcome told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When
from django_countries import countries
from django_countries.fields import Country

from events.choices import EventKind, EventStatus
from events.models import Event, Mission
from events.queries.events import at_time, has_words


class PublicState(StrEnum):
    """What the world is told of an event's state."""

    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PublicFilter:
    """What the list is narrowed to; blank leaves nothing out."""

    text: str = ""
    country: str = ""
    when: str = ""


@dataclass(frozen=True)
class PublicRow:
    """One event. `mission` says where it is; where people meet is told to those who come."""

    public_id: UUID
    title: str
    kind: str
    city: str
    country: Country
    mission: Mission | None
    latitude: float | None
    longitude: float | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    state: PublicState

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(EventKind(self.kind).label)


def public_rows(events: QuerySet[Event], wanted: PublicFilter, *, now: datetime) -> QuerySet[Event]:
    """Return those of `events` that match, the next one first, then what is over, the latest first."""
    found = events.filter(at_time(wanted.when, now=now)).select_related("mission")
    if wanted.country:
        found = found.filter(country=wanted.country)
    if text := wanted.text.strip():
        found = found.filter(has_words(text) | _in_country_called(text))
    upcoming = Case(When(ends_at__gt=now, then=F("starts_at")))
    return found.order_by(upcoming.asc(nulls_last=True), "-starts_at", "id")


def as_rows(events: Iterable[Event], *, now: datetime) -> list[PublicRow]:
    """Return events as the list shows them."""
    return [_row(event, now=now) for event in events]


def _row(event: Event, *, now: datetime) -> PublicRow:
    copied = {
        name: getattr(event, name)
        for name in (
            *("public_id", "title", "kind", "city", "country", "mission", "latitude", "longitude"),
            *("starts_at", "ends_at", "time_zone"),
        )
    }
    return PublicRow(**copied, state=_state(event, now=now))


def _state(event: Event, *, now: datetime) -> PublicState:
    if event.status == EventStatus.CANCELLED:
        return PublicState.CANCELLED
    if now >= event.ends_at:
        return PublicState.OVER
    return PublicState.UNDER_WAY if now >= event.starts_at else PublicState.AHEAD


def _in_country_called(text: str) -> Q:
    """Match events in a country whose name, in the reader's language, has `text` in it."""
    wanted = text.casefold()
    return Q(country__in=[code for code, name in countries if wanted in str(name).casefold()])


def countries_with(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """Return (code, name in the reader's language) of every country with one of `events`, by name; one query."""
    found = events.exclude(country="").order_by().values_list("country", flat=True).distinct()
    codes = [str(code) for code in found]
    return sorted(((code, str(countries.name(code))) for code in codes), key=lambda each: each[1].casefold())
