"""How the board draws the day: a lane per city on an axis in UTC, night shaded, now as a line. No database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from events.queries.board_rows import BoardRow
from events.rules.sun import is_night, nights, noons
from events.rules.timeline import LETTER, Tick, axis_of, position, ticks
from events.views.board_entries import ASIDE, Drawing, Entry, Stripe, aside, entries_of, outside
from events.views.board_words import clock_words, short_day_words

LANE, WALL_LANE = 46, 64
"""Pixels; the heads beside the drawing are as high (timeline.css, wall.css)."""
WALL_LETTER = LETTER * 1.35
"""Letters on a wall are larger, and its axis is not wider."""
WALL_LANES = 12
WALL_TURN = timedelta(seconds=20)
"""How long the wall shows as many lanes as fit before it shows the next ones."""


@dataclass(frozen=True)
class Mark:
    """A line of the axis, with its hour in UTC (empty under the flag of now) and on the reader's clock."""

    x: float
    anchor: str
    utc: str
    yours: str


@dataclass(frozen=True)
class Lane:
    """One city: its name, whether it is dark there, its clock, and what stands in it before, on and after the axis."""

    city: str
    clock: str
    is_dark: bool | None
    top: int
    nights: tuple[Stripe, ...]
    noons: tuple[Stripe, ...]
    entries: tuple[Entry, ...]
    earlier: tuple[Entry, ...]
    later: tuple[Entry, ...]
    aside: str
    aside_x: float


@dataclass(frozen=True)
class Timeline:
    """The whole drawing; `now` is None while now is not on the axis."""

    lanes: tuple[Lane, ...]
    lane: int
    ticks: tuple[Mark, ...]
    now: float | None
    now_words: str
    earlier_words: str
    later_words: str
    reader_city: str

    @property
    def middle(self) -> int:
        """Of a lane, in pixels from its top."""
        return self.lane // 2

    @property
    def height(self) -> int:
        """Of all lanes, in pixels."""
        return self.lane * len(self.lanes)


def timeline_of(
    rows: Sequence[BoardRow], *, day: date, now: datetime, reader_zone: str, lane: int = LANE
) -> Timeline:
    """Return the day of action as it is drawn, for rows in the order they begin; a lane is `lane` pixels high."""
    of_day = [row for row in rows if row.starts_at.astimezone(ZoneInfo(row.time_zone)).date() == day]
    axis = axis_of(day, (instant for row in of_day for instant in (row.starts_at, row.ends_at)))
    drawing = Drawing(axis, now, get_language_bidi(), lane, LETTER if lane == LANE else WALL_LETTER)
    return timeline_with(
        list(_lanes(rows, drawing)),
        drawing,
        reader_zone=reader_zone,
        earlier=_days_words([row for row in rows if row.ends_at <= axis.begin], _("earlier")),
        later=_days_words([row for row in rows if row.starts_at >= axis.end], _("later")),
    )


def timeline_with(
    lanes: Sequence[Lane], drawing: Drawing, *, reader_zone: str, earlier: str, later: str
) -> Timeline:
    """Return the drawing of these lanes; `earlier` and `later` head the columns beside the axis."""
    axis, now = drawing.axis, drawing.now
    there = reader_zone if reader_zone and reader_zone != "UTC" else ""
    return Timeline(
        lanes=tuple(lanes),
        lane=drawing.lane,
        ticks=tuple(_ticks(ticks(axis, now=now), drawing, reader_zone=there)),
        now=drawing.at(position(now, axis)) if axis.begin <= now <= axis.end else None,
        now_words=_("now %(time)s") % {"time": f"{now:%H:%M}"},
        earlier_words=earlier,
        later_words=later,
        reader_city=there.rpartition("/")[2].replace("_", " "),
    )


