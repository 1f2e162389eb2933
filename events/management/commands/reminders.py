"""How the clock is doing, on the shell."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.choices import MailState
from accounts.post.figures import ClockFigures, clock_figures, rows_by_state

Plain = str | float | int | bool | None | dict[str, Any]


class Command(BaseCommand):
    """Prints counts by state, the oldest due mail and how late it is."""

    help = (
        "Counts of outgoing mail by state, the oldest due one, the lag, heartbeats, and what came of mails."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one JSON object, instants in ISO 8601, ages in seconds"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        figures = {**rows_by_state(), **_told(clock_figures(timezone.now()))}
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        width = max(map(len, figures))
        for name, value in figures.items():
            self.stdout.write(f"{name.replace('_', ' '):{width}}  {_words(value)}")


def _told(figures: ClockFigures) -> dict[str, Plain]:
    """Return everything but the counts by state; those are rows kept today, `…_total` all there ever were."""
    pulse = figures.pulse
    return {
        "due": figures.due,
        "oldest_due_at": _instant(figures.oldest_due_at),
        "oldest_due_age": _seconds(figures.oldest_due_age),
        "lag": _seconds(figures.lag),
        "last_pass_at": _instant(pulse.last_pass_at),
        "last_pass_age": _seconds(pulse.age),
        "last_mail_at": _instant(figures.last_mail_at),
        "last_sent_at": _instant(figures.last_mail_at),
        "clock_lives": pulse.lives,
        "heartbeat_age": {part: _seconds(age) for part, age in figures.heartbeats.items()},
        "relay_paused": pulse.trouble_since is not None,
        "relay_paused_since": _instant(pulse.trouble_since),
        "relay_paused_until": _instant(pulse.tried_at),
        "relay_fault": pulse.fault or None,
        "sent_total": figures.by_kind(MailState.SENT),
        "failed_total": figures.by_fault(MailState.FAILED),
        "missed_total": figures.total(MailState.MISSED),
        "retries_total": figures.retries,
        "repeats_total": figures.repeats,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds(), 1)


def _words(value: Plain) -> str:
    if isinstance(value, dict):
        return ", ".join(_pairs(value)) or "-"
    return "-" if value is None else str(value)


def _pairs(value: dict[str, Any]) -> Iterator[str]:
    return (f"{name} {number}" for name, number in value.items())
