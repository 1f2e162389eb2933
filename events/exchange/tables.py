"""Bytes of a file → rows of text: encodings, separators, sheets. What the columns mean is nobody's business here."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

LARGEST_FILE: Final = 50_000_000  # bytes; the largest public list we know has 4 million
LARGEST_SHEET: Final = 500_000_000  # bytes unpacked: a few kilobytes of zip can claim to be terabytes
ZIP_SIGNATURE: Final = b"PK\x03\x04"
OLD_EXCEL_SIGNATURE: Final = b"\xd0\xcf\x11\xe0"

# The mark of UTF-32 begins with the one of UTF-16: longest first.
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATORS: Final = ";\t,|"
SEPARATOR_LINE: Final = re.compile(r"\Asep=(.)(?:\r\n|\r|\n)", re.IGNORECASE)
ROWS_TO_GUESS_FROM: Final = 20
CHARACTERS_TO_GUESS_FROM: Final = 65_536
CONTROL_CHARACTERS: Final = dict.fromkeys(c for c in range(0x20) if chr(c) not in "\t\n\v\f\r\x1a\x1b")
STRAY_CONTROLS: Final = 3


class UnreadableFile(ValidationError):  # noqa: N818 - says what is so, as FileNotFound would
    """The file as a whole cannot be read. The message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the text is cut into cells. Some public files quote nothing, and their quotation marks are text."""

    separator: str = ","
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts (the headings are row 1 or later), its cells by heading."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows below them. `rows` can be walked once; it raises UnreadableFile where a file is cut off."""

    headings: tuple[str, ...]
    rows: Iterator[Row]


def read_table(data: bytes, *, encoding: str = "") -> Table:
    """Return the table in `data`: CSV in any usual shape, or the first visible sheet of xlsx, xls or ods.

    Text is UTF-8, or what its byte order mark says, or `encoding`; nothing is guessed, since guesses misfire.
    Raises UnreadableFile.
    """
    if is_sheet(data):
        return _with_headings(_rows_of_sheet(data), ends_in_line_end=True)
    return read_text_table(decode(data, encoding=encoding))


def is_sheet(data: bytes) -> bool:
    """Say whether `data` begins as a spreadsheet does (xlsx and ods are zips)."""
    return data.startswith((ZIP_SIGNATURE, OLD_EXCEL_SIGNATURE))


def read_text_table(text: str, *, shape: Shape | None = None) -> Table:
    """Return the table in `text`, cut as `shape` says, or as its first rows suggest. Raises UnreadableFile."""
    announced = SEPARATOR_LINE.match(text)
    if announced:
        text = text[announced.end() :]
        shape = shape or Shape(separator=announced[1])
    rows = _rows_of_text(text, shape or guess_shape(text))
    return _with_headings(rows, ends_in_line_end=text.endswith(("\n", "\r")))


# --- bytes to text ------------------------------------------------------------------------------------------------


def decode(data: bytes, *, encoding: str = "") -> str:
    """Return the text in `data`. A byte order mark is believed before `encoding`, and that before UTF-8."""
    _refuse_large(data)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    if not (marked or encoding):
        _refuse_binary(data[:CHARACTERS_TO_GUESS_FROM].decode("latin-1"))
    try:
        text = data.decode(marked or encoding or "utf-8")
    except LookupError as error:
        raise UnreadableFile(
            _("There is no encoding called “%(name)s”.") % {"name": encoding}, code="encoding"
        ) from error
    except ValueError as error:
        raise UnreadableFile(_why_not_decoded(data, error), code="encoding") from error
    _refuse_binary(text[:CHARACTERS_TO_GUESS_FROM])
    if not text.strip():
        raise UnreadableFile(_("The file is empty."), code="empty")
    return text


