"""Everything that can go wrong with the clock, done to it while it sends: what was lost, what was sent twice.

    python benchmarks/faults.py [--quick] [--database sqlite|postgresql] [--case NAME …] [--mails N] [--jobs N]

prints a JSON line per case and a summary; see benchmarks/README.md for what each case does and its last figures.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parts.installation import ROOT, surroundings
from parts.machine import versions
from parts.servers import Postgresql, Sqlite

HERE = Path(__file__).resolve().parent
MAILS, FEW = 10_000, 300
TOGETHER = (
    # those that wait longest come first
    "stop_past_lease", "smtp_hang", "idle", "kill_worker", "kill_all", "smtp_drop", "smtp_4xx", "smtp_421",
    "smtp_down", "smtp_5xx", "redis_flush", "redis_stop", "redis_freeze", "two_beats", "moved_while_sending",
    "cancelled_while_sending", "unassigned_while_sending", "summer_time", "redis_growth", "steady",
)  # fmt: skip
LAGS = ("lag", "lag_redis_dead", "lag_redis_frozen", "lag_beat_dead", "lag_workers_dead")
"""These would be disturbed by others."""
ALONE = ("postgresql_restart",)
"""This would disturb others."""
LAGS_NEED = 1000  # mails


@dataclass
class Bench:
    """All cases of one run. The databases are filled once; each case gets a copy."""

    folder: Path
    options: argparse.Namespace
    servers: list[Any] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    running: set[subprocess.Popen[str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def mails(self) -> int:
        """How many mails each case sends."""
        return self.options.mails or (FEW if self.options.quick else MAILS)

    def fill(self, server: Any) -> None:
        """Make the databases that are copied."""
        for name, mails in (("filled", self.mails), ("small", max(LAGS_NEED, FEW))):
            server.create(name)
            self._python("world", str(mails), env=self._env(server, name))

    def _env(self, server: Any, database: str) -> dict[str, str]:
        return surroundings(self.folder, database=server.url(database), redis="", email="file:///dev/null")

    def _python(self, program: str, argument: str, *, env: dict[str, str]) -> str:
        command = [sys.executable, "-m", f"parts.{program}", argument]
        env = {**env, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
            self.running.add(process)
            try:
                said, _nothing = process.communicate()
            finally:
                process.terminate()  # it cleans up behind itself
                self.running.discard(process)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return said

    def run(self, case: str, server: Any) -> None:
        """Run one case on one database and print its figures."""
        name = f"{case}_{server.name}"
        folder = self.folder / name
        folder.mkdir()
        with self.lock:
            server.copy("small" if case in LAGS else "filled", name)
        told = {"case": case, "database": server.name, "url": server.url(name), "folder": str(folder)}
        told |= {"mails": self.mails, "quick": self.options.quick, "postgresql": str(server.folder)}
        try:
            found = json.loads(self._python("one_case", json.dumps(told), env=dict(os.environ)))
        except (subprocess.CalledProcessError, json.JSONDecodeError) as error:
            found = {"error": str(error)[:200], "within": False}
        line = {"bench": "faults", "case": case, "database": server.name, **found}
        with self.lock:
            print(json.dumps(line), flush=True)
            self.lines.append(line)
            server.drop(name)
        if line["within"] and not self.options.keep:
            shutil.rmtree(folder, ignore_errors=True)

    def all(self) -> None:
        """Run what was asked for: first what may run side by side, then what may not."""
        self._side_by_side(TOGETHER, self.options.jobs)
        self._side_by_side(LAGS, max(1, self.options.jobs // 2))
        self._side_by_side(ALONE, 1)

    def _side_by_side(self, cases: tuple[str, ...], jobs: int) -> None:
        pool = ThreadPoolExecutor(jobs)
        try:
            list(pool.map(lambda pair: self.run(*pair), self._pairs(cases)))
        finally:
            for process in list(self.running):
                process.terminate()
            pool.shutdown(cancel_futures=True)

    def _pairs(self, cases: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for case in cases:
            for server in self.servers:
                is_possible = server.name == "postgresql" or not case.startswith("postgresql")
                if is_possible and (not self.options.case or case in self.options.case):
                    yield case, server

    def summary(self) -> dict[str, Any]:
        """Return the sums, and whether everything was within its bound."""
        sums = {
            name: sum(line.get(name) or 0 for line in self.lines) for name in ("lost", "repeats", "kills")
        }
        outside = [f"{line['case']} ({line['database']})" for line in self.lines if not line["within"]]
        return {**sums, "cases": len(self.lines), "outside": outside, "versions": versions()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help=f"{FEW} mails per case; does not wait for back-offs"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument(
        "--case", action="append", choices=(*TOGETHER, *LAGS, *ALONE), help="may be given several times"
    )
    parser.add_argument("--mails", type=int, help=f"per case; {MAILS} without --quick")
    parser.add_argument("--jobs", type=int, help="cases side by side; 1, or 8 with --quick")
    parser.add_argument("--keep", action="store_true", help="keep the processes' logs")
    options = parser.parse_args()
    options.jobs = options.jobs or (8 if options.quick else 1)
    return options


def main() -> None:
    """Run the benchmark in a folder of its own."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="handins-faults-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own where we are root
    bench = Bench(folder, options)
    try:
        with contextlib.ExitStack() as stack:
            for kind in (Sqlite, Postgresql):
                if options.database in (None, kind.name):
                    place = folder / kind.name
                    place.mkdir()
                    server = kind(place)
                    stack.callback(server.stop)
                    bench.servers.append(server)
                    bench.fill(server)
            bench.all()
        print(json.dumps({"bench": "faults", "summary": bench.summary()}), flush=True)
    finally:
        if options.keep or any(not line["within"] for line in bench.lines):
            print(f"Logs are kept in {folder}.", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
