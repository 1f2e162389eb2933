"""A send that is disturbed: some hundred mails, the product's own processes, a sink that can be told to misbehave.

The parts are the benchmark's (benchmarks/parts); here the mails are few, and nothing is waited for that can be set.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path

from celery import Celery

from accounts.audit import SYSTEM
from accounts.models import Activist
from benchmarks.parts.installation import Installation, installation
from benchmarks.parts.receiver import Receiver, Still
from benchmarks.parts.rows import Balance, balance, is_over
from events.actions.assignments import assign_all
from events.choices import Role
from events.models import Event, Reminder
from tests import make

PEOPLE = 20
PATIENCE = 60.0  # seconds until a condition counts as never met
SLOW = {"at": "body", "wait": 0.01}
"""The sink takes its time, so that there is something to interrupt."""


@dataclass
class Send:
    """Mails *asked* that are due since `at`, and who sends them."""

    sink: Receiver
    programs: Installation
    at: datetime
    events: list[Event] = field(default_factory=list)

    def plan(self, number: int) -> None:
        """Schedule events and ask PEOPLE activists for each, until so many mails are due at `at`."""
        section = make.section()
        people = [make.activist(section=section) for _number in range(PEOPLE)]
        self.events = [self._asked_for(people, number) for number in range(number // PEOPLE)]

    def _asked_for(self, people: list[Activist], number: int) -> Event:
        start = datetime.combine((self.at + make.AHEAD).date(), wall_time(9 + number % 9))
        event = make.event(now=self.at, starts_wall=start, title=f"Hand-in {number}")
        assign_all(by=SYSTEM, event=event, people=[(each, Role.PARTICIPANT) for each in people], now=self.at)
        return event

    def until(self, question: Callable[[], bool], *, within: float = PATIENCE) -> None:
        """Wait until the answer is yes, starting dead programs again. Raises TimeoutError after `within` seconds."""
        deadline = time.monotonic() + within
        while not question():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.sink.count()} mails accepted, then nothing.")
            self.programs.revive()
            time.sleep(0.02)

    def until_sent(self, number: int) -> None:
        """Wait until so many mails were accepted."""
        self.until(lambda: self.sink.count() >= number)

    def until_still(self, seconds: float = 0.5) -> None:
        """Wait until no mail was accepted for so long."""
        still = Still(self.sink.count)
        self.until(lambda: still.since() > seconds)

    def until_over(self, *, within: float = PATIENCE) -> None:
        """Wait until nothing is left to send."""
        self.until(lambda: is_over(self.at), within=within)

    def tick(self, times: int = 1) -> None:
        """Say what beat says every ten seconds, `times` at once."""
        with Celery(broker=_for_kombu(self.programs.env["REDIS_URL"])) as beat:
            for _time in range(times):
                beat.send_task("events.tasks.send_due", queue="handins", ignore_result=True, expires=10)

    def end_leases(self) -> None:
        """Let the leases of dead holders be over, as they are after two minutes."""
        Reminder.objects.filter(state="sending").update(next_at=datetime.now(UTC))

    def balance(self) -> Balance:
        """Return what became of the mails."""
        return balance(self.sink.accepted(), at=self.at)


def _for_kombu(url: str) -> str:
    scheme, _colon, rest = url.partition("://")
    return f"redis+socket://{rest}" if scheme == "unix" else url


@contextmanager
def sending(folder: Path, *, database_url: str, redis_url: str = "", sink: Receiver) -> Iterator[Send]:
    """Yield a Send whose processes work on this database; none outlives the block. Mails are overdue for the watch."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "handins.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url or "redis://127.0.0.1:1/0",
        "EMAIL_URL": sink.url,
        "MAIL_LANES": "1",
        "SOFT_SHUTDOWN_SECONDS": "3",
    }
    with installation(env, folder) as programs:
        yield Send(sink, programs, at=datetime.now(UTC) - timedelta(seconds=20))
