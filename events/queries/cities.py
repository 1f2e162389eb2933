"""Finding cities: what somebody typed, what a file says, what lies near a point. Loading is in actions."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.db.models.lookups import StartsWith

from accounts.fields import clean_text, fold
from events.models import City, CityName

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = 111.0
# One city has up to a dozen spellings that begin alike ("Mosk…"): so many names are read for each place offered.
NAMES_PER_CITY = 6
ALL_AFTER = "\U0010ffff"

# Letters that Unicode does not take apart, as people without them on the keyboard write them; then signs.
_AS_TYPED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("'`\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u2018\u2019", "")
    | dict.fromkeys("-./,\u00b7\u2010\u2011\u2012\u2013\u2014\u2015\u30fb", " ")
)


@dataclass(frozen=True, slots=True)
class CityMatch:
    """A city that answers to what was typed. `alias` is the other name that matched, blank for the name itself."""

    id: int
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    time_zone: str
    population: int
    alias: str = ""


def city_key(text: str) -> str:
    """Return `text` as cities are looked up: folded, no apostrophes, hyphens as blanks ("Xi’an" → "xian")."""
    bare = text.casefold().translate(_AS_TYPED)
    return " ".join(bare.split()) if bare.isascii() else fold(bare)  # half of a quarter of a million names


def _typed_key(text: str) -> str:
    """Return the key of what came from outside: no database takes every character a request can hold."""
    return city_key(clean_text(text))


class BeginsWith(StartsWith):
    """`startswith` that both databases answer from an index.

    PostgreSQL reads LIKE through `varchar_pattern_ops`; the LIKE of SQLite ignores case and so its index,
    but its text compares byte by byte, which makes a range the same question.
    """

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.lhs)
        return f"{column} >= %s AND {column} < %s", (*params, self.rhs, *params, self.rhs + ALL_AFTER)


def _begins(key: str) -> BeginsWith:
    return BeginsWith(F("folded"), key)


def _is_exact(key: str) -> Case:
    return Case(When(folded=key, then=Value(True)), default=Value(False), output_field=BooleanField())


def _in_country(cities: QuerySet[Any], country: str, *, path: str) -> QuerySet[Any]:
    return cities.filter(**{path: country.upper()}) if country else cities


def _match(city: City, alias: str = "") -> CityMatch:
    return CityMatch(
        id=city.pk,
        name=city.name,
        country=city.country,
        region=city.region,
        latitude=city.latitude,
        longitude=city.longitude,
        time_zone=city.time_zone,
        population=city.population,
        alias=alias,
    )


def _spelt_like(text: str, alias: str) -> str:
    """Return `alias` without accents for who typed none: the file keeps one spelling of several, with most accents."""
    if not text.isascii():
        return alias
    return "".join(c for c in unicodedata.normalize("NFKD", alias) if not unicodedata.combining(c))


def _named(key: str, country: str, limit: int) -> Iterator[tuple[bool, City, str]]:
    cities = _in_country(City.objects.filter(_begins(key)), country, path="country")
    for city in cities.annotate(exact=_is_exact(key)).order_by("-exact", "-population", "id")[:limit]:
        yield city.exact, city, ""


def _also_named(key: str, country: str, limit: int) -> Iterator[tuple[bool, City, str]]:
    names = _in_country(CityName.objects.filter(_begins(key)), country, path="city__country")
    names = names.annotate(exact=_is_exact(key)).select_related("city")
    for name in names.order_by("-exact", "-city__population", "id")[: limit * NAMES_PER_CITY]:
        yield name.exact, name.city, name.name


def find_cities(text: str, *, country: str = "", limit: int = 8) -> list[CityMatch]:
    """Return the cities whose name, or another name, begins with `text`; case and accents do not matter.

    Whole names come first, then a city's own name before its other names, then the larger city.
    """
    key = _typed_key(text)
    if not key:
        return []
    found = [*_named(key, country, limit), *_also_named(key, country, limit)]
    found.sort(key=lambda each: (not each[0], bool(each[2]), -each[1].population))
    best: dict[int, CityMatch] = {}
    for _exact, city, alias in found:
        best.setdefault(city.pk, _match(city, _spelt_like(text, alias)))
    return list(best.values())[:limit]


def resolve_city(text: str, *, country: str = "") -> City | None:
    """Return the one city that `text` names, or None: its own name before other names, then the larger city."""
    key = _typed_key(text)
    cities = _in_country(City.objects.filter(folded=key), country, path="country")
    by_alias = _in_country(City.objects.filter(names__folded=key), country, path="country")
    return cities.order_by("-population", "id").first() or by_alias.order_by("-population", "id").first()


def resolve_cities(labels: Collection[tuple[str, str]]) -> dict[tuple[str, str], City]:
    """Return {(label, country): city} for the labels that name one, by the rule of `resolve_city`, in two queries."""
    wanted = defaultdict(list)
    for label, country in labels:
        wanted[_typed_key(label), country].append((label, country))
    keys = {key for key, _country in wanted}
    # Read from the least to the most wanted, so that the last one written stays.
    names = (
        CityName.objects.filter(folded__in=keys)
        .select_related("city")
        .order_by("city__population", "-city_id")
    )
    candidates = [(name.folded, name.city) for name in names]
    candidates += [
        (city.folded, city) for city in City.objects.filter(folded__in=keys).order_by("population", "-id")
    ]
    best = {}
    for key, city in candidates:
        best[key, city.country] = best[key, ""] = city
    # A name in some country must not lose to a same name as alias elsewhere: own names were written last.
    return {
        label: best[key] for key, labels_of_key in wanted.items() if key in best for label in labels_of_key
    }


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the great-circle distance between two (latitude, longitude) in degrees (haversine)."""
    (latitude, longitude), (to_latitude, to_longitude) = here, there
    rise = sin(radians(to_latitude - latitude) / 2) ** 2
    run = sin(radians(to_longitude - longitude) / 2) ** 2
    return (
        2
        * EARTH_RADIUS_KM
        * asin(sqrt(min(1.0, rise + cos(radians(latitude)) * cos(radians(to_latitude)) * run)))
    )


