"""What spreadsheet programmes really wrote, read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from events.exchange.tables import Row, UnreadableFile, read_table


def rows(data: bytes, *, encoding: str = "") -> list[Row]:
    return list(read_table(data, encoding=encoding).rows)


def test_same_sheet_in_four_encodings_is_the_same_table(data_folder: Path) -> None:
    sheets = data_folder / "sheets"
    tables = [
        rows((sheets / "excel_de_cp1252_semicolon_dmy.csv").read_bytes(), encoding="cp1252"),
        rows((sheets / "excel_de_utf8bom_semicolon_dmy.csv").read_bytes()),
        rows((sheets / "excel_de_sep_line.csv").read_bytes()),
        rows((sheets / "excel_unicode_text_utf16le_tab.txt").read_bytes()),
    ]

    assert len(tables[0]) == 400
    assert all(table == tables[0] for table in tables)
    assert tables[0][0].cells["Ort"] == "Helmut-Schön-Allee"


@pytest.mark.parametrize(
    ("name", "encoding", "count"),
    [
        ("ru_cp1251_semicolon.csv", "cp1251", 262),
        ("mac_cr_only.csv", "", 49),
        ("uk_dmy_slash_utf8.csv", "", 400),
        ("us_mdy_slash_utf8.csv", "", 400),
        ("nasty.csv", "", 16),
    ],
)
def test_sheet_is_read_whole(data_folder: Path, name: str, encoding: str, count: int) -> None:
    read = rows((data_folder / "sheets" / name).read_bytes(), encoding=encoding)

    assert (len(read), [row for row in read if row.problem]) == (count, [])


@pytest.mark.parametrize("name", ["excel_de_cp1252_semicolon_dmy.csv", "ru_cp1251_semicolon.csv"])
def test_sheet_in_an_unnamed_encoding_is_refused(data_folder: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="say which encoding it has"):
        rows((data_folder / "sheets" / name).read_bytes())


def test_formulas_and_line_breaks_stay_as_they_are(data_folder: Path) -> None:
    read = rows((data_folder / "sheets" / "nasty.csv").read_bytes())

    assert [row.cells["Title"] for row in read[:3]] == [
        '=HYPERLINK("http://evil.example","click")',
        "@SUM(1)",
        '"quoted"\nnewline',
    ]


def test_half_of_a_quoted_sheet_is_refused(data_folder: Path) -> None:
    whole = (data_folder / "sheets" / "uk_dmy_slash_utf8.csv").read_bytes()

    refused = 0
    for length in range(len(whole) // 2, len(whole) // 2 + 60):
        try:
            rows(whole[:length])
        except UnreadableFile:
            refused += 1

    # What is cut in its last cell or at a line end cannot be told from a whole file.
    assert refused > 40


def test_workbook_skips_titles_and_hidden_sheets(data_folder: Path) -> None:
    table = read_table((data_folder / "sheets" / "real_dates_and_traps.xlsx").read_bytes())
    read = list(table.rows)

    assert table.headings == ("Date", "Time", "City", "Signatures", "Consulate agreed?", "Formula")
    assert read[0] == Row(
        3,
        {
            "Date": "2017-06-02",
            "Time": "11:30:00",
            "City": "Sokhumi",
            "Signatures": "500000",
            "Consulate agreed?": "true",
            "Formula": "1000",
        },
    )
    assert (read[-1].number, read[-1].cells["City"]) == (41, "row after blanks")


def test_workbook_of_the_1904_calendar_has_the_right_day(data_folder: Path) -> None:
    assert rows((data_folder / "sheets" / "date1904.xlsx").read_bytes()) == [
        Row(2, {"Date": "2017-06-02", "City": "Oslo"})
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "count"), [("mass_mobilization_1990-2020.csv", 15_239), ("womens_march_2017_us.csv", 541)]
)
def test_public_record_is_read_whole(data_folder: Path, name: str, count: int) -> None:
    read = rows((data_folder / "events" / name).read_bytes())

    assert (len(read), [row for row in read if row.problem]) == (count, [])
