"""The directory of missions: search, filters, and how a mission behaved so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django_countries import countries

from events.choices import BoardState, EventKind, MissionKind
from events.models import Mission
from events.queries.board_rows import BoardRow
from events.queries.cities import find_cities

SEARCHED = ("name", "city", "sending_label", "host_label", "address")


@dataclass(frozen=True)
class MissionFilters:
    """What the directory is narrowed to. A state is its ISO code, or its label where it has none."""

    text: str = ""
    sending: str = ""
    host: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Record:
    """How a mission answered hand-ins so far, by reported hand-in."""

    delivered: int
    refused: int

    @property
    def reported(self) -> int:
        """Hand-ins with a report."""
        return self.delivered + self.refused


def find_missions(filters: MissionFilters) -> QuerySet[Mission]:
    """Return the missions that fit, by sending state, host and city.

    Every word must stand in name, city, state or address; the whole text may also be any name of the city.
    """
    missions = Mission.objects.select_related("place")
    if filters.kind:
        missions = missions.filter(kind=filters.kind)
    if filters.sending:
        missions = missions.filter(is_state("sending", filters.sending))
    if filters.host:
        missions = missions.filter(is_state("host", filters.host))
    if text := filters.text.strip():
        places = [city.id for city in find_cities(text)]
        missions = missions.filter(_has_words(text) | Q(place__in=places))
    return missions


def _has_words(text: str) -> Q:
    found = Q()
    for word in text.split():
        anywhere = Q()
        for field in SEARCHED:
            anywhere |= Q(**{f"{field}__icontains": word})
        found &= anywhere
    return found


def is_state(side: str, state: str) -> Q:
    """Return what finds missions whose `side` ("sending" or "host") is that state: a code, or a label without."""
    return Q(**{f"{side}_country": state}) | Q(**{f"{side}_country": "", f"{side}_label": state})


def states(side: str) -> list[tuple[str, str]]:
    """Return (value, name in the reader's language) of every state on `side`: "sending" or "host"; one query."""
    code, label = F(f"{side}_country"), F(f"{side}_label")
    rows = Mission.objects.order_by().values_list(code, label).distinct()
    named = {(iso or words): (countries.name(iso) if iso else words) for iso, words in rows}
    return sorted(named.items(), key=lambda each: str(each[1]).casefold())


def mission_kinds() -> list[tuple[str, str]]:
    """Return the kinds of mission with their names."""
    return [(kind.value, str(kind.label)) for kind in MissionKind]


def record_of(rows: Sequence[BoardRow]) -> Record:
    """Return how the hand-ins among `rows` ended."""
    states = [row.state for row in rows if row.kind == EventKind.HAND_IN and row.report]
    return Record(delivered=states.count(BoardState.DELIVERED), refused=states.count(BoardState.REFUSED))
