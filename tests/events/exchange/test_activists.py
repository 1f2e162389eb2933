"""Rows of people lists → facts or reasons. No database."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actions.importing import ActivistFacts
from events.exchange.activists import read_activists
from events.exchange.columns import CheckedRow
from events.exchange.tables import UnreadableFile

HEADINGS = "name,email,phone,language,discreet,external_id\n"


def read(text: str, **options: Any) -> list[CheckedRow[ActivistFacts]]:
    return list(read_activists(text.encode(), **options))


def test_row_of_the_template_is_read_whole() -> None:
    assert read(HEADINGS + "Ana,mailto:ana@example.org,+61 491 570 156,Français,yes,7\n") == [
        CheckedRow(
            2,
            ActivistFacts(
                row=2,
                name="Ana",
                email="ana@example.org",
                phone="+61 491 570 156",
                language="fr",
                discreet=True,
                external_id="7",
            ),
        )
    ]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("en", "en"),
        ("fr-CA", "fr"),
        ("es_MX", "es"),
        ("Español", "es"),
        ("العربية", "ar"),
        ("French", "fr"),
        ("", ""),
    ],
)
def test_language_is_read_as_people_write_it(said: str, language: str) -> None:
    (row,) = read(HEADINGS + f"Ana,ana@example.org,,{said},,\n")

    assert row.facts is not None
    assert row.facts.language == language


@pytest.mark.parametrize(
    ("said", "discreet"), [("x", True), ("Sí", True), ("false", False), ("Non", False), ("", None)]
)
def test_discreet_is_read_as_people_write_it(said: str, discreet: bool | None) -> None:
    (row,) = read(HEADINGS + f"Ana,ana@example.org,,,{said},\n")

    assert row.facts is not None
    assert row.facts.discreet is discreet


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (",ana@example.org,,,,", ("name is missing.",)),
        ("Ana,,,,,", ("email is missing.",)),
        (
            "Ana,ana@example.org,,Klingon,perhaps,",
            ("language is none of: en, fr, es, ar.", "discreet is neither yes nor no."),
        ),
        (f"{'Ana' * 99},ana@example.org,,,,", ("name has 297 characters; 120 is the most.",)),
        ("Ana,ana@example.org", ("The row has 2 cells where the headings are 6.",)),
    ],
)
def test_wrong_cell_rejects_its_row_and_is_not_repeated(row: str, problems: tuple[str, ...]) -> None:
    assert read(HEADINGS + row + "\n") == [CheckedRow(2, None, problems)]


@pytest.mark.parametrize(
    "text",
    ["Ana Example,ana@example.org\nBo,bo@example.org\n", "Ana,Ana,ana@example.org\nBo,Bo,bo@example.org\n"],
)
def test_file_without_headings_is_refused_and_names_nobody(text: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(text)

    assert refused.value.messages == [
        "This is no list of people: its first row has to name the columns, name and email among them."
    ]
    assert refused.value.__suppress_context__


def test_other_headings_are_mapped() -> None:
    (row,) = read("Nom,Courriel\nAna,ana@example.org\n", headings={"Nom": "name", "Courriel": "email"})

    assert row.facts == ActivistFacts(name="Ana", email="ana@example.org", row=2)
