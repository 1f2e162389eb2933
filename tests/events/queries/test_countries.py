"""States: codes, names, and what is neither."""

from __future__ import annotations

import pytest
from django.utils import translation

from events.queries.countries import country_code, country_name, state_of


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("au", "AU"),
        ("Australia", "AU"),
        ("  united   kingdom ", "GB"),
        ("People's Republic of China", "CN"),
        ("China", "CN"),
        ("Kingdom of Denmark", "DK"),
        ("Republic of Ireland", "IE"),
        ("Ivory Coast", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Kosovo", "XK"),
        ("Russian Federation", "RU"),
        ("Taiwan", "TW"),
        ("GE-AB", "GE"),
        ("ge-so", "GE"),
        ("ZZ-AB", ""),
        ("Sovereign Military Order of Malta", ""),
        ("Quebec", ""),
        ("ZZ", ""),
        ("", ""),
    ],
)
def test_label_means_a_code_or_none(label: str, code: str) -> None:
    assert country_code(label) == code


def test_state_keeps_the_words_it_came_with() -> None:
    assert state_of("RU") == ("RU", "Russia")
    assert state_of("Ivory Coast") == ("CI", "Ivory Coast")
    assert state_of("GE-AB") == ("GE", "GE-AB")
    assert state_of("Order of Malta") == ("", "Order of Malta")


def test_names_are_english_whatever_the_reader_speaks() -> None:
    with translation.override("fr"):
        assert country_name("DE") == "Germany"
        assert country_code("Germany") == "DE"
    assert country_name("ZZ") == "ZZ"
