"""`import_missions`: embassies and consulates from a public list or a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.audit import SYSTEM
from events.actions.missions import MissionFacts, MissionImport, import_missions, preview_missions
from events.exchange.columns import CheckedRow
from events.exchange.missions import read_missions
from events.management.importing import ImportCommand
from events.queries.countries import country_code


class Command(ImportCommand):
    help = (
        "Import missions from the public embassies list or a table (CSV, xlsx, ods). Existing missions are updated by"
        " their external id, none is deleted. Columns: see docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--sending", default="", metavar="CC", help="only the missions of this state")

    def read(
        self, data: bytes, options: dict[str, Any], **columns: Any
    ) -> Iterable[CheckedRow[MissionFacts]]:
        sending = options["sending"] and country_code(options["sending"])
        if options["sending"] and not sending:
            raise CommandError(f"--sending: “{options['sending']}” is no ISO code of a country.")
        return read_missions(data, source=options["file"].stem[:100], sending=sending, **columns)

    def store(self, rows: Iterable[MissionFacts], options: dict[str, Any]) -> MissionImport:
        self.prepare_places(options)
        if options["dry_run"]:
            return preview_missions(rows=rows, progress=self.progress)
        return import_missions(by=SYSTEM, rows=rows, progress=self.progress)
