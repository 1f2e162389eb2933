"""Several tables as one XLSX file that a spreadsheet opens without running anything."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language_bidi
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from events.exchange.exports import defused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18
NOTHING_CLEVER = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class Sheet:
    """One table. A number stays a number, everything else becomes text."""

    name: str
    headings: Sequence[object]
    rows: Iterable[Sequence[object]]


def xlsx_of(sheets: Iterable[Sheet], *, created_at: datetime) -> bytes:
    """Return the tables as a file, every text defused; its bytes depend on nothing but what is in it."""
    out = io.BytesIO()
    book = Workbook(out, NOTHING_CLEVER)
    book.set_properties({"created": created_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        if get_language_bidi():
            page.right_to_left()
        page.set_column(0, len(sheet.headings) - 1, WIDTH)
        page.freeze_panes(1, 0)
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, str(heading), bold)
        for number, row in enumerate(sheet.rows, start=1):
            _write(page, number, row)
    book.close()
    return out.getvalue()


def _write(page: Worksheet, number: int, row: Sequence[object]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int):
            page.write_number(number, column, cell)
        else:
            page.write_string(number, column, defused(cell))
