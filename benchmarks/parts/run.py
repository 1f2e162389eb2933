"""One case of a benchmark on one database: its servers, its processes, its rows, and what became of them."""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from . import rows, world
from .installation import Installation, installation, surroundings
from .receiver import Receiver, Still, receiver
from .servers import Valkey, restart_server

SLOW = {"at": "body", "wait": 0.02}
"""In a quick run the sink takes its time, so that there is something to interrupt."""
ALL = ("worker", "beat", "watch")
STILL = 2.0  # seconds without another mail after which none is expected
STUCK = 6.0  # the same, in a quick run, before whatever waits is hastened


@dataclass
class Run:
    """What a case works with. `restart_database` is None where there is no server."""

    database: str
    mails: int
    is_quick: bool
    sink: Receiver
    valkey: Valkey
    programs: Installation
    restart_database: Callable[[str], None] | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    dice: random.Random = field(default_factory=lambda: random.Random(3))

    def start(self, *names: str) -> None:
        """Start the broker and these programs."""
        self.valkey.start()
        self.programs.start(*names)

    def begin(self, number: int | None = None) -> None:
        """Let the mails be due now."""
        self.at = datetime.now(UTC)
        world.due(self.at, number)

    def misbehave(self, *rules: dict[str, Any]) -> None:
        """Give the sink rules; without any, it behaves."""
        self.sink.rules(*rules, *([SLOW] if self.is_quick else []))

    def until(self, question: Callable[[], bool], *, within: float, every: float = 0.05) -> bool:
        """Look after the programs until the answer is yes; say whether it was, in time."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if question():
                return True
            self.programs.revive()
            time.sleep(every)
        return False

    def until_sent(self, share: float, *, within: float = 120.0) -> bool:
        """Wait until this share of the mails was accepted."""
        return self.until(lambda: self.sink.count() >= share * self.mails, within=within)

    def is_over(self) -> bool:
        """Say whether nothing is left to send."""
        return rows.is_over(self.at)

    def finish(self, *, within: float = 400.0) -> bool:
        """Wait until nothing is left and no more mail comes; a quick run does not wait for back-offs."""
        deadline, progress = time.monotonic() + within, Still(self.sink.count)
        while time.monotonic() < deadline and not self.is_over():
            self.programs.revive()
            if self.is_quick and progress.since() > STUCK:
                rows.hasten()
                progress = Still(self.sink.count)
            time.sleep(0.1)
        progress = Still(self.sink.count)
        self.until(lambda: progress.since() > STILL, within=30.0)
        return self.is_over()

    def report(self, *, bound: int = 0, **more: Any) -> dict[str, Any]:
        """Return the figures of the case; `bound`: how many repeats it may have."""
        found = asdict(rows.balance(self.sink.accepted(), at=self.at))
        is_within = not found["lost"] and not found["strange"] and found["repeats"] <= bound
        return {**found, "bound": bound, "within": is_within, "kills": 0, **more}


@contextlib.contextmanager
def open_run(
    folder: Path,
    *,
    database: str,
    database_url: str,
    mails: int,
    is_quick: bool,
    postgresql: str | None,
) -> Iterator[Run]:
    """Yield a Run whose processes all end with it, and set Django up for its database."""
    valkey = Valkey(folder)
    with receiver() as sink:
        env = surroundings(folder, database=database_url, redis=valkey.url, email=sink.url)
        os.environ.update(env)
        import django

        django.setup()
        with installation(env, folder) as programs:
            restart = partial(restart_server, Path(postgresql)) if postgresql else None
            run = Run(database, mails, is_quick, sink, valkey, programs, restart)
            run.misbehave()
            try:
                yield run
            finally:
                valkey.kill()
