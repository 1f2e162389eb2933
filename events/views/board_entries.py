"""What stands in a lane of the board's timeline: marks, bars and labels of events. No database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.choices import BoardState
from events.queries.board_rows import BoardRow
from events.rules.sun import Span
from events.rules.timeline import Line, label_for, position, stacked
from events.templatetags.handins_tags import event_address
from events.views.board_words import URGENCY, clock_words, day_words, short_words, state_words

HALF_MARK = 1.3
"""Half a mark, in per cent of the axis."""
SMALLEST_BAR = 0.8
ASIDE = 0.8
LEVELS = {1: (0.5,), 2: (0.3, 0.7), 3: (0.2, 0.5, 0.8)}
"""Where events that overlap stand in their lane; more than three are one mark with a count."""
BEGUN = frozenset(
    {
        BoardState.UNDER_WAY,
        BoardState.AWAITING_REPORT,
        BoardState.DELIVERED,
        BoardState.REFUSED,
        BoardState.HELD,
    }
)


@dataclass(frozen=True)
class Stripe:
    """Something that runs down a lane: a night, or (without width) a noon."""

    x: float
    width: float = 0.0


@dataclass(frozen=True)
class Entry:
    """One event, or several on one spot (`count`), as drawn. Lengths across are per cent, `y` and `shift` pixels."""

    state: str
    title: str
    url: str
    y: float
    x: float
    count: int = 1
    bar: Stripe | None = None
    is_ahead: bool = False
    label: str = ""
    label_x: float = 0.0
    anchor: str = "start"


@dataclass(frozen=True)
class Drawing:
    """What every lane is drawn with."""

    axis: Span
    now: datetime
    is_mirrored: bool
    lane: int
    letter: float

    def at(self, percent: float) -> float:
        """Return where a position is drawn."""
        return round(100 - percent if self.is_mirrored else percent, 2)

    def stripe(self, begin: float, end: float) -> Stripe:
        """Return what runs from one position to another."""
        return Stripe(min(self.at(begin), self.at(end)), round(end - begin, 2))


def aside(earlier: Sequence[BoardRow], *, now: datetime) -> str:
    """Return what came of the one event before the axis: its lane has room for it."""
    if len(earlier) != 1:
        return ""
    row = earlier[0]
    words = state_words(row, now=now) or str(row.state.label)
    return f"{clock_words(row.starts_at, row.time_zone)} · {words}"


def entries_of(rows: list[BoardRow], drawing: Drawing, *, top: int) -> Iterator[Entry]:
    """Yield what stands on the axis in one lane, for rows in the order they begin."""
    groups = stacked([Span(row.starts_at, row.ends_at) for row in rows])
    bars = [_bar(row, drawing.axis) for row in rows]
    for group in groups:
        levels = LEVELS.get(len(group))
        if levels is None:
            yield _several(
                [rows[number] for number in group], drawing.at(bars[group[0]][0]), y=top + drawing.lane / 2
            )
            continue
        for number, level in zip(group, levels, strict=True):
            # what stands on other lines of the lane is no hindrance, unless it takes the whole height
            line = Line([bar for other, bar in enumerate(bars) if other == number or other not in group])
            yield _entry(rows[number], bars[number], line, drawing, y=top + level * drawing.lane)


def _bar(row: BoardRow, axis: Span) -> tuple[float, float]:
    return max(position(row.starts_at, axis), 0), min(position(row.ends_at, axis), 100)


def _entry(row: BoardRow, bar: tuple[float, float], line: Line, drawing: Drawing, *, y: float) -> Entry:
    begin, end = bar
    texts = (state_words(row, now=drawing.now), short_words(row, now=drawing.now))
    label = label_for(
        texts,
        begin=begin,
        end=max(end, begin + HALF_MARK),
        is_over=row.ends_at <= drawing.now,
        line=line,
        letter=drawing.letter,
    )
    return Entry(
        state=row.state,
        title=_title(row),
        url=_url(row),
        y=y,
        x=drawing.at(begin),
        bar=drawing.stripe(begin, end) if end - begin > SMALLEST_BAR else None,
        is_ahead=row.state not in BEGUN,
        label=label.text,
        label_x=drawing.at(label.position),
        anchor="end" if label.is_before else "start",
    )


def _title(row: BoardRow) -> str:
    there = {"city": row.city, "state": row.state.label, "time": clock_words(row.starts_at, row.time_zone)}
    return _("%(city)s: %(state)s, %(time)s there") % there


def _url(row: BoardRow) -> str:
    return event_address(row.public_id) if row.is_visible else ""


def _several(rows: Sequence[BoardRow], x: float, *, y: float) -> Entry:
    state = min((row.state for row in rows), key=URGENCY.index)
    words = ngettext("%(n)d event in %(city)s", "%(n)d events in %(city)s", len(rows))
    return Entry(state, words % {"n": len(rows), "city": rows[0].city}, "#all", y, x, count=len(rows))


def outside(rows: Sequence[BoardRow], drawing: Drawing, *, top: int) -> Iterator[Entry]:
    """Events that are not on the axis stand in a narrow column of their own; several are one mark."""
    if len(rows) > 1:
        yield _several(rows, 50, y=top + drawing.lane / 2)
    for row in rows if len(rows) == 1 else ():
        words = ". ".join(
            filter(None, (f"{day_words(_local_day(row))}, {_title(row)}", state_words(row, now=drawing.now)))
        )
        yield Entry(row.state, words, _url(row), top + drawing.lane / 2, 50)


def _local_day(row: BoardRow) -> date:
    return row.starts_at.astimezone(ZoneInfo(row.time_zone)).date()