def nearest_city(
    latitude: float, longitude: float, *, within_km: float = 30, at_least: int = 50_000
) -> City | None:
    """Return the nearest city of `at_least` so many people, or None where there is none `within_km`."""
    return nearest_cities([(latitude, longitude)], within_km=within_km, at_least=at_least).get(
        (latitude, longitude)
    )


def nearest_cities(
    points: Iterable[tuple[float, float]], *, within_km: float = 30, at_least: int = 50_000
) -> dict[tuple[float, float], City]:
    """Return {(latitude, longitude): nearest city} where there is one, in two queries however many points."""
    points = list(points)
    if not points:
        return {}
    margin = within_km / KM_PER_DEGREE
    latitudes = [latitude for latitude, _longitude in points]
    band = City.objects.filter(
        population__gte=at_least, latitude__range=(min(latitudes) - margin, max(latitudes) + margin)
    )
    grid = defaultdict(list)
    for pk, latitude, longitude in band.values_list("pk", "latitude", "longitude"):
        grid[round(latitude)].append((pk, (latitude, longitude)))
    found = {}
    reach = int(margin) + 1
    for point in points:
        row = round(point[0])
        about = (each for i in range(row - reach, row + reach + 1) for each in grid.get(i, ()))
        distance, pk = min(
            # Latitudes alone rule most of them out, and cost less than a distance.
            ((distance_km(point, place), pk) for pk, place in about if abs(place[0] - point[0]) <= margin),
            default=(within_km + 1, 0),
        )
        if distance <= within_km:
            found[point] = pk
    cities = City.objects.in_bulk(set(found.values()))
    return {point: cities[pk] for point, pk in found.items()}


def zones_of_countries(countries: Collection[str]) -> dict[str, str]:
    """Return {country: time zone} for those of `countries` where every city of the gazetteer has the same."""
    zones = defaultdict(set)
    for country, zone in (
        City.objects.filter(country__in=countries).values_list("country", "time_zone").distinct()
    ):
        zones[country].add(zone)
    return {country: min(found) for country, found in zones.items() if len(found) == 1}
