"""The clock without a broker."""

from __future__ import annotations

import gc
import logging
import signal
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.actions.retention import forget_what_is_old
from accounts.post.drain import drain_once
from accounts.post.keeping import expire
from events.actions.board_lines import heal_lines
from events.reminders.reconciling import reconcile

log = logging.getLogger(__name__)
PAUSE = timedelta(seconds=5)
WATCHED_AFTER = timedelta(seconds=15)
"""The watch takes only what the senders should have taken by now."""
OFTEN, HOURLY, DAILY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
HARMLESS_BACKENDS = ("console", "dummy", "file", "locmem", "mailbox")


class Command(BaseCommand):
    """Without an option: run for ever, and keep house as Celery's beat would."""

    help = (
        "Sends what is due, without a broker. Ends with --once or --at; otherwise runs until it is stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="end when nothing is due")
        how.add_argument("--watch", action="store_true", help="take only what is overdue by 15 seconds")
        how.add_argument(
            "--at", metavar="INSTANT", help="pretend it is this instant (ISO 8601 with zone), then end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # as in Celery's processes: what was loaded at the start stays
        if options["at"]:
            self._once(_instant(options["at"]))
        elif options["once"]:
            self._once(None)
        else:
            self._run(
                overdue_by=WATCHED_AFTER if options["watch"] else timedelta(), keep=not options["watch"]
            )

    def _once(self, now: datetime | None) -> None:
        settled = drain_once(now=now)
        expire(now=now or timezone.now())
        self.stdout.write(
            ", ".join(f"{count} {state}" for state, count in sorted(settled.items())) or "nothing due"
        )

    def _run(self, *, overdue_by: timedelta, keep: bool) -> None:
        stopping = _stopping()
        chores, part = (_chores(), "") if keep else ([], "watch")
        while not stopping():
            _passed(lambda: drain_once(overdue_by=overdue_by, should_stop=stopping, part=part))
            for chore in chores:
                _passed(chore.if_due)
            close_old_connections()
            _sleep(PAUSE, stopping)


class _Chore:
    """Something to do every so often."""

    def __init__(self, act: Callable[[datetime], object], every: timedelta) -> None:
        self._act, self._every, self._next = act, every.total_seconds(), time.monotonic()

    def if_due(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._act(timezone.now())


def _chores() -> list[_Chore]:
    return [
        _Chore(lambda now: expire(now=now), OFTEN),
        _Chore(_look, HOURLY),
        _Chore(lambda now: forget_what_is_old(now=now), DAILY),
    ]


def _look(now: datetime) -> None:
    reconcile(now=now)
    heal_lines()


def _passed(act: Callable[[], object]) -> None:
    """Do something that the database may interrupt: it comes back, and so do we."""
    try:
        act()
    except DatabaseError:
        log.exception("The database is away; trying again.")


def _stopping() -> Callable[[], bool]:
    """Return a question that is answered yes after SIGTERM or SIGINT; the mail in hand is still finished."""
    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return lambda: bool(asked)


def _sleep(length: timedelta, stopping: Callable[[], bool]) -> None:
    """Sleep in short pieces, so that a signal is heard at once (PEP 475 would sleep on)."""
    end = time.monotonic() + length.total_seconds()
    while not stopping() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))


def _instant(text: str) -> datetime:
    """Return the instant to pretend. Raises CommandError where real people would get mail from another time."""
    if not (settings.DEMO or settings.DEBUG or _is_harmless(settings.EMAIL_BACKEND)):
        raise CommandError("--at is for the demo: it would send real mail as if it were another time.")
    try:
        instant = parse_datetime(text)
    except ValueError as error:
        raise CommandError(f"--at {text}: {error}.") from error
    if instant is None or instant.tzinfo is None:
        raise CommandError("--at wants an instant with its zone, for example 2026-06-02T09:00:00Z.")
    return instant.astimezone(UTC)


def _is_harmless(backend: str) -> bool:
    module = backend.rpartition(".")[0].rpartition(".")[2]
    return any(module.startswith(name) for name in HARMLESS_BACKENDS) or module.startswith("filebased")