def _ticks(lines: Iterator[Tick], drawing: Drawing, *, reader_zone: str) -> Iterator[Mark]:
    for tick in lines:
        is_end = tick.instant == drawing.axis.end
        utc = "24" if is_end and tick.instant.hour == 0 else f"{tick.instant:%H}"
        yours = f"{tick.instant.astimezone(ZoneInfo(reader_zone)):%H}" if reader_zone else ""
        anchor = {0: "start", 100: "end"}.get(round(tick.position), "middle")
        yield Mark(drawing.at(tick.position), anchor, utc if tick.is_labelled else "", yours)


def _days_words(rows: Sequence[BoardRow], several: str) -> str:
    """Return the one day events outside the axis are on, or a word for several."""
    days = {row.starts_at.astimezone(ZoneInfo(row.time_zone)).date() for row in rows}
    return short_day_words(days.pop()) if len(days) == 1 else several if days else ""


def on_the_wall(timeline: Timeline, *, urgent: Collection[str], now: datetime) -> Timeline:
    """Return the lanes whose turn it is on a screen nobody scrolls: `urgent` cities first, then those of the day."""
    lanes = sorted(timeline.lanes, key=lambda lane: (lane.city not in urgent, not lane.entries))
    pages = -(-len(lanes) // WALL_LANES) or 1
    page = int(now.timestamp() // WALL_TURN.total_seconds()) % pages
    each = -(-len(lanes) // pages)  # no page with a lane or two
    shown = lanes[page * each : (page + 1) * each]
    shown.sort(key=lambda lane: lane.top)
    return replace(
        timeline, lanes=tuple(_moved(lane, number * timeline.lane) for number, lane in enumerate(shown))
    )


def _moved(lane: Lane, top: int) -> Lane:
    def moved(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(entry, y=entry.y + top - lane.top) for entry in entries)

    return replace(
        lane, top=top, entries=moved(lane.entries), earlier=moved(lane.earlier), later=moved(lane.later)
    )


# --- lanes --------------------------------------------------------------------------------------------------------


def _lanes(rows: Sequence[BoardRow], drawing: Drawing) -> Iterator[Lane]:
    def place(row: BoardRow) -> tuple[float, str, str]:
        offset = drawing.now.astimezone(ZoneInfo(row.time_zone)).utcoffset()
        return (-offset.total_seconds() if offset else 0, row.country.code, row.city)

    def far_east(lane: list[BoardRow]) -> tuple[float, float, str]:
        return place(lane[0])[0], -(lane[0].longitude or 0), lane[0].city

    ordered = sorted(rows, key=lambda row: (place(row), row.starts_at))
    lanes = sorted((list(group) for _key, group in groupby(ordered, key=place)), key=far_east)
    for number, lane in enumerate(lanes):
        yield _lane(lane, drawing, top=number * drawing.lane)


def _lane(rows: list[BoardRow], drawing: Drawing, *, top: int) -> Lane:
    first, axis = rows[0], drawing.axis
    on_axis = [row for row in rows if row.starts_at < axis.end and row.ends_at > axis.begin]
    before = [row for row in rows if row.ends_at <= axis.begin]
    sky = (first.latitude, first.longitude)
    has_sky = sky[0] is not None and sky[1] is not None
    return Lane(
        city=first.city,
        clock=clock_words(drawing.now, first.time_zone),
        is_dark=is_night(*sky, drawing.now) if has_sky else None,  # type: ignore[arg-type]
        top=top,
        nights=tuple(
            drawing.stripe(position(night.begin, axis), position(night.end, axis))
            for night in (nights(round(sky[0], 1), round(sky[1], 1), span=axis) if has_sky else ())  # type: ignore[arg-type]
        ),
        noons=tuple(
            Stripe(drawing.at(position(noon, axis)))
            for noon in (noons(sky[1], span=axis) if has_sky else ())  # type: ignore[arg-type]
        ),
        entries=tuple(entries_of(on_axis, drawing, top=top)),
        earlier=tuple(outside(before, drawing, top=top)),
        later=tuple(outside([row for row in rows if row.starts_at >= axis.end], drawing, top=top)),
        aside="" if on_axis else aside(before, now=drawing.now),
        aside_x=drawing.at(ASIDE),
    )