def _refuse_large(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise UnreadableFile(
            _("The file is larger than %(size)d MB.") % {"size": LARGEST_FILE // 1_000_000}, code="size"
        )


def _refuse_binary(sample: str) -> None:
    """Pictures and programs are a tenth control characters; a stray one in a cell is cleaned later."""
    strange = len(sample) - len(sample.translate(CONTROL_CHARACTERS))
    if strange > max(STRAY_CONTROLS, len(sample) / 100):
        raise UnreadableFile(_no_text(), code="binary")


def _no_text() -> str:
    return _("This is neither a text table (CSV) nor a spreadsheet (xlsx, ods).")


def _why_not_decoded(data: bytes, error: ValueError) -> str:
    if not isinstance(error, UnicodeDecodeError):  # an encoding for something else than files ("undefined")
        return _no_text()
    if error.end >= len(data) and error.reason in ("unexpected end of data", "truncated data"):
        return _("The file ends in the middle of a character: it is cut off.")
    return _(
        "The file is not in the encoding %(encoding)s (line %(line)d). If a spreadsheet programme saved it, say which"
        " encoding it has, for example cp1252 (Western Europe) or cp1251 (Cyrillic), or save it as “CSV UTF-8”."
    ) % {"encoding": error.encoding, "line": data.count(b"\n", 0, error.start) + 1}


# --- text to rows -------------------------------------------------------------------------------------------------


def guess_shape(text: str) -> Shape:
    """Return the separator that cuts most of the first rows into as many cells as the first one."""
    return Shape(separator=max(SEPARATORS, key=lambda separator: _fit(text, separator)))


def _fit(text: str, separator: str) -> tuple[bool, float, int]:
    sample = io.StringIO(text[:CHARACTERS_TO_GUESS_FROM], newline="")
    try:
        rows = [
            len(row) for row in islice(csv.reader(sample, delimiter=separator), ROWS_TO_GUESS_FROM) if row
        ]
    except csv.Error:
        return False, 0, 0
    widest = max(rows[:3], default=0)  # the first row may be a title
    return widest > 1, sum(width == widest for width in rows) / max(len(rows), 1), widest


def _rows_of_text(text: str, shape: Shape) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    reader = (
        csv.reader(lines, delimiter=shape.separator, strict=True)
        if shape.quoted
        else csv.reader(lines, delimiter=shape.separator, quoting=csv.QUOTE_NONE)
    )
    number = 0
    try:
        for row in reader:
            number += 1
            yield row
    except csv.Error as error:
        raise UnreadableFile(
            _("Row %(number)d cannot be read: a quotation mark stands alone, or the file is cut off.")
            % {"number": number + 1},
            code="quoting",
        ) from error


# --- sheets to rows -----------------------------------------------------------------------------------------------


def _rows_of_sheet(data: bytes) -> Iterator[list[str]]:
    _refuse_large(data)
    if data.startswith(ZIP_SIGNATURE):
        _refuse_bomb(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = (
            each.name
            for each in book.sheets_metadata
            if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
        )
        sheet = book.get_sheet_by_name(next(visible))
        yield from ([_as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False))
    except (CalamineError, StopIteration, OSError) as error:
        raise UnreadableFile(
            _("The spreadsheet cannot be opened: it is damaged, locked, or has no sheet."), code="sheet"
        ) from error


def _refuse_bomb(data: bytes) -> None:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile(_("The spreadsheet is damaged or cut off."), code="sheet") from error
    if unpacked > LARGEST_SHEET:
        raise UnreadableFile(_("The spreadsheet is too large when unpacked."), code="size")


def _as_text(cell: object) -> str:
    """Return what a CSV would say: whole numbers without ".0", dates and times in ISO form."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


# --- headings -----------------------------------------------------------------------------------------------------


def _with_headings(rows: Iterable[list[str]], *, ends_in_line_end: bool) -> Table:
    numbered = enumerate(rows, start=1)
    first = list(islice(numbered, ROWS_TO_GUESS_FROM))
    at = _heading_row([row for _number, row in first])
    headings = tuple(" ".join(cell.split()) for cell in first[at][1]) if first else ()
    while headings and not headings[-1]:
        headings = headings[:-1]
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if not headings:
        raise UnreadableFile(_("The file has no row of headings."), code="headings")
    if twice:
        raise UnreadableFile(
            _("The heading “%(heading)s” stands twice.") % {"heading": twice[0]}, code="headings"
        )
    below = chain(first[at + 1 :], numbered)
    return Table(headings=headings, rows=_below(headings, below, ends_in_line_end=ends_in_line_end))


def _heading_row(rows: list[list[str]]) -> int:
    """Return the index of the first row more than half as full as the fullest: what stands above it are titles."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return next((index for index, count in enumerate(filled) if count > max(filled) / 2), 0)


def _below(
    headings: tuple[str, ...], numbered: Iterable[tuple[int, list[str]]], *, ends_in_line_end: bool
) -> Iterator[Row]:
    number, last_width = 0, len(headings)
    for number, row in numbered:
        if any(cell.strip() for cell in row):
            last_width = len(row)
            cells = {heading: cell.strip() for heading, cell in zip(headings, row, strict=False) if heading}
            yield Row(number=number, cells=cells, problem=_width_problem(headings, row))
    if last_width < len(headings) and not ends_in_line_end:
        raise UnreadableFile(
            _("The file ends in the middle of row %(number)d: it is cut off.") % {"number": number},
            code="cut",
        )


def _width_problem(headings: tuple[str, ...], row: list[str]) -> str:
    extra = row[len(headings) :]
    if len(row) >= len(headings) and not any(cell.strip() for cell in extra):
        return ""
    return _("The row has %(cells)d cells where the headings are %(headings)d.") % {
        "cells": len(row),
        "headings": len(headings),
    }
