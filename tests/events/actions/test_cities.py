"""Loading the gazetteer, on both databases."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from events.actions.cities import CITIES_FILE, GazetteerLoad, load_cities, load_some_cities
from events.models import City, CityName, GazetteerStamp
from events.queries.cities import find_cities
from tests.events.conftest import FEW


def names_of(city: str) -> set[str]:
    return set(CityName.objects.filter(city__name=city).values_list("name", flat=True))


@pytest.mark.django_db
def test_file_is_loaded_once_and_stamped(few_cities_file: Path) -> None:
    said: list[str] = []

    first = load_cities(path=few_cities_file, progress=said.append)
    second = load_cities(path=few_cities_file)

    assert (first.cities, first.was_loaded) == (len(FEW), False)
    assert second == GazetteerLoad(cities=first.cities, names=first.names, was_loaded=True)
    assert first.names == CityName.objects.count()
    assert said == ["17 cities read", "17 cities stored", f"{first.names:,} other names stored"]
    assert {"Ukkel", "Уккел", "于克勒"} <= names_of("Uccle")


@pytest.mark.django_db
def test_new_file_changes_cities_in_place_and_deletes_none(few_cities_file: Path, tmp_path: Path) -> None:
    load_cities(path=few_cities_file)
    before = City.objects.get(name="Kyiv")
    newer = tmp_path / "newer.tsv.gz"
    line = "703448\tKyjiw\tUA\t\t50.4547\t30.5238\tEurope/Kyiv\t3000000\tKiev|Kyiv\n"
    newer.write_bytes(_packed(line))

    load = load_cities(path=newer)

    assert (load.cities, load.names, load.was_loaded) == (1, 2, False)
    after = City.objects.get(geoname_id=703448)
    assert (after.pk, after.name, after.population) == (before.pk, "Kyjiw", 3_000_000)
    assert City.objects.count() == len(FEW)
    assert names_of("Kyjiw") == {"Kiev", "Kyiv"}
    assert [stamp.cities for stamp in GazetteerStamp.objects.all()] == [1]


def _packed(lines: str) -> bytes:
    return gzip.compress(f"# head\ngeoname_id\tname\n{lines}".encode())


@pytest.mark.django_db
def test_some_cities_add_up_and_leave_no_stamp(few_cities_file: Path) -> None:
    load_some_cities([FEW["Uccle"]], path=few_cities_file)
    load_some_cities([FEW["Kyiv"]], path=few_cities_file)
    load_some_cities([FEW["Kyiv"]], path=few_cities_file)

    assert sorted(City.objects.values_list("name", flat=True)) == ["Kyiv", "Uccle"]
    assert "Ukkel" in names_of("Uccle")
    assert len(names_of("Kyiv")) == CityName.objects.filter(city__name="Kyiv").count()
    assert not GazetteerStamp.objects.exists()


@pytest.mark.django_db
def test_file_that_breaks_off_stores_nothing(few_cities_file: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tsv.gz"
    cut.write_bytes(few_cities_file.read_bytes()[:-400])

    with pytest.raises(EOFError):
        load_cities(path=cut)

    assert not City.objects.exists()
    assert not GazetteerStamp.objects.exists()


def test_data_file_is_small_and_names_its_source() -> None:
    head = gzip.decompress(CITIES_FILE.read_bytes())[:300].decode()

    assert CITIES_FILE.stat().st_size < 4_000_000
    assert "GeoNames (https://www.geonames.org/)" in head
    assert "CC BY 4.0" in head


@pytest.mark.long
@pytest.mark.django_db
def test_whole_gazetteer_is_loaded_in_seconds() -> None:
    started = time.process_time()
    load = load_cities()
    took = time.process_time() - started

    assert (load.cities, City.objects.count()) == (34_006, 34_006)
    assert load.names == CityName.objects.count()
    assert load.names > 200_000
    assert took < 12, "seconds of this process; 4 on the machine this was written on"
    assert load_cities().was_loaded
    typed = ["Kiev", "Den Haag", "台北", "Ukkel", "Bruxelles", "Köln", "Koln", "Munich", "Москва", "Brasilia"]
    assert [find_cities(each)[0].name for each in typed] == [
        *("Kyiv", "The Hague", "Taipei", "Uccle", "Brussels", "Köln", "Köln", "Munich", "Moscow", "Brasília")
    ]
