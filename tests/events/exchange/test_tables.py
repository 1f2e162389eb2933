"""Bytes → rows: every shape a spreadsheet programme writes, and what is no table at all."""

from __future__ import annotations

import csv
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.exchange.tables import (
    LARGEST_FILE,
    Row,
    Shape,
    UnreadableFile,
    decode,
    guess_shape,
    read_table,
    read_text_table,
)

MARCHES = "date;city;note\r\n2.6.2017;Köln;a, b\r\n3.6.2017;Genève;c, d\r\n"
AS_ROWS = [
    Row(2, {"date": "2.6.2017", "city": "Köln", "note": "a, b"}),
    Row(3, {"date": "3.6.2017", "city": "Genève", "note": "c, d"}),
]


def rows(data: bytes, *, encoding: str = "") -> list[Row]:
    return list(read_table(data, encoding=encoding).rows)


def why(data: bytes, *, encoding: str = "") -> str:
    """Return why the file is refused, whenever that shows."""
    with pytest.raises(UnreadableFile) as refused:
        rows(data, encoding=encoding)
    return refused.value.messages[0]


# --- shapes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        MARCHES.encode(),
        MARCHES.encode("utf-8-sig"),
        MARCHES.encode("utf-16"),
        b"\xfe\xff" + MARCHES.encode("utf-16-be"),
        MARCHES.encode("utf-32"),
        f"sep=;\r\n{MARCHES}".encode("utf-8-sig"),
        MARCHES.replace("\r\n", "\r").encode(),
        MARCHES.replace("\r\n", "\n").encode(),
        MARCHES.rstrip().encode(),
        MARCHES.replace(";", "\t").encode("utf-16"),
        MARCHES.replace(";", "|").encode(),
        MARCHES.replace("a, b", '"a, b"').replace("c, d", '"c, d"').replace(";", ",").encode(),
    ],
    ids=["plain", "bom", "utf16", "utf16be", "utf32", "sep", "cr", "lf", "unended", "tab", "pipe", "comma"],
)
def test_every_shape_is_the_same_table(data: bytes) -> None:
    assert rows(data) == AS_ROWS


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman", "utf-16-le"])
def test_named_encoding_is_used(encoding: str) -> None:
    assert rows(MARCHES.encode(encoding), encoding=encoding) == AS_ROWS


def test_mark_is_believed_before_the_named_encoding() -> None:
    assert rows(MARCHES.encode("utf-8-sig"), encoding="cp1252") == AS_ROWS


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    text = 'title of the sheet,,\n\n city , note,\nOslo,"two\nlines",\n,,\nRome,x,\n'

    table = read_text_table(text)

    assert table.headings == ("city", "note")
    assert list(table.rows) == [
        Row(4, {"city": "Oslo", "note": "two\nlines"}),
        Row(6, {"city": "Rome", "note": "x"}),
    ]


def test_unquoted_shape_keeps_quotation_marks() -> None:
    table = read_text_table('a;b;\nד"ר;"x;\n', shape=Shape(separator=";", quoted=False))

    assert list(table.rows) == [Row(2, {"a": 'ד"ר', "b": '"x'})]


def test_row_of_another_width_is_a_problem_of_its_own() -> None:
    table = read_text_table("a,b\n1\n1,2,3\n1,2,,\n1,2\n")

    assert [row.problem for row in table.rows] == [
        "The row has 1 cells where the headings are 2.",
        "The row has 3 cells where the headings are 2.",
        "",
        "",
    ]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=3, max_size=3),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_whatever_csv_writes_is_read_back(
    cells: list[list[str]], separator: str, encoding: str, end: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *cells])

    read = rows(text.getvalue().encode(encoding))

    written = [[cell.strip() for cell in row] for row in cells]
    assert [list(row.cells.values()) for row in read] == [row for row in written if any(row)]


# --- no table -----------------------------------------------------------------------------------------------------


def test_wrong_encoding_is_said_with_the_line_and_what_helps() -> None:
    assert why(MARCHES.encode("cp1252")) == (
        "The file is not in the encoding utf-8 (line 2). If a spreadsheet programme saved it, say which encoding it"
        " has, for example cp1252 (Western Europe) or cp1251 (Cyrillic), or save it as “CSV UTF-8”."
    )


@pytest.mark.parametrize("encoding", ["utf-9", "hex", "base64"])
def test_unknown_encoding_is_said(encoding: str) -> None:
    assert why(b"a,b\n1,2\n", encoding=encoding) == f"There is no encoding called “{encoding}”."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (bytes(range(256)) * 20, ""),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", ""),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "latin-1"),
        (MARCHES.encode("utf-16-le"), ""),
        (b"a,b\n1,2\n", "undefined"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, encoding: str) -> None:
    assert why(data, encoding=encoding) == "This is neither a text table (CSV) nor a spreadsheet (xlsx, ods)."


def test_stray_control_character_does_not_make_a_table_binary() -> None:
    assert rows(b"city,note\nM\x00unich,\x07\n")[0].cells["city"] == "M\0unich"


@pytest.mark.parametrize("data", [b"", b"  \r\n \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_file_is_refused(data: bytes) -> None:
    assert why(data) == "The file is empty."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('a,b\n1,"two', "Row 2 cannot be read: a quotation mark stands alone, or the file is cut off."),
        ('a,b\n1,"two"x\n', "Row 2 cannot be read: a quotation mark stands alone, or the file is cut off."),
        (
            'a,b\n1,"' + "x" * 200_000,
            "Row 2 cannot be read: a quotation mark stands alone, or the file is cut off.",
        ),
        ("a,b,c\n1,2,3\n1,2", "The file ends in the middle of row 3: it is cut off."),
        ("a,b,b\n1,2,3\n", "The heading “b” stands twice."),
        (",,\n,,\n", "The file has no row of headings."),
    ],
    ids=["open quote", "stray quote", "long quote", "short last row", "twice", "blank"],
)
def test_damaged_table_is_refused(text: str, sentence: str) -> None:
    assert why(text.encode()) == sentence


def test_file_cut_within_a_character_is_refused() -> None:
    sentence = "The file ends in the middle of a character: it is cut off."

    assert why("a,b\n1,ö".encode()[:-1]) == sentence
    assert why("a,b\n1,2".encode("utf-16")[:-1]) == sentence


def test_too_large_a_file_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(UnreadableFile, match="larger than 50 MB"):
        decode(bytes(LARGEST_FILE + 1))


# --- sheets -------------------------------------------------------------------------------------------------------


def test_damaged_spreadsheet_is_refused() -> None:
    assert why(b"PK\x03\x04 and nothing else") == "The spreadsheet is damaged or cut off."
    assert why(b"\xd0\xcf\x11\xe0" + bytes(600)).startswith("The spreadsheet cannot be opened")


def test_zip_that_is_no_spreadsheet_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.txt", "hello")

    assert why(packed.getvalue()).startswith("The spreadsheet cannot be opened")


def test_zip_bomb_is_refused_unopened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(123_457))
    claims_more = packed.getvalue().replace(struct.pack("<L", 123_457), struct.pack("<L", 600_000_000))

    assert why(claims_more) == "The spreadsheet is too large when unpacked."


def test_shape_is_guessed_from_most_rows() -> None:
    assert guess_shape("a;b\n1,2,3;4\n5,6;7\n") == Shape(";")
    assert guess_shape("one column\nonly\n") == Shape(";")
    assert guess_shape("a,b\n1;2;3,4\n") == Shape(",")
