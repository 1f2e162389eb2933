"""The board's drawings of more events than have room: countries by the hour, cells of the map. No database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django_countries import countries

from events.choices import BoardState
from events.queries.board import Group
from events.rules.buckets import SLOT, middle_of
from events.rules.map_layout import Placed, Spot, lay_out
from events.rules.projection import project
from events.rules.sun import is_night, nights
from events.rules.timeline import DAY, EARLIEST, LATEST, LETTER, axis_of, position
from events.views.board_entries import Drawing, Entry
from events.views.board_map import Drawn, WorldMap, country_link, world_of
from events.views.board_timeline import LANE, Lane, Timeline, timeline_with
from events.views.board_words import URGENCY, state_counts_words

SHOWN_LANES = 40
"""Countries with the most events; the others are in the table."""
HOUR = timedelta(hours=1)


# --- the day ----------------------------------------------------------------------------------------------------------


def clustered_timeline(
    groups: Sequence[Group], *, day: date, now: datetime, reader_zone: str, lane: int = LANE
) -> Timeline:
    """Return the day with a lane for each country and a disc for each hour in which something begins there."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    begins = map(_instant, {group.slot for group in groups})
    of_day = (begin for begin in begins if -EARLIEST <= begin - midnight <= DAY + LATEST)
    axis = axis_of(day, of_day)
    drawing = Drawing(axis, now, get_language_bidi(), lane, LETTER)
    by_country: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_country[group.country].append(group)
    largest = sorted(by_country.values(), key=_size, reverse=True)[:SHOWN_LANES]
    lanes = [
        _lane(of_country, drawing, top=number * lane)
        for number, of_country in enumerate(sorted(largest, key=lambda each: -_place(each)[1]))
    ]
    words = [
        _("earlier") if any(each.earlier for each in lanes) else "",
        _("later") if any(each.later for each in lanes) else "",
    ]
    return timeline_with(lanes, drawing, reader_zone=reader_zone, earlier=words[0], later=words[1])


def _begin(group: Group) -> datetime:
    return _instant(group.slot)


@lru_cache(maxsize=4096)
def _instant(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * SLOT, tz=UTC)


def _size(groups: Iterable[Group]) -> int:
    return sum(group.events for group in groups)


def _place(groups: Sequence[Group]) -> tuple[float, float]:
    """Return where most events of a country are; far in the west where none has coordinates."""
    sizes: Counter[int] = Counter()
    for group in groups:
        if group.cell is not None:
            sizes[group.cell] += group.events
    return middle_of(sizes.most_common(1)[0][0]) if sizes else (0.0, -180.0)


def _lane(groups: Sequence[Group], drawing: Drawing, *, top: int) -> Lane:
    latitude, longitude = _place(groups)
    axis, y = drawing.axis, top + drawing.lane / 2
    before = [group for group in groups if _begin(group) < axis.begin]
    on_axis = [group for group in groups if axis.begin <= _begin(group) < axis.end]
    after = [group for group in groups if _begin(group) >= axis.end]
    return Lane(
        city=_name(groups[0].country),
        clock="",
        is_dark=is_night(latitude, longitude, drawing.now),
        top=top,
        nights=tuple(
            drawing.stripe(position(night.begin, axis), position(night.end, axis))
            for night in nights(latitude, longitude, span=axis)
        ),
        noons=(),
        entries=tuple(_by_hour(on_axis, drawing, y=y)),
        earlier=tuple(_one_disc(before, x=50, y=y)),
        later=tuple(_one_disc(after, x=50, y=y)),
        aside="",
        aside_x=0,
    )


def _name(country: str) -> str:
    return str(countries.name(country)) if country else _("No country")


def _by_hour(groups: Iterable[Group], drawing: Drawing, *, y: float) -> Iterator[Entry]:
    hours: dict[datetime, list[Group]] = defaultdict(list)
    for group in groups:
        hours[_begin(group).replace(minute=0)].append(group)
    for hour, of_hour in sorted(hours.items()):
        x = min(max(position(hour + HOUR / 2, drawing.axis), 0), 100)
        yield from _one_disc(of_hour, x=drawing.at(x), y=y)


def _one_disc(groups: Sequence[Group], *, x: float, y: float) -> Iterator[Entry]:
    if groups:
        counts = _states(groups)
        state = min(counts, key=URGENCY.index)
        yield Entry(state, _words(counts), country_link(groups[0].country), y, x, count=_size(groups))


def _states(groups: Iterable[Group]) -> Counter[BoardState]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.state] += group.events
    return Counter({BoardState(state): count for state, count in counts.items()})


def _words(counts: Counter[BoardState]) -> str:
    number = counts.total()
    events = ngettext("%(n)d event", "%(n)d events", number) % {"n": number}
    return f"{events}: {state_counts_words(counts)}"


# --- the map ----------------------------------------------------------------------------------------------------------


def clustered_map(groups: Sequence[Group], *, now: datetime) -> WorldMap:
    """Return the map with a disc for each crowded part of the world."""
    cells: dict[int, list[Group]] = defaultdict(list)
    for group in groups:
        if group.cell is not None:
            cells[group.cell].append(group)
    spots = [Spot(*project(*middle_of(cell)), cell, count=_size(here)) for cell, here in cells.items()]
    layout = lay_out(spots)
    unplaced = sum(group.events for group in groups if group.cell is None)
    return world_of(layout, lambda placed: _disc(placed, cells), now=now, unplaced=unplaced)


def _disc(placed: Placed, cells: dict[int, list[Group]]) -> Drawn:
    here = [group for spot in placed.spots for group in cells[spot.key]]
    codes = {group.country for group in here}
    return Drawn(
        x=f"{placed.x:.1f}",
        y=f"{placed.y:.1f}",
        title=_words(_states(here)),
        url=country_link(codes.pop()) if len(codes) == 1 else "#all",
        count=placed.count,
    )
