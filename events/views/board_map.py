"""How the board draws the world: marks where events are, night laid over, a crowd enlarged beside it. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.queries.board_rows import BoardRow
from events.rules.map_layout import INSET_HEIGHT, MARK, Inset, MapLayout, Placed, Spot, lay_out
from events.rules.projection import HEIGHT, WIDTH, project
from events.rules.sun import night_outline
from events.templatetags.handins_tags import event_address
from events.views.board_words import state_counts_words

NIGHT_EVERY = timedelta(minutes=5)
"""The night on the map is drawn anew so often, not at every poll."""
LABEL_SIDES = {
    "end": (MARK / 2 + 4, 6, "start"),
    "start": (-MARK / 2 - 4, 6, "end"),
    "below": (0, MARK / 2 + 18, "middle"),
    "above": (0, -MARK / 2 - 6, "middle"),
}
"""Where a label goes beside its mark: right, down, and how it is anchored."""


@dataclass(frozen=True)
class Drawn:
    """A mark, or a disc with a count, as drawn; `x`, `y` and lengths in units of its box."""

    x: str
    y: str
    title: str
    url: str
    state: str = ""
    count: int = 0
    is_urgent: bool = False
    label: str = ""
    label_x: float = 0.0
    label_y: float = 0.0
    anchor: str = ""


@dataclass(frozen=True)
class DrawnInset:
    """The enlarged part: what the box of the map shows, the frame on the map, and what stands in it."""

    view: str
    frame: dict[str, str]
    lines: tuple[str, str]
    marks: tuple[Drawn, ...]
    words: str


@dataclass(frozen=True)
class WorldMap:
    """The map of the board; `unplaced` counts events without coordinates."""

    width: float
    height: float
    night: str
    marks: tuple[Drawn, ...]
    inset: DrawnInset | None
    unplaced: int


def map_of(rows: Sequence[BoardRow], *, now: datetime) -> WorldMap:
    """Return the map of these events."""
    spots = [
        Spot(*project(row.latitude, row.longitude), key, row.city, bool(row.calls))
        for key, row in enumerate(rows)
        if row.latitude is not None and row.longitude is not None
    ]
    return world_of(
        lay_out(spots), lambda placed: _drawn(placed, rows), now=now, unplaced=len(rows) - len(spots)
    )


def world_of(
    layout: MapLayout, drawn: Callable[[Placed], Drawn], *, now: datetime, unplaced: int
) -> WorldMap:
    """Return the map of what was laid out; `drawn` knows what stands at a place."""
    return WorldMap(
        width=round(WIDTH),
        height=round(HEIGHT),
        night=_night(int(now.timestamp() // NIGHT_EVERY.total_seconds())),
        marks=tuple(map(drawn, layout.placed)),
        inset=_inset(layout.inset, drawn) if layout.inset else None,
        unplaced=unplaced,
    )


@lru_cache(maxsize=4)
def _night(slot: int) -> str:
    instant = datetime.fromtimestamp(slot * NIGHT_EVERY.total_seconds(), tz=UTC)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in night_outline(instant))


def _drawn(placed: Placed, rows: Sequence[BoardRow]) -> Drawn:
    here = [rows[spot.key] for spot in placed.spots]
    return _mark(placed, here[0]) if len(here) == 1 else _disc(placed, here)


def _mark(placed: Placed, row: BoardRow) -> Drawn:
    across, down, anchor = LABEL_SIDES.get(placed.anchor, (0, 0, ""))
    return Drawn(
        x=f"{placed.x:.1f}",
        y=f"{placed.y:.1f}",
        title=_("%(place)s: %(state)s") % {"place": row.city, "state": row.state.label},
        url=event_address(row.public_id) if row.is_visible else "",
        state=row.state,
        is_urgent=placed.is_urgent,
        label=row.city if placed.anchor else "",
        label_x=across,
        label_y=down,
        anchor=anchor,
    )


def _disc(placed: Placed, rows: Sequence[BoardRow]) -> Drawn:
    return Drawn(
        x=f"{placed.x:.1f}",
        y=f"{placed.y:.1f}",
        title=f"{_places(rows)}: {state_counts_words(Counter(row.state for row in rows))}",
        url=_narrowed(rows),
        count=placed.count,
        is_urgent=placed.is_urgent,
    )


def _places(rows: Sequence[BoardRow]) -> str:
    cities = sorted({row.city for row in rows})
    if len(cities) == 1:
        return cities[0]
    return ngettext("%(n)d event", "%(n)d events", len(rows)) % {"n": len(rows)}


def _narrowed(rows: Sequence[BoardRow]) -> str:
    """Return the link of a disc: the filter for its country, or the table where it spans several."""
    countries = {row.country.code for row in rows}
    if len(countries) > 1 or "" in countries:
        return "#all"
    return country_link(countries.pop())


def country_link(code: str) -> str:
    """Return the link that narrows the board to one country; to the table where there is none."""
    return f"?{urlencode({'country': code})}#all" if code else "#all"


def _inset(inset: Inset, drawn: Callable[[Placed], Drawn]) -> DrawnInset:
    box, scale = inset.box, inset.scale
    number = sum(placed.count for placed in inset.placed)
    return DrawnInset(
        # the land is drawn in the map's own units and enlarged as a whole
        view=f"scale({scale:.3f}) translate({-box.x:.1f} {-box.y:.1f})",
        frame={
            "x": f"{box.x:.1f}",
            "y": f"{box.y:.1f}",
            "width": f"{box.width:.1f}",
            "height": f"{box.height:.1f}",
        },
        lines=(
            f"M{box.x:.1f} {box.y:.1f}L0 0",
            f"M{box.x:.1f} {box.y + box.height:.1f}L0 {INSET_HEIGHT:.1f}",
        ),
        marks=tuple(map(drawn, inset.placed)),
        words=ngettext("enlarged: %(n)d event", "enlarged: %(n)d events", number) % {"n": number},
    )
