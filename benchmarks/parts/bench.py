"""One run of benchmarks/reminders.py: its servers, its databases, our senders, and the lines it prints."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from .installation import ROOT, surroundings
from .receiver import Receiver
from .servers import Postgresql, Sqlite

HERE = ROOT / "benchmarks"
LANES = 4
"""As the product has it: a relay nearby gets one connection, one that is far away or slow more."""


@dataclass
class Sender:
    """A process of ours that is measured (parts/sender.py)."""

    process: subprocess.Popen[str]

    def begin(self) -> None:
        """Let it work off what is due."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def said(self) -> dict[str, Any]:
        """Return what it says next."""
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found


@dataclass
class Bench:
    """One run: its servers, its databases, its lines."""

    folder: Path
    options: argparse.Namespace
    sink: Receiver
    sqlite: Sqlite
    postgresql: Postgresql
    lines: list[dict[str, Any]] = field(default_factory=list)
    _filled: set[str] = field(default_factory=set)
    _size: int = 0

    def line(self, case: str, **facts: Any) -> dict[str, Any]:
        """Print the figures of a case."""
        said = {"bench": "reminders", "case": case, **facts}
        print(json.dumps(said), flush=True)
        self.lines.append(said)
        return said

    def durability(self) -> dict[str, str]:
        """Return what PostgreSQL waits for before it calls something stored."""
        with psycopg.connect(host=self.postgresql.host, user="postgres", dbname="postgres") as link:
            names = "fsync", "synchronous_commit"
            found = {name: link.execute(f"SHOW {name}".encode()).fetchone() for name in names}
        return {name: row[0] if row else "" for name, row in found.items()}

    # --- our own processes ---

    def env(self, url: str, *, port: int | None = None, lanes: int = LANES) -> dict[str, str]:
        folder = self.folder / "var"
        folder.mkdir(exist_ok=True)
        email = f"smtp://127.0.0.1:{port or self.sink.port}"
        env = surroundings(folder, database=url, redis="", email=email)
        return {**env, "MAIL_LANES": str(lanes), "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"}

    def python(self, program: str, *arguments: object, env: dict[str, str]) -> Any:
        """Run a part to its end; return what it printed last."""
        command = [sys.executable, "-m", f"parts.{program}", *map(str, arguments)]
        found = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if found.returncode:
            raise RuntimeError(f"{program}: {found.stderr.strip()[-400:]}")
        lines = found.stdout.strip().splitlines()
        return json.loads(lines[-1]) if lines and lines[-1].startswith("{") else None

    def fill(self, server: Any, program: str = "crowd") -> str:
        """Return the URL of a database whose mails wait; `program` fills it, once in a run."""
        name = f"{program}_filled"
        url: str = server.url(name)
        if url not in self._filled:
            server.create(name)
            self.python(program, self.options.mails, env=self.env(url))
            self._filled.add(url)
        return url

    def size(self) -> int:
        """Return the mean size of our mails in octets: what the wire and the others are given to carry."""
        if not self._size:
            self._size = self.composed(self.fill(self.postgresql), min(self.options.mails, 2_000))["octets"]
        return self._size

    def composed(self, url: str, number: int) -> dict[str, Any]:
        """Compose so many mails without sending them."""
        self.make_due(url, self.options.mails)
        found: dict[str, Any] = self.python("compose", number, env=self.env(url))
        return found

    def make_due(self, url: str, number: int) -> None:
        """Let `number` mails wait again, and be due."""
        self.python("again", number, env=self.env(url))

    @contextlib.contextmanager
    def senders(self, env: dict[str, str], number: int) -> Iterator[list[Sender]]:
        """Yield senders whose code is loaded and who wait for the word."""
        command = [sys.executable, "-m", "parts.sender"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started = [Sender(subprocess.Popen(command, env=env, **pipes)) for _sender in range(number)]
        try:
            for sender in started:
                sender.said()
            yield started
        finally:
            for sender in started:
                sender.process.kill()
                sender.process.communicate()

    def ours(
        self, url: str, workers: int, *, port: int | None = None, lanes: int = LANES, mails: int = 0
    ) -> float:
        """Send with so many workers; return mails per second. Patterns are warm: a first batch is not counted."""
        mails = mails or self.options.mails
        env = self.env(url, port=port, lanes=lanes)
        with self.senders(env, workers) as senders:
            self.make_due(url, max(100, mails // 5))
            self.work(senders)
            self.make_due(url, mails)
            said = self.work(senders)
        sent = sum(one["sent"] for one in said)
        assert sent == mails, f"{sent} of {mails}"
        return sent / max(one["seconds"] for one in said)

    @staticmethod
    def work(senders: list[Sender]) -> list[dict[str, Any]]:
        """Let all begin at once; return what each says when it is done."""
        for sender in senders:
            sender.begin()
        return [sender.said() for sender in senders]
