"""The sink as its user sees it: a process that is started, told things, asked things, ended."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = Path(__file__).with_name("sink.py")
HOST = "127.0.0.1"


class Accepted(NamedTuple):
    """One accepted mail; `at` in seconds since 1970."""

    at: float
    message_id: str
    recipient: str


class Receiver:
    """A running sink. `tell` sends it one command of sink.Control; the methods are what is asked most."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, str(PROGRAM), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        ports = json.loads(self.process.stdout.readline())
        self.port: int = ports["port"]
        self._control = socket.create_connection((HOST, ports["control"]))
        self._lines = self._control.makefile("rw")

    @property
    def url(self) -> str:
        """What EMAIL_URL says to send here."""
        return f"smtp://{HOST}:{self.port}"

    def tell(self, command: str, *arguments: Any) -> Any:
        """Send one command and return its answer."""
        self._lines.write(json.dumps([command, *arguments]) + "\n")
        self._lines.flush()
        return json.loads(self._lines.readline())

    def rules(self, *rules: dict[str, Any]) -> None:
        """Misbehave like this from now on; without arguments, behave."""
        self.tell("rules", list(rules))

    def count(self) -> int:
        """Return how many mails were accepted."""
        return int(self.tell("count"))

    def accepted(self, start: int = 0) -> list[Accepted]:
        """Return the accepted mails in order, from number `start` on."""
        return [Accepted(*entry) for entry in self.tell("records", start)]

    def repeats(self) -> int:
        """Return how many accepted mails were not the first with their Message-ID."""
        counted = Counter(mail.message_id for mail in self.accepted())
        return sum(counted.values()) - len(counted)

    def wait_for(self, count: int, *, within: float = 60.0) -> None:
        """Wait until `count` mails were accepted. Raises TimeoutError."""
        deadline = time.monotonic() + within
        while (found := self.count()) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found} of {count} mails after {within:.0f} s.")
            time.sleep(0.01)

    def close(self) -> None:
        """End the process."""
        self._lines.close()
        self._control.close()
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


class Still:
    """Looks how long a number has not changed."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count, self._last, self._at = count, count(), time.monotonic()

    def since(self) -> float:
        """Return for how many seconds the number has been the same."""
        now = self._count()
        if now != self._last:
            self._last, self._at = now, time.monotonic()
        return time.monotonic() - self._at


@contextmanager
def receiver(*options: str) -> Iterator[Receiver]:
    """Yield a running sink; `options` are those of its command line."""
    running = Receiver(*options)
    try:
        yield running
    finally:
        running.close()
