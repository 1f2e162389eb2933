"""`manage.py restore FILE`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.fields import WrongFieldKey
from handins import archive


class Command(BaseCommand):
    help = "Replace the whole database by what FILE holds. What stood here before is kept beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        kept = (
            settings.VAR / f"before-restore-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{time.time_ns()}"
        )
        try:
            archive.load(options["file"], safety_copy=kept)
        except WrongFieldKey as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        self.stdout.write(f"Restored from {options['file']}. What stood here before is in {kept}.")
        self.stdout.write(
            "Mail that was due meanwhile goes out, or is marked as missed, when the clock runs again."
        )
