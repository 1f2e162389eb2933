"""Every country lies in one part of the world."""

from django_countries import countries

from events.choices import Region
from events.rules.regions import _COUNTRIES, region_of


def test_every_country_has_a_region_but_antarctica() -> None:
    assert {code for code, _name in countries if region_of(code) is None} == {"AQ"}


def test_no_country_has_two_regions_or_a_code_nobody_knows() -> None:
    codes = [code for of_region in _COUNTRIES.values() for code in of_region.split()]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(dict(countries))


def test_regions_are_where_people_look_for_them() -> None:
    expected = {
        "AU": Region.OCEANIA, "TW": Region.ASIA, "TR": Region.ASIA, "EG": Region.AFRICA, "XK": Region.EUROPE,
        "RU": Region.EUROPE, "CA": Region.AMERICAS, "CL": Region.AMERICAS,
    }  # fmt: skip
    assert {code: region_of(code) for code in expected} == expected


def test_no_country_has_no_region() -> None:
    assert region_of("") is None
