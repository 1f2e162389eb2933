"""Where the marks of the map go, so that none hides another: pushed apart, gathered, enlarged beside it. Pure.

Lengths are units of the map's box (`projection.WIDTH` wide), which is drawn about 600 pixels wide on a desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from events.rules.projection import HEIGHT, WIDTH

MARK = 28.0
"""The width of a mark."""
DISC = 38.0
"""The width of a disc with a number, which stands for several marks."""
FURTHEST = 17.0
"""How far a mark may be pushed from its place."""
LINKS = (44.0, 32.0, 22.0)
"""How near neighbours of a crowd are: the widest crowd that still fits an inset is enlarged."""
CROWD = 4
CROWD_BOX = (240.0, 150.0)
INSET_WIDTH, INSET_HEIGHT = 620.0, HEIGHT
NARROWEST = 20 / 360 * WIDTH
"""An inset shows at least 20 degrees."""
MARGIN = 1.15
GLYPH, LINE = 12.0, 20.0
"""The width of a letter of a label, on the safe side, and the height of its line."""


@dataclass(frozen=True)
class Spot:
    """What stands at a place: an event, or several that were counted before. `key` is the caller's."""

    x: float
    y: float
    key: int
    label: str = ""
    is_urgent: bool = False
    count: int = 1


@dataclass(frozen=True)
class Placed:
    """A mark (`spots` has one, of count 1) or a disc, where it is drawn. `anchor`: on which side its label stands."""

    x: float
    y: float
    spots: tuple[Spot, ...]
    anchor: str = ""

    @property
    def count(self) -> int:
        """Events it stands for."""
        return sum(spot.count for spot in self.spots)

    @property
    def is_urgent(self) -> bool:
        """Say whether one of them needs somebody."""
        return any(spot.is_urgent for spot in self.spots)

    @property
    def size(self) -> float:
        """Its width."""
        return MARK if self.count == 1 else DISC


@dataclass(frozen=True)
class Box:
    """A part of the map."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Inset:
    """A part of the map, enlarged; `placed` is in units of the inset's own box, INSET_WIDTH wide."""

    box: Box
    placed: tuple[Placed, ...]

    @property
    def scale(self) -> float:
        """How much larger things are in it."""
        return INSET_WIDTH / self.box.width


@dataclass(frozen=True)
class MapLayout:
    """The marks of the world, urgent ones last, and the crowd that is shown enlarged."""

    placed: tuple[Placed, ...]
    inset: Inset | None = None


def lay_out(spots: Sequence[Spot]) -> MapLayout:
    """Return where everything goes. Costs grow with the number of places, not with that of events at one place."""
    crowd = _densest_crowd(spots)
    if not crowd:
        return MapLayout(_labelled(_gathered(spots), width=WIDTH))
    keys = {id(spot) for spot in crowd}
    others = [spot for spot in spots if id(spot) not in keys]
    disc = Placed(*_centre(crowd), tuple(crowd))
    return MapLayout(_labelled(_gathered(others, fixed=disc), width=WIDTH), _inset(crowd))


# --- crowds -------------------------------------------------------------------------------------------------------


def _densest_crowd(spots: Sequence[Spot]) -> list[Spot]:
    for link in LINKS:
        crowds = [crowd for crowd in _linked(spots, link) if len(crowd) >= CROWD and _fits(crowd)]
        if crowds:
            return max(crowds, key=lambda crowd: (len(crowd), -crowd[0].x))
    return []


def _fits(crowd: Sequence[Spot]) -> bool:
    xs, ys = [spot.x for spot in crowd], [spot.y for spot in crowd]
    return max(xs) - min(xs) <= CROWD_BOX[0] and max(ys) - min(ys) <= CROWD_BOX[1]


