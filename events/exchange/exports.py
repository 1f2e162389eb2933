"""Lists on paper: CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from events.queries.events import EventRow
from events.queries.ledger import LedgerRow
from events.queries.trail import TrailRow
from events.rules.local_time import wall_of

# After blanks, a byte order mark and zero-width characters: what a spreadsheet takes for a formula or a new cell,
# with the full-width twins that some of them read the same way.
DANGEROUS = re.compile("[\\s\ufeff\u200b-\u200f\u2060]*[=+\\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\uff5c\uff05]")


def defused(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: a dangerous one gets an apostrophe (safety.md, rule 7)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if DANGEROUS.match(text) else text


def csv_text(headings: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180), every cell defused."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(heading) for heading in headings])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_response(name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a download called `name`.csv; the byte order mark tells spreadsheets that it is UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return HttpResponse(
        "\ufeff" + csv_text(headings, rows), content_type="text/csv; charset=utf-8", headers=headers
    )


def events_csv(rows: Iterable[EventRow]) -> HttpResponse:
    """Return events as CSV: what the list shows, nobody named."""
    headings = (
        _("Title"), _("What"), _("Mission"), _("City"), _("Country"), _("Starts, local time"), _("Time zone"),
        _("Starts, UTC"), _("State"), _("Needs filled"), _("Needs"), _("Section"), _("Campaign"), _("Who may see it"),
    )  # fmt: skip
    return csv_response("events", headings, map(_event_cells, rows))


def _event_cells(row: EventRow) -> Sequence[object]:
    starts_wall = wall_of(row.starts_at, row.time_zone)
    return (
        row.title, row.kind, row.mission, row.city, row.country, f"{starts_wall:%Y-%m-%d %H:%M}", row.time_zone,
        f"{row.starts_at:%Y-%m-%dT%H:%MZ}", row.state.label, row.filled, row.wanted, row.section, row.campaign,
        row.visibility,
    )  # fmt: skip


def ledger_csv(rows: Iterable[LedgerRow]) -> HttpResponse:
    """Return mails as CSV: what the ledger shows. No address is among it."""
    headings = (
        _("Event"), _("Reminder"), _("To"), _("When, local time"), _("Time zone"), _("When, UTC"), _("State"),
        _("Why"), _("Tries"),
    )  # fmt: skip
    return csv_response("mails", headings, map(_ledger_cells, rows))


def trail_csv(rows: Iterable[TrailRow]) -> HttpResponse:
    """Return a section's audit trail as CSV. No activist is named in it."""
    headings = (_("When, UTC"), _("Who"), _("What"), _("About"), _("Fields"))
    cells = (
        (f"{row.at:%Y-%m-%dT%H:%M:%SZ}", row.user or row.actor, row.act, row.about, row.fields)
        for row in rows
    )
    return csv_response("trail", headings, cells)


def _ledger_cells(row: LedgerRow) -> Sequence[object]:
    return (
        row.event.title, row.what, row.to, f"{row.local:%Y-%m-%d %H:%M}", row.event.time_zone,
        f"{row.at:%Y-%m-%dT%H:%MZ}", row.state_words, row.why, row.tries,
    )  # fmt: skip
