"""Where the sun stands: night and noon of a place, and the line between day and night on the map. Pure.

Low-precision formulas of the Astronomical Almanac (U.S. Naval Observatory, "Computing Approximate Solar Coordinates"):
good to 0.02° and half a minute, which is less than a pixel of the timeline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import acos, asin, atan, atan2, cos, degrees, radians, sin, tan

from events.rules.projection import SOUTH, project

HORIZON = -0.833
"""Degrees: the centre of the sun at sunrise and sunset, for refraction and the sun's own half-width."""
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STEP = 5
"""Degrees of longitude between two points of the line between day and night."""


@dataclass(frozen=True)
class Sun:
    """The sun's declination, and how far sundials are ahead of clocks, both in degrees."""

    declination: float
    equation: float


@dataclass(frozen=True)
class Span:
    """From one instant to another."""

    begin: datetime
    end: datetime


def sun_at(instant: datetime) -> Sun:
    """Return where the sun stands in the sky of the whole earth."""
    days = (instant - J2000) / DAY
    anomaly = radians(357.529 + 0.98560028 * days)
    mean = 280.459 + 0.98564736 * days
    longitude = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    obliquity = radians(23.439 - 0.00000036 * days)
    right_ascension = degrees(atan2(cos(obliquity) * sin(longitude), cos(longitude)))
    return Sun(
        declination=degrees(asin(sin(obliquity) * sin(longitude))),
        equation=_around_zero(mean - right_ascension),
    )


def subsolar(instant: datetime) -> tuple[float, float]:
    """Return (latitude, longitude) of the place that has the sun overhead."""
    sun = sun_at(instant)
    noon = instant.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    turned = (instant - noon) / DAY * 360
    return sun.declination, _around_zero(-turned - sun.equation)


def _around_zero(angle: float) -> float:
    return (angle + 180) % 360 - 180


def noon_of(day: date, *, longitude: float) -> datetime:
    """Return when the sun stands highest at a longitude, on its own solar day."""
    clock_noon = datetime.combine(day, time(12), tzinfo=UTC)
    return clock_noon - (longitude + sun_at(clock_noon).equation) / 360 * DAY


@lru_cache(maxsize=4096)
def daylight(day: date, latitude: float, longitude: float) -> Span | None:
    """Return from sunrise to sunset of a place's solar day; all of the day in polar day, None in polar night."""
    noon = noon_of(day, longitude=longitude)
    tilt = radians(sun_at(noon).declination)
    phi = radians(min(max(latitude, -89.9), 89.9))
    cosine = (sin(radians(HORIZON)) - sin(phi) * sin(tilt)) / (cos(phi) * cos(tilt))
    if cosine >= 1:
        return None
    # a minute more than half a day, so that the days of a polar summer leave no gap
    half = DAY / 2 + timedelta(minutes=1) if cosine <= -1 else degrees(acos(cosine)) / 360 * DAY
    return Span(noon - half, noon + half)


def nights(latitude: float, longitude: float, *, span: Span) -> Iterator[Span]:
    """Yield the nights of a place within `span`, cut at its ends."""
    dark_since = span.begin
    for number in range((span.end - span.begin).days + 4):
        light = daylight(span.begin.date() + timedelta(days=number - 1), latitude, longitude)
        if light is None or light.end <= dark_since:
            continue
        if dark_since < (end := min(light.begin, span.end)):
            yield Span(dark_since, end)
        dark_since = max(dark_since, light.end)
        if dark_since >= span.end:
            return
    yield Span(dark_since, span.end)


def noons(longitude: float, *, span: Span) -> Iterator[datetime]:
    """Yield the local noons within `span`."""
    for number in range((span.end - span.begin).days + 3):
        noon = noon_of(span.begin.date() + timedelta(days=number - 1), longitude=longitude)
        if span.begin <= noon < span.end:
            yield noon


def is_night(latitude: float, longitude: float, instant: datetime) -> bool:
    """Say whether the sun is below the horizon."""
    below, overhead = subsolar(instant)
    phi, tilt, turned = radians(latitude), radians(below), radians(longitude - overhead)
    return sin(phi) * sin(tilt) + cos(phi) * cos(tilt) * cos(turned) < sin(radians(HORIZON))


def night_outline(instant: datetime) -> list[tuple[float, float]]:
    """Return the dark half of the map as one polygon, in units of the map's box."""
    declination, overhead = subsolar(instant)
    tilt = radians(declination) or 1e-9
    dark_pole = 90 if declination < 0 else SOUTH - 1
    edge = [
        project(degrees(atan(-cos(radians(longitude - overhead)) / tan(tilt))), longitude)
        for longitude in range(-180, 181, STEP)
    ]
    latitudes = range(-60, 91, STEP)
    east = [project(latitude, 180) for latitude in (latitudes if dark_pole == 90 else reversed(latitudes))]
    west = [(1000 - x, y) for x, y in reversed(east)]
    return [
        *edge,
        *(point for point in east if _is_beyond(point, edge[-1], dark_pole)),
        *(point for point in west if _is_beyond(point, edge[0], dark_pole)),
    ]


def _is_beyond(point: tuple[float, float], edge: tuple[float, float], dark_pole: float) -> bool:
    return point[1] < edge[1] if dark_pole == 90 else point[1] > edge[1]
