"""Create a section: the first step of a new installation."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any
from zoneinfo import available_timezones

from django.core.management.base import BaseCommand, CommandParser

from accounts.actions.sections import create_section
from accounts.audit import SYSTEM
from accounts.choices import Language
from accounts.management.complaints import complaints


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ArgumentTypeError(f"there is no time zone {name}; an IANA name looks like Australia/Sydney")
    return name


class Command(BaseCommand):
    help = "Create a national section."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="for example: Australia")
        parser.add_argument("--slug", default="", help="short name in addresses; default: from the name")
        parser.add_argument(
            "--country", default="", metavar="CC", type=str.upper, help="ISO code of its own country"
        )
        parser.add_argument(
            "--time-zone",
            default="UTC",
            metavar="ZONE",
            type=_zone,
            help="IANA name, for example Australia/Sydney",
        )
        parser.add_argument("--language", default=Language.ENGLISH, choices=Language.values)
        parser.add_argument(
            "--covers",
            nargs="+",
            metavar="CC",
            type=str.upper,
            help="countries whose missions it looks after; default: its own",
        )

    def handle(self, **options: Any) -> None:
        names = ("name", "slug", "country", "time_zone", "language", "covers")
        with complaints():
            section = create_section(by=SYSTEM, **{name: options[name] for name in names})
        covered = ", ".join(section.covers) or "no country yet"
        self.stdout.write(
            self.style.SUCCESS(
                f"Section {section.name} is there (short name {section.slug}); covers {covered}."
            )
        )
        self.stdout.write(f"Next: python manage.py create_user EMAIL --name NAME --section {section.slug}")
