"""`import_missions`: embassies and consulates from a public list or a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import SYSTEM
from events.actions.cities import load_cities
from events.actions.missions import MissionFacts, import_missions, preview_missions
from events.exchange.missions import MissionRow, read_missions
from events.models import City
from events.queries.countries import country_code

MOST_DOUBTS_SHOWN = 10


class Command(BaseCommand):
    help = (
        "Import missions from the public embassies list or a table (CSV, xlsx, ods). Existing missions are updated by"
        " their external id, none is deleted. Columns: see docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--sending", default="", metavar="CC", help="only the missions of this state")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, store nothing")
        parser.add_argument(
            "--encoding", default="", help="of a text file that is not UTF-8, for example cp1252"
        )
        for name, metavar, text in (
            ("--map", "COLUMN=FIELD", "read FIELD from a column with another heading"),
            ("--set", "FIELD=VALUE", "give every row this value"),
        ):
            parser.add_argument(name, nargs="+", action="extend", default=[], metavar=metavar, help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        self.rejected: list[MissionRow] = []
        self.notes: list[str] = []
        try:
            rows = self._facts(self._rows(options))
            self._prepare_places(options)
            done = (
                preview_missions(rows=rows, progress=self._progress)
                if options["dry_run"]
                else import_missions(by=SYSTEM, rows=rows, progress=self._progress)
            )
        except ValidationError as error:
            raise CommandError(self._sentence(error)) from error
        self._report_rejected()
        self._report_doubts(self.notes + done.doubts, verbose=options["verbosity"] > 1)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was stored. It would be:")
        self.stdout.write(
            f"{done.created} created, {done.updated} updated, {done.unchanged} unchanged,"
            f" {len(self.rejected)} rejected"
        )

    def _rows(self, options: dict[str, Any]) -> Iterator[MissionRow]:
        path: Path = options["file"]
        sending = options["sending"] and country_code(options["sending"])
        if options["sending"] and not sending:
            raise CommandError(f"--sending: “{options['sending']}” is no ISO code of a country.")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        return read_missions(
            data,
            source=path.stem[:100],
            encoding=options["encoding"],
            sending=sending,
            headings=_pairs("--map", options["map"]),
            constants=_pairs("--set", options["set"]),
        )

    def _facts(self, rows: Iterable[MissionRow]) -> Iterator[MissionFacts]:
        """Set rejected rows aside while the action walks through the good ones."""
        for row in rows:
            self.notes += [f"Row {row.number}: {note}" for note in row.notes]
            if row.facts:
                yield row.facts
            else:
                self.rejected.append(row)

    def _prepare_places(self, options: dict[str, Any]) -> None:
        if City.objects.exists():
            return
        if options["dry_run"]:
            self.stderr.write("The gazetteer is empty: places and time zones stay blank (load_cities).")
        else:
            load_cities(progress=self.stderr.write)

    def _progress(self, rows: int) -> None:
        self.stderr.write(f"{rows:,} rows read")

    def _sentence(self, error: ValidationError) -> str:
        hint = " (--encoding cp1252)" if getattr(error, "code", "") == "encoding" else ""
        return " ".join(error.messages) + hint

    def _report_rejected(self) -> None:
        for row in self.rejected:
            self.stdout.write(f"Row {row.number} rejected: {' '.join(row.problems)}")

    def _report_doubts(self, doubts: list[str], *, verbose: bool) -> None:
        for doubt in doubts if verbose else doubts[:MOST_DOUBTS_SHOWN]:
            self.stdout.write(doubt)
        if not verbose and len(doubts) > MOST_DOUBTS_SHOWN:
            self.stdout.write(
                f"… and {len(doubts) - MOST_DOUBTS_SHOWN} more such rows (--verbosity 2 shows all)."
            )


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for left, equals, right in pairs:
        if not (left.strip() and equals and right.strip()):
            raise CommandError(f"{option}: write “{left or 'name'}=…”, with a value on both sides.")
    return {left.strip(): right.strip() for left, _equals, right in pairs}