def _linked(spots: Sequence[Spot], link: float) -> Iterator[list[Spot]]:
    """Yield the groups whose members are chained by distances below `link`; neighbours are looked up in a grid."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, spot in enumerate(spots):
        cells.setdefault((int(spot.x // link), int(spot.y // link)), []).append(number)
    left = set(range(len(spots)))
    while left:
        group, ahead = [], [left.pop()]
        while ahead:
            number = ahead.pop()
            group.append(spots[number])
            near = [n for n in _around(cells, spots[number], link) if n in left]
            near = [n for n in near if _distance(spots[n], spots[number]) < link]
            left.difference_update(near)
            ahead.extend(near)
        yield group


def _around(cells: dict[tuple[int, int], list[int]], spot: Spot, link: float) -> Iterator[int]:
    column, row = int(spot.x // link), int(spot.y // link)
    for x in (column - 1, column, column + 1):
        for y in (row - 1, row, row + 1):
            yield from cells.get((x, y), ())


def _inset(crowd: Sequence[Spot]) -> Inset:
    box = _box_around(crowd)
    scale = INSET_WIDTH / box.width
    enlarged = [replace(spot, x=(spot.x - box.x) * scale, y=(spot.y - box.y) * scale) for spot in crowd]
    return Inset(box, _labelled(_gathered(enlarged), width=INSET_WIDTH))


def _box_around(crowd: Sequence[Spot]) -> Box:
    xs, ys = [spot.x for spot in crowd], [spot.y for spot in crowd]
    shape = INSET_WIDTH / INSET_HEIGHT
    width = max((max(xs) - min(xs)) * MARGIN + MARK, NARROWEST)
    width = max(width, ((max(ys) - min(ys)) * MARGIN + MARK) * shape)
    x = (max(xs) + min(xs) - width) / 2
    y = (max(ys) + min(ys) - width / shape) / 2
    return Box(
        min(max(x, 0), WIDTH - width), min(max(y, 0), max(HEIGHT - width / shape, 0)), width, width / shape
    )


# --- marks --------------------------------------------------------------------------------------------------------


def _distance(one: Spot | Placed, other: Spot | Placed) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)


def _centre(spots: Sequence[Spot]) -> tuple[float, float]:
    return sum(spot.x for spot in spots) / len(spots), sum(spot.y for spot in spots) / len(spots)


def _gathered(spots: Sequence[Spot], *, fixed: Placed | None = None) -> list[Placed]:
    """Gather what would overlap: two marks are pushed apart, more become a disc, discs swallow what they cover."""
    placed = [fixed] if fixed else []
    for group in _linked(spots, MARK):
        placed += _apart(*group) if len(group) == 2 and sum(s.count for s in group) == 2 else [_one(group)]
    while pair := next(_overlaps(placed), None):
        placed = [each for each in placed if each is not pair[0] and each is not pair[1]]
        placed.append(_one([*pair[0].spots, *pair[1].spots]))
    return placed


def _one(spots: Sequence[Spot]) -> Placed:
    return Placed(*_centre(spots), tuple(spots))


def _apart(one: Spot, other: Spot) -> list[Placed]:
    distance = _distance(one, other)
    push = min((MARK - distance) / 2, FURTHEST)
    across, down = ((other.x - one.x) / distance, (other.y - one.y) / distance) if distance else (1.0, 0.0)
    return [
        Placed(one.x - push * across, one.y - push * down, (one,)),
        Placed(other.x + push * across, other.y + push * down, (other,)),
    ]


def _overlaps(placed: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    inline = sorted(placed, key=lambda each: each.x)
    for number, one in enumerate(inline):
        for other in inline[number + 1 :]:
            if other.x - one.x >= DISC:
                break
            # a third may still touch: only what would be hidden is gathered
            if _distance(one, other) < (one.size + other.size) / 2 - 4:
                yield one, other


# --- labels -------------------------------------------------------------------------------------------------------


@dataclass
class _Room:
    """What is taken already."""

    width: float
    taken: list[Box] = field(default_factory=list)

    def is_free(self, box: Box) -> bool:
        inside = (
            box.x >= 0 and box.x + box.width <= self.width and box.y >= 0 and box.y + box.height <= HEIGHT
        )
        return inside and not any(_touch(box, other) for other in self.taken)


def _touch(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _labelled(placed: Sequence[Placed], *, width: float) -> tuple[Placed, ...]:
    """Give a label to each mark that has room for it, urgent ones first; return urgent marks last, on top."""
    room = _Room(
        width, [Box(each.x - each.size / 2, each.y - each.size / 2, each.size, each.size) for each in placed]
    )
    by_urgency = sorted(placed, key=lambda each: (not each.is_urgent, each.spots[0].key))
    labelled = [replace(each, anchor=_side(each, room)) for each in by_urgency]
    return tuple(reversed(labelled))


def _side(each: Placed, room: _Room) -> str:
    if each.count > 1:
        return ""
    length, gap = len(each.spots[0].label) * GLYPH, MARK / 2 + 4
    sides = {
        "end": Box(each.x + gap, each.y - LINE / 2, length, LINE),
        "start": Box(each.x - gap - length, each.y - LINE / 2, length, LINE),
        "below": Box(each.x - length / 2, each.y + gap - 2, length, LINE),
        "above": Box(each.x - length / 2, each.y - gap - LINE + 2, length, LINE),
    }
    for side, box in sides.items():
        if room.is_free(box):
            room.taken.append(box)
            return side
    return ""
