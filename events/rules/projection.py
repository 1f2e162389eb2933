"""Where a place lies on the board's map: the Natural Earth projection, in a box of 1000 × 435. Pure.

Polynomial and coefficients: Šavrič, Jenny, Patterson, Petrovič, Hurni, "A Polynomial Equation for the Natural Earth
Projection", Cartography and Geographic Information Science 38 (2011).
"""

from __future__ import annotations

from math import pi, radians

WIDTH = 1000.0
NORTH, SOUTH = 84.0, -57.0
"""Degrees of latitude at the upper and lower edge: the land people live on, without Antarctica."""
SCALE = WIDTH / (2 * pi * 0.8707)


def _length(square: float) -> float:
    """Return the length of a parallel; `square` is its latitude squared."""
    return 0.8707 + square * (-0.131979 + square * (-0.013791 + square**3 * (0.003971 + square * -0.001529)))


def _distance(latitude: float) -> float:
    """Return how far a parallel lies from the equator."""
    square = latitude * latitude
    return latitude * (
        1.007226 + square * (0.015085 + square**2 * (-0.044475 + square * (0.028874 + square * -0.005916)))
    )


TOP = SCALE * _distance(radians(NORTH))
HEIGHT = TOP - SCALE * _distance(radians(SOUTH))


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return (x, y) in units of the box, x from the west, y from the north; latitudes beyond it go to its edge."""
    phi = radians(min(max(latitude, SOUTH), NORTH))
    x = WIDTH / 2 + SCALE * radians(longitude) * _length(phi * phi)
    return x, TOP - SCALE * _distance(phi)
