"""Finding cities by what people type, on both databases."""

from __future__ import annotations

import importlib.util

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from events.actions.cities import CITIES_FILE
from events.models import City, CityName
from events.queries.cities import (
    CityMatch,
    city_key,
    distance_km,
    find_cities,
    nearest_cities,
    nearest_city,
    resolve_cities,
    resolve_city,
    zones_of_countries,
)

# --- what is typed → its key --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("  KÖLN ", "koln"),
        ("Xi’an", "xian"),
        ("Xi'an", "xian"),
        ("Saint-Leu", "saint leu"),
        ("'s-Gravenhage", "s gravenhage"),
        ("Tromsø", "tromso"),
        ("Łódź", "lodz"),
        ("St. Gallen", "st gallen"),
        ("台北", "台北"),
        ("Москва", "москва"),
        ("  - ", ""),
    ],
)
def test_key_ignores_case_accents_and_signs(typed: str, key: str) -> None:
    assert city_key(typed) == key


@given(st.text())
def test_key_of_a_key_is_itself(text: str) -> None:
    # Some exotic letters need two rounds of folding (fi-ligatures with marks): the second must be the last.
    once = city_key(city_key(text))

    assert city_key(once) == once


def test_build_script_folds_as_the_application_does() -> None:
    spec = importlib.util.spec_from_file_location("build_cities", CITIES_FILE.with_name("build_cities.py"))
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    different = [a for a in ("Köln", "Kiëf", "ΒΡΥΞΈΛΛΕΣ", "ブリュッセル") if script.fold(a) != city_key(a)]

    assert different == []


# --- autocompletion -----------------------------------------------------------------------------------------------


# {what is typed: (the city, the other name that matched)}
PEOPLE_TYPE = {
    "Kiev": ("Kyiv", "Kiev"),
    "Den Haag": ("The Hague", "Den Haag"),
    "den ha": ("The Hague", "Den Haag"),
    "台北": ("Taipei", "台北"),
    "Ukkel": ("Uccle", "Ukkel"),
    "Bruxelles": ("Brussels", "Bruxelles"),
    "Köln": ("Köln", ""),
    "Koln": ("Köln", ""),
    "koeln": ("Köln", "Koeln"),
    "Munich": ("Munich", ""),
    "München": ("Munich", "München"),
    "munchen": ("Munich", "Munchen"),
    "Москва": ("Moscow", "Москва"),
    "tromso": ("Tromsø", ""),
    "lodz": ("Łódź", ""),
    "Xian": ("Xi’an", ""),
    "montreal": ("Montréal", ""),
}


@pytest.mark.usefixtures("few_cities")
def test_city_is_found_by_what_people_type() -> None:
    found = {typed: find_cities(typed)[0] for typed in PEOPLE_TYPE}

    assert {typed: (match.name, match.alias) for typed, match in found.items()} == PEOPLE_TYPE


@pytest.mark.usefixtures("few_cities")
def test_match_carries_all_a_form_fills_in() -> None:
    kyiv = City.objects.get(name="Kyiv")

    assert find_cities("Київ") == [
        CityMatch(
            id=kyiv.pk,
            name="Kyiv",
            country="UA",
            region="",
            latitude=50.4547,
            longitude=30.5238,
            time_zone="Europe/Kyiv",
            population=2952301,
            alias="Київ",
        )
    ]


@pytest.mark.usefixtures("few_cities")
def test_same_name_puts_the_larger_city_first() -> None:
    assert [(city.name, city.country) for city in find_cities("moscow")] == [
        ("Moscow", "RU"),
        ("Moscow", "US"),
    ]


@pytest.mark.usefixtures("few_cities")
def test_country_narrows_the_search() -> None:
    assert [(city.name, city.country) for city in find_cities("Moskva", country="us")] == [("Moscow", "US")]


@pytest.mark.usefixtures("few_cities")
def test_whole_name_goes_before_beginnings_and_own_name_before_other_names() -> None:
    # "Mos" begins Moscow itself and other names of it; "Haag" is a whole other name of The Hague.
    assert [match.alias for match in find_cities("mos")] == ["", ""]
    assert find_cities("haag")[0].alias == "Haag"


