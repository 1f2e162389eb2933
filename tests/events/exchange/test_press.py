"""Press figures as files: nothing runs in them, and the JSON is what the digest is of."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from events.exchange.press import press_file
from events.rules.press import Figure, Figures
from events.rules.press_document import document_of, written
from tests.events.rules.press_figures import NOW, REFUSED, event, figures

EVIL = '=HYPERLINK("http://evil.example")'


def some() -> Figures:
    return figures(
        event(
            title=EVIL, quote="+1", state="delivered", signatures=10_518, attempts=REFUSED, reported_at=NOW
        ),
        event("Oslo", "NO"),
        counted=Figure(517_280, 23, NOW),
    )


def file(form: str, told: Figures | None = None) -> bytes:
    document = document_of(told or some(), title="A", target="Russia", day_of_action=date(2017, 6, 2))
    return press_file(document, form, slug="chechnya").content


def test_csv_has_a_line_per_event_and_is_defused() -> None:
    first, *rows = csv.reader(io.StringIO(file("csv").decode("utf-8-sig")))
    assert first[:3] == ["Title", "What", "City"]
    assert [row[2] for row in rows] == ["Sydney", "Oslo"]
    assert rows[0][0] == f"'{EVIL}"
    assert (rows[0][7], rows[0][8], rows[1][6]) == ("Consulate refused to meet", "10518", "to come")


def test_xlsx_has_every_table_defused_and_numbers_stay_numbers() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file("xlsx")))
    assert book.sheet_names == ["Figures", "Events", "Outcomes", "Quotes", "Text"]
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert sheets["Events"][1][0] == f"'{EVIL}"
    assert sheets["Quotes"][1][3] == "'+1"
    assert ["Signatures counted", 517_280, 23, "2017-06-02T12:00Z"] in sheets["Figures"]
    assert sheets["Outcomes"][1:] == [["Hand-in", "to come", 1], ["Hand-in", "delivered", 1]]


def test_xlsx_of_the_same_figures_is_the_same_file() -> None:
    assert file("xlsx") == file("xlsx")


def test_json_is_what_the_digest_is_of() -> None:
    document = document_of(some(), title="A", target="Russia", day_of_action=date(2017, 6, 2))
    assert press_file(document, "json", slug="chechnya").content == written(document)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_file_is_named_after_campaign_and_instant(form: str) -> None:
    document = document_of(some(), title="A", target="Russia", day_of_action=date(2017, 6, 2))
    response = press_file(document, form, slug="chechnya")
    assert response["Content-Disposition"] == f'attachment; filename="chechnya-2017-06-02T1200Z.{form}"'


def test_nothing_makes_good_files_too() -> None:
    assert all(file(form, figures()) for form in ("csv", "xlsx", "json"))
