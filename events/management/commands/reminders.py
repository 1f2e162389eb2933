"""How the clock is doing, on the shell."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.post.figures import clock_figures


class Command(BaseCommand):
    """Prints counts by state, the oldest due mail and how late it is."""

    help = "Counts of outgoing mail by state, the oldest due one, and the lag."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one JSON object, instants in ISO 8601, ages in seconds"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        figures = {name: _plain(value) for name, value in asdict(clock_figures(timezone.now())).items()}
        figures["lag"] = figures["oldest_due_age"] or 0
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        width = max(map(len, figures))
        for name, value in figures.items():
            self.stdout.write(f"{name.replace('_', ' '):{width}}  {'-' if value is None else value}")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return round(value.total_seconds(), 1) if isinstance(value, timedelta) else value