@pytest.mark.usefixtures("few_cities")
def test_what_names_no_city_finds_none() -> None:
    typed = ["", "  ", "%", "_", "*", "kie_", "no such city", "\0", "\ud800", "x" * 5_000, "'"]

    assert [each for each in typed if find_cities(each)] == []


@pytest.mark.usefixtures("few_cities")
def test_limit_holds() -> None:
    assert len(find_cities("m", limit=2)) == 2


@pytest.mark.usefixtures("few_cities")
def test_search_reads_through_the_index() -> None:
    city = City.objects.first()
    CityName.objects.bulk_create(
        CityName(city=city, name=f"n{number}", folded=f"n{number}") for number in range(3_000)
    )
    with CaptureQueriesContext(
        connection,
    ) as captured:
        find_cities("Brux")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # a small table would be read whole, and names by their city rather than by their beginning
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE events_city, events_cityname")
        plans = []
        for query in captured.captured_queries:
            explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{explain} {query['sql']}")
            plans.append(" ".join(str(row) for row in cursor.fetchall()))

    assert len(plans) == 2
    assert "city_folded" in plans[0]
    assert "cityname_folded" in plans[1]


# --- one city -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few_cities")
def test_label_names_one_city() -> None:
    places = {label: resolve_city(label, country=country) for label, country in LABELS}

    assert {label: place and (place.name, place.country) for label, place in places.items()} == {
        "Kiev": ("Kyiv", "UA"),
        "moscow": ("Moscow", "RU"),
        "Moskva": ("Moscow", "US"),
        "Mosc": None,
        "": None,
        "Oslo": None,
    }


LABELS = [("Kiev", ""), ("moscow", ""), ("Moskva", "US"), ("Mosc", ""), ("", ""), ("Oslo", "SE")]


@pytest.mark.usefixtures("few_cities")
def test_many_labels_resolve_as_one_by_one_in_two_queries(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        together = resolve_cities(LABELS)

    alone = {(label, country): resolve_city(label, country=country) for label, country in LABELS}
    assert together == {label: place for label, place in alone.items() if place}


# --- near a point -------------------------------------------------------------------------------------------------


def test_distance_is_of_the_sphere() -> None:
    sydney, canberra = (-33.8678, 151.2073), (-35.2835, 149.1281)

    assert round(distance_km(sydney, canberra)) == 247
    assert distance_km(sydney, sydney) == 0
    assert round(distance_km((0, 179.9), (0, -179.9))) == 22


@pytest.mark.usefixtures("few_cities")
def test_nearest_city_is_near_and_large_enough() -> None:
    assert str(nearest_city(50.85, 4.36)) == "Brussels"
    assert str(nearest_city(50.8, 4.33)) == "Uccle"
    assert nearest_city(50.8, 5.5) is None
    assert nearest_city(46.73, -117.0) is None  # Moscow, Idaho, is too small
    assert str(nearest_city(46.73, -117.0, at_least=20_000)) == "Moscow"
    assert str(nearest_city(50.8, 5.5, within_km=100)) == "Brussels"


@pytest.mark.usefixtures("few_cities")
def test_many_points_take_two_queries(django_assert_num_queries: pytest.FixtureRequest) -> None:
    points = [(50.85, 4.36), (0.0, 0.0), (-33.9, 151.2), (90.0, 0.0)]

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = nearest_cities(points)

    assert {point: str(city) for point, city in found.items()} == {
        (50.85, 4.36): "Brussels",
        (-33.9, 151.2): "Sydney",
    }
    assert nearest_cities([]) == {}


@pytest.mark.usefixtures("few_cities")
def test_only_countries_with_one_zone_have_one() -> None:
    assert zones_of_countries(["BE", "AU", "US", "TV", "XX"]) == {
        "BE": "Europe/Brussels",
        "AU": "Australia/Sydney",
        "US": "America/Los_Angeles",
        "TV": "Pacific/Funafuti",
    }
