"""Everything the board shows of a campaign, in a fixed number of queries: all of it, or what a big one can show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest, nsmallest
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django_countries.fields import Country

from events.choices import BoardState
from events.models import Campaign, DeliveryAttempt
from events.queries.board_glance import Glance, deadline_slot
from events.queries.board_rows import BoardRow, Reach, board_rows, failing_mails
from events.queries.board_summary import STATES, Summary, countries_of, places_of, summary_of
from events.queries.ids import Ids
from events.rules.buckets import slot_of
from events.rules.needs import Call, nearness
from events.rules.outcomes import headline
from events.rules.regions import region_of

__all__ = ["ABOVE", "SHOWN_STEPS", "STATES", "Board", "Filters", "Group", "Told", "board_of"]

ABOVE = 500
"""With more events in view the board draws groups of them, and has rows only for what is near."""
TABLE_ROWS = 50
NEAR_ROWS = 40
"""Of a big board: the events nearest to now."""
SHOWN_CALLS = 30
"""Of a big board: the nearest calls."""
SHOWN_OUTCOMES = 5
SHOWN_STEPS = 3


@dataclass(frozen=True)
class Filters:
    """What lists and drawings are narrowed to; empty means everything."""

    state: str = ""
    section: str = ""
    kind: str = ""
    region: str = ""
    country: str = ""

    def match(self, glance: Glance) -> bool:
        """Say whether an event is shown."""
        return (
            self.state in ("", glance.state)
            and self.section in ("", glance.section_slug)
            and self.kind in ("", glance.kind)
            and self.country in ("", glance.country)
            and self.region in ("", region_of(glance.country))
        )


EVERYTHING = Filters()


class Group(NamedTuple):
    """Events of one state that begin in one quarter of an hour in one field of the map (`rules.buckets`)."""

    country: str
    cell: int | None
    slot: int
    state: str
    events: int


@dataclass(frozen=True)
class Told:
    """One of the latest outcomes. `headline` is empty where the reader may not open the event."""

    row: BoardRow
    headline: str


@dataclass(frozen=True)
class Board(Summary):
    """The board of one campaign at one instant, for one reader.

    `shown` are the `found` events in view, in the order they begin; of a big board (`is_clustered`) only those nearest
    to now, and `groups` counts them all. `found_places`: where those in view are that were not called off. `table` is a
    page of the table, in its order. `calls` are the nearest; `calls_left` is how many more events may have some.
    """

    found: int
    found_places: frozenset[tuple[str, str]]
    is_clustered: bool
    shown: tuple[BoardRow, ...]
    groups: tuple[Group, ...]
    page: Page[int]
    table: tuple[BoardRow, ...]
    coming: tuple[BoardRow, ...]
    calls: tuple[tuple[BoardRow, Call], ...]
    calls_left: int
    outcomes: tuple[Told, ...]

    @property
    def found_countries(self) -> int:
        """Countries with an event in view that was not called off."""
        return countries_of(self.found_places)


def board_of(
    campaign: Campaign, *, reach: Reach, filters: Filters, now: datetime, page: str | int = 1
) -> Board:
    """Return the board of `campaign`: planned, done and called-off events, whoever they belong to; five queries."""
    summary = summary_of(campaign, reach=reach, now=now)
    failing = failing_mails()
    in_view = summary.glances if filters == EVERYTHING else tuple(filter(filters.match, summary.glances))
    is_clustered = len(in_view) > ABOVE
    shown = _nearest(in_view, now=now) if is_clustered else {glance.id for glance in in_view}
    table = Paginator(range(len(in_view)), TABLE_ROWS).get_page(page)
    listed = [glance.id for glance in _listed(in_view, table)]
    watched, calls_left = _watched(summary.glances, failing, now=now)
    coming = _coming(summary.glances, now=now)
    latest = [glance.id for glance in _latest(summary.glances)]
    wanted = Q(pk__in=Ids(shown.union(listed, watched, coming, latest)))
    rows = {row.id: row for row in board_rows(wanted, reach=reach, now=now, failing=failing)}
    return Board(
        campaign=campaign,
        glances=summary.glances,
        signatures=summary.signatures,
        found=len(in_view),
        found_places=summary.places if in_view is summary.glances else places_of(in_view),
        is_clustered=is_clustered,
        shown=tuple(row for pk, row in rows.items() if pk in shown),
        groups=tuple(_groups(in_view)) if is_clustered else (),
        page=table,
        table=tuple(rows[pk] for pk in listed),
        coming=tuple(rows[pk] for pk in coming),
        calls=_calls((rows[pk] for pk in watched), now=now),
        calls_left=calls_left,
        outcomes=_told([rows[pk] for pk in latest]),
    )


# --- choosing: from glances, before any row is read ---------------------------------------------------------------


def _nearest(in_view: Sequence[Glance], *, now: datetime) -> set[int]:
    here = slot_of(now)
    nearest = nsmallest(NEAR_ROWS, in_view, key=lambda glance: abs((glance.slot or 0) - here))
    return {glance.id for glance in nearest}


def _listed(in_view: Iterable[Glance], page: Page[int]) -> Iterator[Glance]:
    """Yield the events on a page of the table: by country in the reader's language, then city, then time."""
    by_country: dict[str, list[Glance]] = defaultdict(list)
    for glance in in_view:
        by_country[glance.country].append(glance)
    named = sorted(by_country, key=lambda code: (not code, str(Country(code).name)))
    skip, left = page.start_index() - 1, len(page)
    for code in named:
        here = by_country[code]
        if skip < len(here) and left > 0:
            ordered = sorted(here, key=lambda glance: (glance.city, glance.slot or 0))
            yield from ordered[max(skip, 0) : max(skip, 0) + left]
            left -= min(left, len(here) - max(skip, 0))
        skip -= len(here)


