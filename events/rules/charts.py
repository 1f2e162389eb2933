"""Where the lines of a chart run: numbers in, paths out. Pure; text never stands in a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

WIDTH: Final = 1000
HEIGHT: Final = 200
"""The box everything is drawn in; the page stretches it."""
NICE: Final = (1, 2, 4, 6, 8, 10)
Point = tuple[datetime, int]


@dataclass(frozen=True)
class Curve:
    """A total that rises in steps: `line` and the `area` under it, `ticks` from the top of the box down."""

    line: str
    area: str
    ticks: Sequence[int]
    first: datetime
    last: datetime

    @property
    def top(self) -> int:
        """What the upper edge of the box stands for."""
        return self.ticks[0]


def curve_of(points: Sequence[Point], *, until: datetime) -> Curve | None:
    """Return the steps through (instant, total from then on), oldest first, drawn up to `until`; None for no point.

    However many points there are, the line has at most one step for each unit of the box's width.
    """
    if not points:
        return None
    first, last = points[0][0], max(until, points[-1][0])
    top = _nice(max(total for _instant, total in points))
    steps = _columns(points, first=first, last=last)
    x, y = steps[0]
    line = [f"M{x} {_down(y, top)}"]
    for x, total in steps[1:]:
        line.append(f"H{x}V{_down(total, top)}")
    path = "".join([*line, f"H{WIDTH}"])
    return Curve(
        line=path,
        area=f"{path}V{HEIGHT}H{steps[0][0]}Z",
        ticks=(top, top // 2, 0) if top > 1 else (top, 0),
        first=first,
        last=last,
    )


def _columns(points: Sequence[Point], *, first: datetime, last: datetime) -> list[tuple[int, int]]:
    """Return (column, total), the last total of every column."""
    length = (last - first).total_seconds() or 1
    found = {round(WIDTH * (instant - first).total_seconds() / length): total for instant, total in points}
    return list(found.items())


def _down(total: int, top: int) -> int:
    """Return how far below the upper edge `total` is drawn."""
    return HEIGHT - round(HEIGHT * total / top)


def _nice(number: int) -> int:
    """Return the least of NICE with noughts that is not less than `number`."""
    power = 1
    while power * NICE[-1] < number:
        power *= 10
    return next(step * power for step in NICE if step * power >= number)


def day_ends(points: Sequence[Point]) -> list[Point]:
    """Return the last point of every day (UTC) that has one: the table beside the curve."""
    return list({instant.date(): (instant, total) for instant, total in points}.values())
