"""Overviews of others beside our board: each in an environment of its own, on SQLite, without caches or brokers.

What cannot be installed or run is None, and says why.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from .installation import ROOT
from .peers import installed, why

HERE = ROOT / "benchmarks"
NAMES = ("pretix", "pretalx")
PATIENCE = 1800.0  # seconds
MANY, FEW_ROUNDS = 5_000, 3
"""From so many events on they take seconds for each page: fewer rounds will do."""


class BoardPeer:
    """One of them: its environment and a database without rows, kept under `home`; what it does goes into `folder`."""

    def __init__(self, name: str, home: Path, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.home, self.empty = home / name, home / f"{name}-empty"
        wanted = HERE / f"requirements-{name}.txt"
        self.reason = installed(self.home, wanted) or self._prepared(wanted)

    def measured(self, events: int, rounds: int) -> dict[str, Any]:
        """Return what its overview of so many events costs, or None and the reason."""
        if self.reason:
            return {"render": None, "reason": self.reason}
        data = self.folder / f"{self.name}-{events}"
        try:
            shutil.copytree(self.empty, data)
            said = self._run(data, str(events), str(rounds))
            return dict(json.loads(said.splitlines()[-1]))
        except (OSError, subprocess.SubprocessError, LookupError, ValueError) as error:
            return {"render": None, "reason": _reason(error)}
        finally:
            shutil.rmtree(data, ignore_errors=True)

    def _prepared(self, wanted: Path) -> str:
        """Let it make its tables, which takes longer than all the rest; return why not, if it cannot."""
        stamp = self.empty / "prepared"
        if stamp.exists() and stamp.read_text() == wanted.read_text():
            return ""
        shutil.rmtree(self.empty, ignore_errors=True)
        self.empty.mkdir(parents=True)
        try:
            self._run(self.empty, "prepare")
        except (OSError, subprocess.SubprocessError) as error:
            return f"could not be prepared: {_reason(error)}"
        stamp.write_text(wanted.read_text())
        return ""

    def _run(self, data: Path, *told: str) -> str:
        settings = {
            "PRETIX_CONFIG_FILE": os.devnull,  # not whatever this machine has in /etc
            "PRETALX_CONFIG_FILE": os.devnull,
            "DATA_DIR": str(data),
            "PRETALX_DATA_DIR": str(data),
            "PRETALX_FILESYSTEM_STATIC": str(self.empty / "static"),
        }
        command = [str(self.home / "bin" / "python"), str(HERE / "peers" / f"{self.name}_board.py"), *told]
        done = subprocess.run(
            command, env={**os.environ, **settings}, cwd=data, capture_output=True, text=True, check=True,
            timeout=PATIENCE,
        )  # fmt: skip
        return done.stdout


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"not done after {PATIENCE:.0f} s"
    return why(str(getattr(error, "stderr", "") or error))


def board_peers(home: Path, folder: Path) -> list[BoardPeer]:
    """Install and prepare all, when first needed."""
    return [BoardPeer(name, home, folder) for name in NAMES]


def peer_rounds(events: int, rounds: int) -> int:
    """Return how often a peer is asked for its page, where our board is asked `rounds` times."""
    return min(rounds, FEW_ROUNDS) if events >= MANY else rounds


def beside(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float | None]:
    """Return how many times as long a peer takes as we do with as many events, or None where one is missing."""
    ours, theirs = ours.get("render") or {}, theirs.get("render") or {}
    both = ours.keys() & theirs.keys()
    return {
        f"theirs_to_ours{ending}": round(theirs[clock] / ours[clock], 1) if clock in both else None
        for ending, clock in (("", "wall_ms"), ("_cpu", "cpu_ms"))
    }


def at_most_events(lines: list[dict[str, Any]], name: str) -> float | None:
    """Return that ratio for the biggest number of events that both were measured with."""
    found = {line["asked_for"]: line["theirs_to_ours"] for line in lines if line["case"] == name}
    known = {events: ratio for events, ratio in found.items() if ratio is not None}
    return known[max(known)] if known else None
