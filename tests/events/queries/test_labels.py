"""Cities with their region: the region decides between cities of one name."""

from __future__ import annotations

import pytest

from events.models import City
from events.queries.labels import find_labelled
from events.queries.places import Spot

pytestmark = pytest.mark.django_db

PORTLANDS = {"Oregon": (630_331, "America/Los_Angeles"), "Maine": (66_881, "America/New_York")}


@pytest.fixture(autouse=True)
def portlands() -> None:
    for number, (region, (population, zone)) in enumerate(PORTLANDS.items(), start=1):
        City.objects.create(
            geoname_id=number, name="Portland", folded="portland", country="US", region=region, latitude=45,
            longitude=-100, time_zone=zone, population=population,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("label", "region"),
    [
        ("Portland", "Oregon"),
        ("Portland, ME", "Maine"),
        ("Portland, Maine", "Maine"),
        ("Portland, OR", "Oregon"),
        ("Portland, downtown", "Oregon"),
    ],
)
def test_region_decides_where_the_gazetteer_knows_it(label: str, region: str) -> None:
    spot = Spot(label, "US")

    place = find_labelled([spot])[spot].place

    assert place is not None
    assert place.region == region


def test_same_name_in_another_region_or_country_is_not_meant() -> None:
    City.objects.filter(region="Maine").update(name="Bangor", folded="bangor")
    spots = [Spot("Portland, ME", "US"), Spot("Portland, Victoria", "AU")]

    assert [found.place for found in find_labelled(spots).values()] == [None, None]
