"""Cities for tests: a few dozen lines of the real gazetteer, in a file of their own, so that loading takes no time."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from events.actions.cities import CITIES_FILE, load_some_cities

FEW = {
    "Brussels": 2800866,
    "Canberra": 2172517,
    "Funafuti": 2110394,
    "Köln": 2886242,
    "Kyiv": 703448,
    "Montréal": 6077243,
    "Moscow": 524901,
    "Moscow, Idaho": 5601538,
    "Munich": 2867714,
    "Oslo": 3143244,
    "Sydney": 2147714,
    "Taipei": 1668341,
    "The Hague": 2747373,
    "Tromsø": 3133895,
    "Uccle": 2785123,
    "Xi’an": 1790630,
    "Łódź": 3093133,
}


@pytest.fixture(scope="session")
def few_cities_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gazetteer of the cities in FEW, cut out of the real one."""
    wanted = {str(number) for number in FEW.values()}
    lines = gzip.decompress(CITIES_FILE.read_bytes()).decode().splitlines(keepends=True)
    kept = [line for line in lines if line.startswith(("#", "geoname_id")) or line.split("\t")[0] in wanted]
    path = tmp_path_factory.mktemp("cities") / "few.tsv.gz"
    path.write_bytes(gzip.compress("".join(kept).encode()))
    return path


@pytest.fixture
def few_cities(db: None, few_cities_file: Path) -> None:
    """The cities in FEW are loaded, with all their other names."""
    load_some_cities(FEW.values(), path=few_cities_file)
