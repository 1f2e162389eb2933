"""What a board of 100, 1,000 and 10,000 events costs: statements, rendering, a poll with nothing new, octets.

    python benchmarks/board.py [--quick] [--rounds N] [--database sqlite|postgresql] [--no-peers]

prints a JSON line per case and a summary; benchmarks/README.md says what each figure means and has the last ones.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from parts.board_peers import at_most_events, beside, board_peers, peer_rounds
from parts.installation import ROOT, surroundings
from parts.machine import versions
from parts.servers import Postgresql, Sqlite

HERE = ROOT / "benchmarks"
VIEWERS, EVERY = 200, 5.0  # seconds
SCOPES = 40
"""How many of the viewers differ in what they may see, in language, time zone or filters: the others share a part."""
SLOT = 60.0
"""Seconds after which the board is rendered anew, whatever happened (events.live)."""


def measured(server: Sqlite | Postgresql, folder: Path, *, events: int, rounds: int) -> dict[str, Any]:
    """Fill a database with the demo and so many synthetic events, and return what its board costs."""
    name = f"board_{events}"
    server.create(name)
    env = surroundings(folder, database=server.url(name), redis="", email=f"file://{folder / 'mail'}")
    env |= {"DEMO": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"}
    began = time.monotonic()
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (
        ["migrate", "-v0"],
        ["collectstatic", "--noinput", "-v0"],
        ["seed_demo", "--scale", str(events), "-v0"],
    ):
        _run([*manage, *command], env)
    seeded = time.monotonic() - began
    said = json.loads(_run([sys.executable, "-m", "parts.board_pages", str(rounds)], env).splitlines()[-1])
    polls = VIEWERS / EVERY * said["poll"]["cpu_ms"]
    alone, shared = said["part"]["cpu_ms"] / SLOT, said["shared_part"]["cpu_ms"] / SLOT
    return {
        **said,
        "poll_vs_empty": round(said["poll"]["cpu_ms"] / said["empty"]["cpu_ms"], 2),
        "viewers_core_share": round((polls + SCOPES * alone + (VIEWERS - SCOPES) * shared) / 1000, 2),
        "if_nobody_shared": round((polls + VIEWERS * alone) / 1000, 2),
        "of_it_polls": round(polls / 1000, 2),
        "seed_s": round(seeded),
    }


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1][:300] if done.stderr.strip() else "failed")
    return done.stdout


def summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures others rely on (None: not measured in this run)."""
    by_events = {line["asked_for"]: line for line in lines if line["case"] == "board" and "queries" in line}
    few, many = by_events.get(100), by_events.get(10_000)
    biggest = by_events[max(by_events)] if by_events else {}
    return {
        "queries_100": few and few["queries"],
        "queries_10000": many and many["queries"],
        "render_ms_100": few and few["render"]["wall_ms"],
        "render_ms_10000": many and many["render"]["wall_ms"],
        "poll_vs_empty_view": biggest.get("poll_vs_empty"),
        "page_kb": biggest.get("wire_kb"),
        "viewers_200_core_share": biggest.get("viewers_core_share"),
        "vs_pretalx": at_most_events(lines, "pretalx"),
        "vs_pretix": at_most_events(lines, "pretix"),
    }


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="100 and 1,000 events: about a minute and a half"
    )
    parser.add_argument("--events", type=int, nargs="+", help="how many, instead of 100, 1,000 and 10,000")
    parser.add_argument("--rounds", type=int, default=15, help="how often each page is asked for")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument(
        "--peers", action=argparse.BooleanOptionalAction, default=True, help="pretix and pretalx beside it"
    )
    options = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="handins-board-", dir=ROOT / "var"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server is stopped on the way out
    (folder / "data").mkdir()
    server = (Sqlite if options.database == "sqlite" else Postgresql)(folder / "data")
    lines: list[dict[str, Any]] = []

    def say(case: str, **facts: Any) -> None:
        lines.append({"bench": "board", "case": case, **facts})
        print(json.dumps(lines[-1]), flush=True)

    try:
        say("machine", **versions(), load=os.getloadavg()[0], database=server.name, quick=options.quick)
        peers = board_peers(ROOT / "var" / "benchmarks", folder) if options.peers else []
        for events in options.events or ((100, 1_000) if options.quick else (100, 1_000, 10_000)):
            found: dict[str, Any] = {}
            try:
                found = measured(server, folder, events=events, rounds=options.rounds)
                say("board", asked_for=events, **found)
            except (RuntimeError, ValueError) as error:
                say("board", asked_for=events, error=str(error))
            for peer in peers:
                theirs = peer.measured(events, peer_rounds(events, options.rounds))
                say(peer.name, asked_for=events, **theirs, **beside(found, theirs))
        print(json.dumps({"bench": "board", "summary": summary(lines)}), flush=True)
        sys.exit(any("error" in line for line in lines))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
