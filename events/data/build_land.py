#!/usr/bin/env python3
"""Build `handins/static/handins/land.svg`, the land behind the board's map. Run by hand, from the root:

    npm pack world-atlas@2.0.2 --pack-destination /tmp && tar -xzf /tmp/world-atlas-2.0.2.tgz -C /tmp
    python -m events.data.build_land /tmp/package/land-50m.json

The outline is Natural Earth's (public domain), 1:50 million, as TopoJSON. Its shapes are stitched across the
antimeridian: they are unwrapped and cut at 180° here. Antarctica, and islets smaller than
a pixel, are left out.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path

from events.rules.projection import HEIGHT, SOUTH, WIDTH, project

TARGET = Path(__file__).resolve().parents[2] / "handins" / "static" / "handins" / "land.svg"
TOLERANCE = 0.22
"""Points nearer to the line than this are left out; units of the map's box."""
SMALLEST = 0.8
"""Square units; a smaller ring is an islet nobody would see."""
HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">
<!-- Land: Natural Earth, public domain (naturalearthdata.com); made by events/data/build_land.py -->
<path id="land" fill-rule="evenodd" d="{path}"/>
</svg>
"""

Point = tuple[float, float]
Ring = list[Point]


def rings(topology: dict) -> list[Ring]:
    """Return every ring of the land, in degrees, without jumps at the antimeridian."""
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    shapes = topology["objects"]["land"]["geometries"]
    return [
        _unwrapped(_joined(ring, arcs)) for shape in shapes for polygon in shape["arcs"] for ring in polygon
    ]


def _degrees(arc: list[list[int]], transform: dict) -> Ring:
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left, y * scale_y + bottom))
    return points


def _joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _unwrapped(ring: Ring) -> Ring:
    points = [ring[0]]
    for longitude, latitude in ring[1:]:
        turn = round((points[-1][0] - longitude) / 360) * 360
        points.append((longitude + turn, latitude))
    return points


def _cut(ring: Ring, *, at: float, sign: int) -> Ring:
    """Return what lies on one side of a meridian (Sutherland and Hodgman)."""
    kept: Ring = []
    for (x0, y0), (x1, y1) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was_in, is_in = (x0 - at) * sign >= 0, (x1 - at) * sign >= 0
        if was_in != is_in:
            kept.append((at, y0 + (y1 - y0) * (at - x0) / (x1 - x0)))
        if is_in:
            kept.append((x1, y1))
    return kept


def _on_the_map(ring: Ring) -> list[Ring]:
    pieces = []
    for turn in (-360, 0, 360):
        piece = _cut([(x + turn, y) for x, y in ring], at=-180, sign=1)
        piece = _cut(piece, at=180, sign=-1) if piece else piece
        if piece:
            pieces.append([project(y, x) for x, y in piece])
    return pieces


def _simple(points: Ring) -> Ring:
    """Return the line with as few points as TOLERANCE allows (Douglas and Peucker)."""
    if len(points) < 3:
        return points
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    if length:
        away = [abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length for x, y in points]
    else:
        away = [((x - x0) ** 2 + (y - y0) ** 2) ** 0.5 for x, y in points]
    farthest = max(range(len(points)), key=away.__getitem__)
    if away[farthest] <= TOLERANCE:
        return [points[0], points[-1]]
    return _simple(points[: farthest + 1])[:-1] + _simple(points[farthest:])


def _area(points: Ring) -> float:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def _drawn(points: Ring) -> str:
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [
        f"{(x1 - x0) / 10:g} {(y1 - y0) / 10:g}"
        for (x0, y0), (x1, y1) in pairwise(tenths)
        if (x0, y0) != (x1, y1)
    ]
    return f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}l{' '.join(steps).replace(' -', '-')}z"


def main() -> None:
    land = rings(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    seen = [piece for ring in land if max(y for _x, y in ring) > SOUTH for piece in _on_the_map(ring)]
    path = "".join(_drawn(_simple(piece)) for piece in seen if _area(piece) > SMALLEST)
    TARGET.write_text(HEAD.format(width=WIDTH, height=HEIGHT, path=path), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
