"""The short text for the press: plurals right in four languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.rules.press import Figure, PressEvent
from events.rules.press_text import press_text
from tests.events.rules.press_figures import NOW, REFUSED, event, figures


def hand_ins(cities: int, countries: int, refused: int = 0, **facts: object) -> list[PressEvent]:
    """Return a hand-in in each city; the first so many missions refused to meet."""
    return [
        event(f"City {n}", f"C{n % countries}", attempts=REFUSED if n < refused else (), **facts)
        for n in range(cities)
    ]


@pytest.mark.parametrize(
    ("cities", "countries", "refused", "said"),
    [
        (14, 11, 3, "Hand-ins in 14 cities of 11 countries; 3 consulates refused to meet."),
        (2, 1, 1, "Hand-ins in 2 cities of 1 country; 1 consulate refused to meet."),
        (1, 1, 0, "Hand-in in 1 city of 1 country."),
    ],
)
def test_sentence_of_the_story(cities: int, countries: int, refused: int, said: str) -> None:
    assert press_text(figures(*hand_ins(cities, countries, refused))) == [said]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Remises de pétition dans 14 villes de 11 pays\u202f; 3 consulats ont refusé la rencontre."),
        ("es", "Entregas de peticiones en 14 ciudades de 11 países; 3 consulados se negaron a recibir."),
        ("ar", "تسليم عرائض في 14 مدينة من 11 بلدًا؛ 3 قنصليات رفضت اللقاء."),
    ],
)
def test_sentence_of_the_story_in_other_languages(language: str, said: str) -> None:
    with translation.override(language):
        assert press_text(figures(*hand_ins(14, 11, 3))) == [said]


def test_embassies_are_no_consulates() -> None:
    told = figures(*hand_ins(3, 3, 1), event("London", "GB", mission_kind="embassy", attempts=REFUSED))
    assert press_text(told)[0].endswith("; 1 consulate refused to meet; 1 embassy refused to meet.")


def test_what_came_of_it_follows() -> None:
    told = figures(
        event("Oslo", "NO", state="delivered"),
        event("Rome", "IT", state="delivered"),
        event(state="refused"),
        event("Perth", "AU", kind="vigil"),
        event("Milan", "IT", kind="stunt", state="held"),
        counted=Figure(517_280, 23, NOW),
        handed_over=Figure(33_540, 1, NOW),
        is_demonstration=True,
    )
    assert press_text(told)[1:] == [
        "So far: 2 petitions were delivered; 1 petition was not taken.",
        "33,540 signatures were handed over.",
        "Besides: 1 stunt, 1 vigil.",
        "517,280 signatures were counted worldwide.",
        "This is a demonstration: most of these figures are made up.",
    ]


def test_nothing_to_tell_is_not_told() -> None:
    assert press_text(figures()) == []


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@given(numbers=st.tuples(*[st.integers(0, 1_000_000)] * 3), some=st.integers(1, 12))
def test_no_placeholder_is_left_in_any_language(
    language: str, numbers: tuple[int, int, int], some: int
) -> None:
    told = figures(
        *hand_ins(some, some, some),
        *hand_ins(some, some, some, mission_kind="embassy", state="refused"),
        *hand_ins(some, some, kind="other"),
        counted=Figure(numbers[0], 1, NOW),
        handed_over=Figure(numbers[1], 1, NOW),
    )
    with translation.override(language):
        sentences = press_text(told)
    assert all(sentence.endswith(".") and "%" not in sentence for sentence in sentences)


@pytest.mark.parametrize("shorten", [lambda text: text.strip(), lambda text: " ".join(text.split())])
def test_sentences_have_no_stray_blanks(shorten: Callable[[str], str]) -> None:
    for sentence in press_text(figures(*hand_ins(3, 2, 1))):
        assert shorten(sentence) == sentence
