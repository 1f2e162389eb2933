"""What every command that imports a list has in common: options, reading the file, the report, the last line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.imported import Imported
from accounts.actions.rehearsing import rehearse
from accounts.audit import SYSTEM
from accounts.models import Section
from events.actions.cities import load_cities
from events.exchange.columns import CheckedRow, Keyed
from events.models import City

MOST_DOUBTS_SHOWN: Final = 10
OPTION_THAT_HELPS: Final = {"encoding": "--encoding cp1252", "dates": "--dates dmy, or mdy"}
"""{code of what is wrong with a file: what to write}"""


Facts = TypeVar("Facts", bound=Keyed)
Outcome = TypeVar("Outcome")


@dataclass(slots=True)
class Sorting(Generic[Facts]):
    """Sets rejected rows aside while an action walks through the good ones."""

    rows: Iterable[CheckedRow[Facts]]
    rejected: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Facts]:
        for row in self.rows:
            self.notes += [f"Row {row.number}: {note}" for note in row.notes]
            if row.facts:
                yield row.facts
            else:
                self.rejected.append((row.number, " ".join(row.problems)))


class ImportCommand(BaseCommand, ABC):
    """A command that reads a list. What it is a list of, `read` and `store` say."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, store nothing")
        parser.add_argument(
            "--encoding", default="", help="of a text file that is not UTF-8, for example cp1252"
        )
        for name, metavar, text in (
            ("--map", "COLUMN=FIELD", "read FIELD from a column with another heading"),
            ("--set", "FIELD=VALUE", "give every row this value"),
        ):
            parser.add_argument(name, nargs="+", action="extend", default=[], metavar=metavar, help=text)

    @abstractmethod
    def read(self, data: bytes, options: dict[str, Any], **columns: Any) -> Iterable[CheckedRow[Any]]:
        """Return the checked rows of the file. Raises UnreadableFile."""

    @abstractmethod
    def store(self, rows: Iterable[Any], options: dict[str, Any]) -> Imported:
        """Store the rows, or with `--dry-run` say what that would do."""

    def done(self, action: Callable[..., Outcome], *, dry_run: bool, **asked: Any) -> Outcome:
        """Do it, or with `--dry-run` do it and take it back."""
        asked |= {"by": SYSTEM, "progress": self.progress}
        return rehearse(action, **asked) if dry_run else action(**asked)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = Sorting(self._rows(options))
            done = self.store(rows, options)
        except ValidationError as error:
            raise CommandError(_sentence(error)) from error
        rejected = sorted([*rows.rejected, *done.rejected])
        for number, problem in rejected:
            self.stdout.write(f"Row {number} rejected: {problem}")
        self._report_doubts(rows.notes + done.doubts, verbose=options["verbosity"] > 1)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was stored. It would be:")
        self.stdout.write(
            f"{done.created} created, {done.updated} updated, {done.unchanged} unchanged,"
            f" {len(rejected)} rejected"
        )

    def _rows(self, options: dict[str, Any]) -> Iterable[CheckedRow[Any]]:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        return self.read(
            data,
            options,
            encoding=options["encoding"],
            headings=_pairs("--map", options["map"]),
            constants=_pairs("--set", options["set"]),
        )

    def prepare_places(self, options: dict[str, Any]) -> None:
        """Load the gazetteer where it is empty, or say that it is."""
        if City.objects.exists():
            return
        if options["dry_run"]:
            self.stderr.write("The gazetteer is empty: places and time zones stay blank (load_cities).")
        else:
            load_cities(progress=self.stderr.write)

    def progress(self, rows: int) -> None:
        """Say how far it is."""
        self.stderr.write(f"{rows:,} rows read")

    def _report_doubts(self, doubts: list[str], *, verbose: bool) -> None:
        for doubt in doubts if verbose else doubts[:MOST_DOUBTS_SHOWN]:
            self.stdout.write(doubt)
        if not verbose and len(doubts) > MOST_DOUBTS_SHOWN:
            self.stdout.write(
                f"… and {len(doubts) - MOST_DOUBTS_SHOWN} more such rows (--verbosity 2 shows all)."
            )


def section_called(slug: str) -> Section:
    """Return the section with this short name. Raises CommandError."""
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        known = ", ".join(Section.objects.values_list("slug", flat=True)) or "none yet; see create_section"
        raise CommandError(f"There is no section {slug}. Sections: {known}.")
    return section


def _sentence(error: ValidationError) -> str:
    option = OPTION_THAT_HELPS.get(getattr(error, "code", ""))
    return " ".join(error.messages) + (f" ({option})" if option else "")


def _pairs(option: str, given: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    for left, equals, right in pairs:
        if not (left.strip() and equals and right.strip()):
            raise CommandError(f"{option}: write “{left or 'name'}=…”, with a value on both sides.")
    return {left.strip(): right.strip() for left, _equals, right in pairs}
