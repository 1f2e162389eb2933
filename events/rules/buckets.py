"""Instants and places as small numbers, so that thousands of events can be read and grouped at once. Pure."""

from __future__ import annotations

from datetime import datetime
from math import floor

SLOT = 900
"""Seconds: a quarter of an hour."""
CELL = 5
"""Degrees each way."""
CELLS_AROUND = 360 // CELL


def slot_of(instant: datetime) -> int:
    """Return which quarter of an hour since 1970 `instant` lies in."""
    return floor(instant.timestamp()) // SLOT


def cell_of(latitude: float | None, longitude: float | None) -> int | None:
    """Return which field of the map a place lies in, counted eastwards from the south pole at 180° W; None nowhere."""
    if latitude is None or longitude is None:
        return None
    return floor((latitude + 90) / CELL) * CELLS_AROUND + floor((longitude + 180) / CELL) % CELLS_AROUND


def middle_of(cell: int) -> tuple[float, float]:
    """Return latitude and longitude of the middle of a field."""
    row, column = divmod(cell, CELLS_AROUND)
    return row * CELL - 90 + CELL / 2, column * CELL - 180 + CELL / 2
