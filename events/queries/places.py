"""Where rows of a list are: from a city's label, a point, or the country alone. Finding one city is in cities."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from events.models import City
from events.queries.cities import distance_km, nearest_cities, resolve_cities, zones_of_countries


@dataclass(frozen=True, slots=True)
class Spot:
    """What a row says about where it is; any part may be missing. `point` is (latitude, longitude) in degrees."""

    city: str = ""
    country: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The place a spot means, its zone, and how many km the spot's point is from it (0 without a point)."""

    place: City | None
    time_zone: str
    off_by_km: float = 0


def find_places(spots: Collection[Spot]) -> dict[Spot, Found]:
    """Return where each spot is, in at most five queries.

    The place called so in that country; else the nearest city of some size. Without either, the zone
    of a country that has only one.
    """
    labels = {spot: (spot.city, spot.country) for spot in spots if spot.city and spot.country}
    named = resolve_cities(set(labels.values()))
    nameless = [spot for spot in spots if labels.get(spot) not in named]
    near = nearest_cities({spot.point for spot in nameless if spot.point})
    zones = zones_of_countries({spot.country for spot in nameless if spot.country})
    return {
        spot: _found(spot, named.get(labels.get(spot, ("", ""))) or near.get(spot.point or (0, 0)), zones)
        for spot in spots
    }


def _found(spot: Spot, place: City | None, zones: dict[str, str]) -> Found:
    if place is None:
        return Found(None, zones.get(spot.country, ""))
    off = distance_km(spot.point, (place.latitude, place.longitude)) if spot.point else 0
    return Found(place, place.time_zone, off)
