"""Loading the gazetteer from its data file."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from events.models import City, CityName, GazetteerStamp
from events.queries.cities import city_key

CITIES_FILE = Path(__file__).resolve().parent.parent / "data" / "cities.tsv.gz"
BATCH = 10_000
CITY_COLUMNS = ("name", "folded", "country", "region", "latitude", "longitude", "time_zone", "population")

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class GazetteerLoad:
    """What a load did: how many rows the gazetteer has from the file, and whether they were there already."""

    cities: int
    names: int
    was_loaded: bool


def load_cities(*, path: Path = CITIES_FILE, progress: Progress = str) -> GazetteerLoad:
    """Make the gazetteer what the data file says; at once where the stamp says it is.

    Cities are matched by their GeoNames number and never deleted, since missions and events point at them.
    Two processes may load at once: the later one does the same again.
    """
    packed = path.read_bytes()
    digest = hashlib.sha256(packed).hexdigest()
    stamp = GazetteerStamp.objects.filter(digest=digest).first()
    if stamp:
        return GazetteerLoad(cities=stamp.cities, names=stamp.names, was_loaded=True)
    with transaction.atomic():
        CityName.objects.all().delete()
        loaded = _load(_lines(packed), progress=progress)
        GazetteerStamp.objects.all().delete()
        GazetteerStamp.objects.create(
            digest=digest, cities=loaded.cities, names=loaded.names, loaded_at=timezone.now()
        )
    return loaded


@transaction.atomic
def load_some_cities(geoname_ids: Collection[int], *, path: Path = CITIES_FILE) -> GazetteerLoad:
    """Load only these cities, without a stamp: a later `load_cities` loads all."""
    CityName.objects.filter(city__geoname_id__in=geoname_ids).delete()
    wanted = frozenset(map(str, geoname_ids))
    return _load(line for line in _lines(path.read_bytes()) if line[0] in wanted)


def _load(lines: Iterable[list[str]], *, progress: Progress = str) -> GazetteerLoad:
    """Store cities and their other names; older other names are gone by now."""
    names = {}
    cities = []
    for line in lines:
        city, names[int(line[0])] = _parse(line)
        cities.append(city)
    progress(f"{len(cities):,} cities read")
    City.objects.bulk_create(
        cities,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["geoname_id"],
        update_fields=CITY_COLUMNS,
    )
    progress(f"{len(cities):,} cities stored")
    _tell_the_planner()
    stored = _store_names(names)
    progress(f"{stored:,} other names stored")
    return GazetteerLoad(cities=len(cities), names=stored, was_loaded=False)


def _lines(packed: bytes) -> Iterator[list[str]]:
    lines = io.TextIOWrapper(gzip.GzipFile(fileobj=io.BytesIO(packed)), encoding="utf-8", newline="\n")
    rows = (line.rstrip("\n").split("\t") for line in lines if not line.startswith("#"))
    next(rows)  # the headings
    return rows


def _parse(values: list[str]) -> tuple[City, dict[str, str]]:
    """Return the city and {key: spelling} of its other names."""
    number, name, country, region, latitude, longitude, time_zone, population, others = values
    key = city_key(name)
    city = City(
        geoname_id=int(number),
        name=name,
        folded=key,
        country=country,
        region=region,
        latitude=float(latitude),
        longitude=float(longitude),
        time_zone=time_zone,
        population=int(population),
    )
    other_names = {city_key(other): other for other in others.split("|") if other}
    other_names.pop(key, None)
    other_names.pop("", None)
    return city, other_names


def _store_names(names: dict[int, dict[str, str]]) -> int:
    pks = dict(City.objects.values_list("geoname_id", "pk"))
    rows = [(pks[number], name, key) for number, others in names.items() for key, name in others.items()]
    _pour(CityName, ("city_id", "name", "folded"), rows)
    return len(rows)


def _tell_the_planner() -> None:
    """Let PostgreSQL know that the table has grown.

    A connection that checked a foreign key while there were a few cities goes on reading the whole table for each
    of 240,000 names, and takes two minutes instead of two seconds.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(City._meta.db_table)}")


def _pour(model: type[Model], columns: tuple[str, ...], rows: list[tuple[int, str, str]]) -> None:
    """Insert rows past the ORM: 200,000 names take a second so, and six with bulk_create on SQLite."""
    quote = connection.ops.quote_name
    target = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {target} VALUES ({values})", rows)  # noqa: S608 - names of our own columns
