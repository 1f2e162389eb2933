"""The directory of missions: search, filters, and how a mission behaved so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django_countries import countries

from events.choices import BoardState, EventKind, MissionKind
from events.models import DeliveryAttempt, Mission
from events.queries.board_rows import BoardRow
from events.queries.cities import find_cities
from events.rules.local_time import wall_of
from events.rules.outcomes import ways_that_work

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
    """How a mission answered hand-ins so far, by reported hand-in.

    `since`: the year of the first; `ways`: how a petition reached it ("by post"), the most frequent first.
    """

    delivered: int
    refused: int
    since: int | None = None
    ways: tuple[str, ...] = ()

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
    """Return how the hand-ins among `rows`, all of one mission, ended; one query."""
    reported = [row for row in rows if row.kind == EventKind.HAND_IN and row.report]
    states = [row.state for row in reported]
    tried = DeliveryAttempt.objects.filter(event__in=[row.id for row in reported]).order_by("at", "pk")
    return Record(
        delivered=states.count(BoardState.DELIVERED),
        refused=states.count(BoardState.REFUSED),
        since=min((wall_of(row.starts_at, row.time_zone).year for row in reported), default=None),
        ways=tuple(str(way.label) for way in ways_that_work(tried)),
    )
