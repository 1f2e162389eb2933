"""What people write where a list asks for a city."""

from __future__ import annotations

import pytest

from events.rules.place_labels import is_no_place, split_label


@pytest.mark.parametrize(
    "label", ["National", "nationwide.", "Beirut; national", "Oslo / Bergen", "a, b, c, d"]
)
def test_no_one_place(label: str) -> None:
    assert is_no_place(label)


@pytest.mark.parametrize("label", ["Oslo", "Montreal, Quebec", "Washington, D.C.", "Nationtown", ""])
def test_one_place(label: str) -> None:
    assert not is_no_place(label)


@pytest.mark.parametrize(
    ("label", "country", "parts"),
    [
        ("Portland, ME", "US", ("Portland", "Maine")),
        ("Montreal, Quebec", "CA", ("Montreal", "Quebec")),
        ("Perth, WA", "AU", ("Perth", "Western Australia")),
        ("Seattle, WA", "US", ("Seattle", "Washington")),
        ("Uccle", "BE", ("Uccle", "")),
    ],
)
def test_region_is_written_out(label: str, country: str, parts: tuple[str, str]) -> None:
    assert split_label(label, country) == parts