def _watched(
    glances: Iterable[Glance], failing: Mapping[int, int], *, now: datetime
) -> tuple[list[int], int]:
    """Return the events whose calls are nearest, and of how many others calls are not looked at."""
    here = slot_of(now)
    calling = [glance for glance in glances if glance.may_call or glance.id in failing]
    nearest = nsmallest(SHOWN_CALLS, calling, key=lambda glance: abs(deadline_slot(glance) - here))
    return [glance.id for glance in nearest], len(calling) - len(nearest)


def _coming(glances: Iterable[Glance], *, now: datetime) -> list[int]:
    """Return events among which are the next to begin and the next to end."""
    ahead: list[Glance] = []
    under_way: list[Glance] = []
    for glance in glances:  # in the order they begin
        if glance.state == UNDER_WAY:
            under_way.append(glance)
        elif len(ahead) < SHOWN_STEPS and glance.state in AHEAD:
            ahead.append(glance)
    # those that end in the same quarter of an hour are told apart by their rows
    ending = nsmallest(SHOWN_STEPS * 4, under_way, key=lambda glance: glance.last_slot or 0)
    return [glance.id for glance in (*ahead, *ending)]


UNDER_WAY = BoardState.UNDER_WAY.value
AHEAD = frozenset({BoardState.READY.value, BoardState.NOT_READY.value})


def _latest(glances: Iterable[Glance]) -> list[Glance]:
    reported = [glance for glance in glances if glance.reported is not None]
    return nlargest(SHOWN_OUTCOMES, reported, key=lambda glance: glance.reported)


def _groups(in_view: Iterable[Glance]) -> Iterator[Group]:
    found = Counter((each.country, each.cell, each.slot or 0, each.state) for each in in_view)
    return (Group(*what, count) for what, count in found.items())


# --- from rows ----------------------------------------------------------------------------------------------------


def _calls(rows: Iterable[BoardRow], *, now: datetime) -> tuple[tuple[BoardRow, Call], ...]:
    called = [(row, call) for row in rows for call in row.calls]
    return tuple(sorted(called, key=lambda each: (nearness(each[1], now=now), each[0].city)))


def _told(latest: Sequence[BoardRow]) -> tuple[Told, ...]:
    headlines = _headlines([row for row in latest if row.is_visible])
    return tuple(Told(row, headlines.get(row.id, "")) for row in latest)


def _headlines(rows: Collection[BoardRow]) -> dict[int, str]:
    attempts: dict[int, list[DeliveryAttempt]] = {row.id: [] for row in rows}
    for attempt in DeliveryAttempt.objects.filter(event__in=attempts).order_by("at", "id"):
        attempts[attempt.event_id].append(attempt)
    return {
        row.id: str(headline(kind=row.kind, attempts=attempts[row.id], mission_kind=row.mission_kind))
        for row in rows
    }
