"""How many were there, in figures and words of four languages."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from events.rules.turnout import MOST_PEOPLE, Turnout, read_turnout

EXACT = {
    200: "200 | about 200 | 200 people | roughly 200. | police say 200 | ٢٠٠ | حوالي ٢٠٠ | environ 200 personnes"
    " | unas 200 personas | two hundred | deux cents | doscientas | مئتين | 2 hundred",
    1_000: "1,000 | 1.000 | 1 000 | 1'000 | ١٬٠٠٠ | a thousand | mille | mil | ألف | 1k | un millier",
    1_500: "1.5k | 1,5 mil | 1.5 thousand",
    12: "a dozen | une douzaine | una docena | 12",
    100: "a hundred | une centaine | cien | مئة | cent personnes",
    30: "une trentaine | trente | treinta | ثلاثين | thirty",
    5_000: "5 آلاف | 5 mille | five thousand | cinco mil",
    0: "0 | nobody | personne | nadie | لا أحد",
}
VAGUE = {
    200: "hundreds | 100s | several hundred | a few hundred people | des centaines | centenares | cientos | مئات"
    " | quelques centaines | varios cientos | بضع مئات",
    2_000: "thousands | 1000s | milliers | miles de personas | آلاف",
    20_000: "tens of thousands | dizaines de milliers | decenas de miles | عشرات الآلاف",
    24: "dozens | douzaines | docenas",
    50: "50+ | > 50 | >50 | over 50 | at least 50 | plus de 50 | au moins 50 | más de 50 | al menos 50 | أكثر من ٥٠",
}
AT_MOST = {300: "up to 300 | < 300 | moins de 300 | jusqu’à 300 | hasta 300 | menos de 300 | أقل من 300"}
RANGE = {
    (
        40,
        60,
    ): "40-60 | 40–60 | 60 - 40 | 40 to 60 | between 40 and 60 | entre 40 et 60 | entre 40 y 60 | 40 a 60 | ٤٠-٦٠"
    " | بين ٤٠ و ٦٠"
}


def each(said: dict[int, str]) -> list[tuple[int, str]]:
    return [(n, text.strip()) for n, texts in said.items() for text in texts.split("|")]


@pytest.mark.parametrize(("n", "text"), each(EXACT))
def test_number_is_a_number_however_it_is_written(n: int, text: str) -> None:
    assert read_turnout(text) == Turnout(n, n)


@pytest.mark.parametrize(("n", "text"), each(VAGUE))
def test_plural_is_two_of_its_unit_and_nobody_knows_the_upper_end(n: int, text: str) -> None:
    assert read_turnout(text) == Turnout(n, None)


@pytest.mark.parametrize(("n", "text"), each(AT_MOST))
def test_upper_end_alone_says_nothing_of_the_lower(n: int, text: str) -> None:
    assert read_turnout(text) == Turnout(None, n)


@pytest.mark.parametrize("text", [text.strip() for text in RANGE[(40, 60)].split("|")])
def test_range_has_both_ends(text: str) -> None:
    assert read_turnout(text) == Turnout(40, 60)


@pytest.mark.parametrize(
    "text",
    ["", "many", "beaucoup", "-1", "12 June, 200", "2,000 five hundred", "1 2 3", "∞", "10000001", "9" * 40],
)  # fmt: skip
def test_what_is_no_number_is_asked_about(text: str) -> None:
    with pytest.raises(ValidationError):
        read_turnout(text)


DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
SEPARATORS = st.sampled_from(["", ",", ".", " ", "\u202f", "\xa0", "'", "’", "٬"])


def written(n: int, digits: str, separator: str) -> str:
    return f"{n:,}".replace(",", separator).translate(str.maketrans("0123456789", digits))


@given(n=st.integers(0, MOST_PEOPLE), digits=DIGITS, separator=SEPARATORS)
def test_every_number_is_read_in_every_script_with_every_separator(
    n: int, digits: str, separator: str
) -> None:
    assert read_turnout(written(n, digits, separator)) == Turnout(n, n)


@given(low=st.integers(0, MOST_PEOPLE), more=st.integers(0, 10_000), digits=DIGITS)
def test_every_range_is_read(low: int, more: int, digits: str) -> None:
    high = min(low + more, MOST_PEOPLE)

    assert read_turnout(f"{written(low, digits, ',')}–{written(high, digits, ',')}") == Turnout(low, high)


WORDS = (
    " | ".join([*EXACT.values(), *VAGUE.values(), *AT_MOST.values(), *RANGE.values()])
    .replace("|", " ")
    .split()
)


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))
def test_any_text_is_read_or_asked_about_and_its_ends_are_in_order(text: str) -> None:
    try:
        read = read_turnout(text)
    except ValidationError:
        return
    assert read != Turnout(None, None)
    assert (read.low or 0) <= (MOST_PEOPLE if read.high is None else read.high) <= MOST_PEOPLE
