"""`import_activists`: the people of a section from a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandParser

from accounts.actions.imported import Imported
from accounts.actions.importing import ActivistFacts, import_activists
from events.exchange.activists import read_activists
from events.exchange.columns import CheckedRow
from events.management.importing import ImportCommand, section_called


class Command(ImportCommand):
    help = (
        "Import activists of a section from a table (CSV, xlsx, ods). Whom the section knows is updated, nobody is"
        " removed, and nothing that is printed names anybody. Columns: see docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--section", required=True, metavar="SLUG", help="short name of the section")

    def read(
        self, data: bytes, options: dict[str, Any], **columns: Any
    ) -> Iterable[CheckedRow[ActivistFacts]]:
        return read_activists(data, **columns)

    def store(self, rows: Iterable[ActivistFacts], options: dict[str, Any]) -> Imported:
        section = section_called(options["section"])
        return self.done(import_activists, dry_run=options["dry_run"], section=section, rows=rows)
