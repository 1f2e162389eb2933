"""`manage.py backup FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from handins import archive


class Command(BaseCommand):
    help = "Write the whole database to FILE while everything goes on. The keys are not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        archive.dump(path)
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes.")
        self.stdout.write(
            "The keys are not in it. Keep FIELD_KEYS and SECRET_KEY somewhere else "
            f"(made by itself they stand in {settings.VAR}/field-keys and {settings.VAR}/secret-key): "
            "without FIELD_KEYS nobody can ever read the addresses in this file."
        )
