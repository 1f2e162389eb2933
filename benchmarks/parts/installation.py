"""The processes of an installation, as `handins.children` starts them, to be killed, stopped and measured."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
RESTART = 0.5  # seconds a supervisor waits before it starts a dead child again
GOODBYE = 8.0  # seconds
KEYS = {
    "DJANGO_SETTINGS_MODULE": "handins.settings",
    "PUBLIC_URL": "http://localhost",
    "DEFAULT_FROM_EMAIL": "Hand-ins <post@example.org>",
    "SECRET_KEY": "a key for benchmarks only, as long as a real one would be",
    "FIELD_KEYS": "bench:" + "YmVuY2htYXJrIGtleSwgMzIgYnl0ZXMsIGZvciBydW4=",
    "SOFT_SHUTDOWN_SECONDS": "3",
    "MAIL_LANES": "1",  # the bound for repeats counts lanes
}


def surroundings(folder: Path, *, database: str, redis: str, email: str) -> dict[str, str]:
    """Return the environment of every process of one installation."""
    urls = {"DATABASE_URL": database, "REDIS_URL": redis, "EMAIL_URL": email}
    return {**os.environ, **KEYS, **urls, "HANDINS_VAR": str(folder), "PYTHONPATH": str(ROOT)}


@dataclass
class Program:
    """One process that may be started again, leading a group of its own."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    died_at: float = 0.0

    def start(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=dict(self.env), stdout=log, stderr=log, start_new_session=True
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End it and its children at once; what it had as a group is gone, as under the product's supervisor."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.died_at = time.monotonic()

    def end(self, patience: float = GOODBYE) -> None:
        """Ask it to end, then see to it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self.kill()

    def senders(self) -> list[int]:
        """Return the ids of the processes that send: a worker's children, the process itself, nobody for a beat."""
        if not self.is_alive() or self.name.startswith("beat"):
            return []
        return children_of(self.pid) if self.name.startswith("worker") else [self.pid]

    def cpu(self) -> float:
        """Return the seconds of processor time it and its living children took so far."""
        return sum(cpu_of(pid) for pid in [self.pid, *children_of(self.pid)])


def children_of(pid: int) -> list[int]:
    """Return the ids of the children of a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def cpu_of(pid: int) -> float:
    """Return the seconds of processor time a process took, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass
class Installation:
    """Programs with one environment. `names` of programs: worker, worker2 …, beat, beat2 …, watch, clock."""

    env: Mapping[str, str]
    folder: Path
    programs: dict[str, Program] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start programs."""
        for name in names:
            self.run(name, self._command(name.rstrip("0123456789")))

    def run(self, name: str, command: list[str]) -> None:
        """Start any other program under a name."""
        if name not in self.programs:
            self.programs[name] = Program(name, command, self.env, self.folder / f"{name}.log")
        self.programs[name].start()

    def _command(self, name: str) -> list[str]:
        from handins import children

        if name == "clock":  # the one of an installation without a broker
            return list(children.RUN_DUE)
        return list(
            {"worker": children.worker, "beat": children.beat, "watch": children.watch}[name]().command
        )

    def revive(self) -> None:
        """Start again what died, as a supervisor would."""
        for program in self.programs.values():
            if program.is_alive():
                continue
            program.died_at = program.died_at or time.monotonic()
            if time.monotonic() - program.died_at >= RESTART:
                program.died_at = 0.0
                program.start()

    def senders(self) -> dict[int, Program]:
        """Return whoever sends now: {process id: program it belongs to}."""
        return {pid: program for program in self.programs.values() for pid in program.senders()}

    def end(self) -> None:
        """End everything: all are asked first, so that they end together."""
        for program in self.programs.values():
            if program.is_alive():
                os.kill(program.pid, signal.SIGTERM)
        for program in self.programs.values():
            program.end()


@contextlib.contextmanager
def installation(env: Mapping[str, str], folder: Path) -> Iterator[Installation]:
    """Yield an installation nothing of which is left afterwards."""
    running = Installation(env, folder)
    try:
        yield running
    finally:
        running.end()
