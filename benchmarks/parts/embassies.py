"""A made-up list of embassies, shaped as the public one: ``python -m parts.embassies ROWS FILE``, on an empty database.

Makes the tables and loads the gazetteer first: its cities and countries are what the rows are drawn from.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HEADINGS = (
    "operator;operatorQID;jurisdictions;jurisdictionQIDs;country;countryQID;city;cityQID;address;latitude;longitude;"
    "phone;email;website;facebook;twitter;youtube;picture;pictureAuthor;pictureLicense;pictureLicenseURL;type;typeQID;"
    "creation;QID;"
)
KINDS = ("embassy",) * 8 + ("consulate general", "high commission", "de facto embassy")
ENTITY = "http://www.wikidata.org/entity/Q"
CITIES = 4
"""In a country: the big ones, where embassies are."""
# How many of a hundred rows have a column filled, as in the public list.
CITY, NAMED, POINT, PHONE, EMAIL, WEBSITE, PICTURE = 94, 89, 88, 9, 8, 66, 34


def main(rows: int, path: Path) -> None:
    """Make the tables, load the gazetteer, write the list."""
    import django

    django.setup()
    from django.core.management import call_command

    from events.actions.cities import load_cities

    call_command("migrate", verbosity=0)
    load_cities()
    write(rows, path)


def write(rows: int, path: Path) -> None:
    """Write so many rows, the same ones each time."""
    path.write_text("\n".join((HEADINGS, *_rows(rows), "")), encoding="utf-8", newline="\n")


def _rows(number: int) -> Iterator[str]:
    drawn = random.Random(7)
    hosts = _hosts()
    states = sorted(hosts)

    def perhaps(share: int, text: object) -> str:
        return str(text) if drawn.randrange(100) < share else ""

    for row in range(number):
        sending, host = drawn.sample(states, 2)
        name, latitude, longitude = drawn.choice(hosts[host])
        told = f"{name}, {row % 9 + 1}th district" if drawn.randrange(100) >= NAMED else name
        where = (
            f"{latitude + drawn.uniform(-0.05, 0.05):.5f}",
            f"{longitude + drawn.uniform(-0.05, 0.05):.5f}",
        )
        point = where if drawn.randrange(100) < POINT else ("", "")
        others = "|".join(drawn.sample(states, drawn.randrange(1, 3)))
        picture = f"http://commons.wikimedia.org/wiki/Special:FilePath/Embassy%20number%20{row}.jpg"
        yield ";".join((
            sending, f"{ENTITY}{states.index(sending)}", others, f"{ENTITY}{row % 300}", host,
            f"{ENTITY}{states.index(host)}", perhaps(CITY, told), f"{ENTITY}{row % 800}", "", *point,
            perhaps(PHONE, f"+1 555 {row:07}"), perhaps(EMAIL, f"mailto:embassy{row}@example.org"),
            perhaps(WEBSITE, f"https://embassy{row}.example.org/en/"), "", "", "",
            *([picture, "Somebody", "CC BY-SA 4.0", ""] if perhaps(PICTURE, "x") else [""] * 4),
            drawn.choice(KINDS), f"{ENTITY}3917681", "", f"{ENTITY}{100_000 + row}",
        ))  # fmt: skip


def _hosts() -> dict[str, list[tuple[str, float, float]]]:
    """Return {country's name: its biggest cities, each with its point}."""
    from events.models import City
    from events.queries.countries import country_name

    found: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    cities = City.objects.order_by("-population", "pk")
    for code, *city in cities.values_list("country", "name", "latitude", "longitude"):
        of_country = found[country_name(code)]
        if len(of_country) < CITIES:
            of_country.append((city[0], city[1], city[2]))
    return dict(found)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
