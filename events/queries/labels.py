"""Where labels with a region are: "Portland, ME" is not the larger Portland. Labels without one are in places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from events.models import City, CityName
from events.queries.cities import city_key
from events.queries.places import Found, Spot, find_places
from events.rules.place_labels import split_label


def find_labelled(spots: Collection[Spot]) -> dict[Spot, Found]:
    """Return where each spot without a point is, as `find_places` does; of "City, Region" the city in that region.

    Where the gazetteer knows no such region in the country, the larger city of the name is meant. Eight queries at
    most.
    """
    found = find_places(spots)
    with_region = [spot for spot in spots if spot.country and "," in spot.city and not found[spot].place]
    if not with_region:
        return found
    parts = {spot: split_label(spot.city, spot.country) for spot in with_region}
    places = _named({city_key(city) for city, _region in parts.values()})
    regions = _regions({spot.country for spot in with_region})
    for spot, (city, region) in parts.items():
        candidates = places[city_key(city), spot.country]
        if city_key(region) in regions[spot.country]:
            candidates = [each for each in candidates if city_key(each.region) == city_key(region)]
        if candidates:
            place = max(candidates, key=lambda each: (each.population, -each.pk))
            found[spot] = Found(place, place.time_zone)
    return found


def _named(keys: Iterable[str]) -> dict[tuple[str, str], list[City]]:
    """Return {(key, country): cities of this name}; where there is any of this very name, none by other names."""
    own: dict[tuple[str, str], list[City]] = defaultdict(list)
    other: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in City.objects.filter(folded__in=keys):
        own[city.folded, city.country].append(city)
    for name in CityName.objects.filter(folded__in=keys).select_related("city"):
        other[name.folded, name.city.country].append(name.city)
    return defaultdict(list, other | own)


def _regions(countries: Collection[str]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    of_countries = City.objects.filter(country__in=countries).values_list("country", "region").distinct()
    for country, region in of_countries:
        known[country].add(city_key(region))
    return known
