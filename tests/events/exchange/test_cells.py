"""The cells of one row: what is cleaned, what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.exchange.cells import Cells

LONGEST = dict.fromkeys(("name", "address", "website", "email", "latitude", "longitude", "states"), 60)


def cells(**said: str) -> Cells:
    return Cells(said, LONGEST)


def test_text_is_cleaned_and_never_cut() -> None:
    row = cells(name="M\x00unich\u202e\nnord", address="a\nb\x07", website="x" * 61)

    assert (row.text("name"), row.text("address", lines=3), row.text("website")) == (
        "Munich nord",
        "a\nb",
        "x" * 61,
    )
    assert row.problems == ["website has 61 characters; 60 is the most."]


def test_missing_text_is_a_problem_where_needed() -> None:
    row = cells(name=" \x00 ")

    assert (row.required("name"), row.text("address")) == ("", "")
    assert row.problems == ["name is missing."]


def test_formula_is_text() -> None:
    row = cells(name="=1+1")

    assert (row.text("name"), row.problems) == ("=1+1", [])


@pytest.mark.parametrize(
    ("latitude", "longitude", "point", "problems"),
    [
        ("-33,87", "151.2", (-33.87, 151.2), []),
        ("", "", (None, None), []),
        ("90", "-180", (90, -180), []),
        ("1", "", (1, None), ["latitude and longitude go together: one is missing."]),
        ("90.1", "0", (90.1, 0), ["latitude “90.1” is no number from -90 to 90."]),
        ("0", "-1e9", (0, -1e9), ["longitude “-1e9” is no number from -180 to 180."]),
    ],
)
def test_point(
    latitude: str, longitude: str, point: tuple[float | None, float | None], problems: list[str]
) -> None:
    row = cells(latitude=latitude, longitude=longitude)

    assert (row.point(), row.problems) == (point, problems)


@pytest.mark.parametrize("said", ["nan", "inf", "north", "1,2,3", "33°52'S"])
def test_no_number_is_a_problem(said: str) -> None:
    row = cells(latitude=said, longitude="1")
    row.point()

    assert row.problems == [f"latitude “{said}” is no number from -90 to 90."]


def test_email_loses_the_mailto_of_links() -> None:
    row = cells(email="mailto:embassy@example.org\u200b")

    assert (row.email(), row.problems) == ("embassy@example.org", [])


@pytest.mark.parametrize(
    "said", ["embassy", "a@b@c.org", "a@example.org; b@example.org", "mailto:", "a b@c.org"]
)
def test_no_email_is_a_problem(said: str) -> None:
    row = cells(email=said)
    row.email()

    assert row.problems == ([] if said == "mailto:" else [f"email “{said}” is no e-mail address."])


@pytest.mark.parametrize(
    ("said", "address", "notes"),
    [
        ("https://example.org/a?b", "https://example.org/a?b", []),
        ("HTTP://гкук.рф", "HTTP://гкук.рф", []),
        ("www.example.org", "http://www.example.org", []),
        ("https://example.org\u200b", "https://example.org", []),
        (
            "http://a.org http://b.org",
            "http://a.org",
            ["website: only the first of several addresses is kept."],
        ),
        ("", "", []),
    ],
)
def test_web_address(said: str, address: str, notes: list[str]) -> None:
    row = cells(website=said)

    assert (row.website(), row.problems, row.notes) == (address, [], notes)


@pytest.mark.parametrize(
    "said", ["javascript:alert(1)", "example.org", "ftp://example.org", "http://", "data:text/html,x"]
)
def test_no_web_address_is_a_problem(said: str) -> None:
    row = cells(website=said)
    row.website()

    assert row.problems == [f"website “{said}” is no web address."]


def test_web_address_made_too_long_by_its_scheme_is_a_problem() -> None:
    row = cells(website="www." + "x" * 52 + ".org")
    row.website()

    assert row.problems == ["website has 67 characters; 60 is the most."]


def test_listing_is_written_as_people_do() -> None:
    assert cells(states="Australia|New Zealand||Fiji ").listing("states") == "Australia, New Zealand, Fiji"


@given(st.text())
def test_no_text_breaks_a_check(said: str) -> None:
    row = Cells(dict.fromkeys(LONGEST, said), LONGEST)
    row.point()

    texts = [
        row.text("name"),
        row.text("address", lines=2),
        row.email(),
        row.website(),
        row.listing("states"),
    ]

    assert "\0" not in "".join(texts).encode().decode()
