"""How fast reminders leave, beside the wire itself and beside other ways to send; what planning and claiming cost.

    python benchmarks/reminders.py [--quick] [--rounds N] [--mails N] [--only PART …]

prints a JSON line per case and a summary; benchmarks/README.md says what each figure means and has the last ones.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from parts.bench import HERE, Bench
from parts.installation import ROOT
from parts.machine import versions
from parts.peers import Peers, usual_celery
from parts.receiver import receiver
from parts.servers import Postgresql, Sqlite
from parts.wire_limit import anew, kept, ready_made

SIZE = 9_300
"""Octets of our mails of this world: text, HTML and calendar."""
PARTS = ("speed", "far", "peers", "costs", "plans", "claims", "memory", "idle")
FAR = 0.020  # seconds each way


# --- cases --------------------------------------------------------------------------------------------------------


def speed(bench: Bench) -> None:
    """The wire, one worker, two workers, SQLite: in turn, so that whatever else the machine does meets all alike."""
    mails, rounds = bench.options.mails, bench.options.rounds
    post, lite = bench.fill(bench.postgresql, mails), bench.fill(bench.sqlite, mails)
    found: dict[str, list[float]] = defaultdict(list)
    for _round in range(rounds):
        found["wire"].append(kept(bench.sink.port, ready_made(SIZE), mails))
        found["ours_1"].append(bench.ours(post, 1))
        found["wire"].append(kept(bench.sink.port, ready_made(SIZE), mails))
        found["ours_2"].append(bench.ours(post, 2))
        found["ours_sqlite"].append(bench.ours(lite, 1))
    wire = statistics.median(found["wire"])
    for case, speeds in found.items():
        middle = statistics.median(speeds)
        bench.line(
            case,
            mails=mails,
            mails_per_s=round(middle),
            to_wire=round(middle / wire, 3),
            rounds=[round(one) for one in speeds],
        )


def costs(bench: Bench) -> None:
    """Microseconds per mail and part, one worker, on each database; the first pass warms the patterns."""
    for server in (bench.postgresql, bench.sqlite):
        url = _filled(bench, server)
        bench.make_due(url, bench.options.mails)
        found = bench.python("costs", env=bench.env(url))
        bench.line("costs", database=server.name, us_per_mail=found, cold="patterns are made in this pass")


def far(bench: Bench) -> None:
    """A relay 20 ms away in each direction: ours with its usual connections, and a new connection for each mail."""
    few = min(1_000, bench.options.mails)
    command = [sys.executable, str(HERE / "parts" / "far.py"), str(bench.sink.port), str(FAR)]
    proxy = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert proxy.stdout is not None
    try:
        port = int(proxy.stdout.readline())
        new = anew(port, ready_made(SIZE), 12 if bench.options.quick else 40)
        url = _filled(bench, bench.postgresql)
        ours = bench.ours(url, 1, port=port, lanes="4", mails=few)
    finally:
        proxy.kill()
        proxy.communicate()
    bench.line("far_new_connection", mails_per_s=round(new, 1))
    bench.line("far_ours", mails_per_s=round(ours, 1), lanes=4, to_new_connection=round(ours / new, 1))


def peers(bench: Bench) -> None:
    """Others, sending mails of the same size to the same sink; ours sends as many beside each of them."""
    number = 300 if bench.options.quick else 2_000
    url, others = _filled(bench, bench.postgresql), Peers(ROOT / "var" / "benchmarks")
    ways = {
        "post_office": lambda: others.run("post_office", bench.postgresql, bench.sink, number, SIZE),
        "mailer": lambda: others.run("mailer", bench.postgresql, bench.sink, number, SIZE),
        "usual_celery": lambda: usual_celery(bench.folder, bench.sink, number, SIZE),
    }
    for name, way in ways.items():
        ratios, said = [], {}
        for _round in range(1 if bench.options.quick else bench.options.rounds):
            said = way()
            theirs = said["mails_per_s"]
            ours = bench.ours(url, 2, mails=min(bench.options.mails, number * 5)) if theirs else 0.0
            ratios.append(ours / theirs if theirs else None)
        known = [ratio for ratio in ratios if ratio]
        bench.line(name, **said, ours_to_theirs=round(statistics.median(known), 1) if known else None)


def plans(bench: Bench) -> None:
    """Planning 1,000 events of 20 people, and moving one of 5,000."""
    events, people = (50, 500) if bench.options.quick else (1_000, 5_000)
    for server in (bench.sqlite, bench.postgresql):
        server.create("plans")
        said = bench.python("plans", events, people, env=bench.env(server.url("plans")))
        bench.line("plans", database=server.name, events=events, people=people, **said)


def claims(bench: Bench) -> None:
    """A claim of 100, and an empty one, beside more and more finished rows."""
    numbers = (2_000, 20_000) if bench.options.quick else (10_000, 100_000, 1_000_000)
    for server in (bench.sqlite, bench.postgresql):
        server.create("claims")
        env = bench.env(server.url("claims"))
        bench.python("world", 2_000 if bench.options.quick else 10_000, env=env)
        for finished, facts in bench.python("claims", *numbers, env=env).items():
            bench.line("claims", database=server.name, finished=int(finished), **facts)


def memory(bench: Bench) -> None:
    """Resident memory of one sender after so many mails, and after ten times as many."""
    number = min(bench.options.mails, 10_000)
    url = _filled(bench, bench.postgresql)
    with bench.senders(bench.env(url), 1) as senders:
        sizes = []
        for _pass in range(10):
            bench.make_due(url, number)
            sizes.append(bench.work(senders)[0]["rss_kb"])
    bench.line(
        "memory", mails=[number, number * 10], rss_mb=[round(sizes[0] / 1024, 1), round(sizes[-1] / 1024, 1)],
        growth=round(sizes[-1] / sizes[0], 3),
    )  # fmt: skip


def idle(bench: Bench) -> None:
    """Worker, beat and watch with nothing due: as benchmarks/faults.py measures it."""
    command = [sys.executable, str(HERE / "faults.py"), "--case", "idle", "--database", "postgresql"]
    quick = ["--quick"] if bench.options.quick else ["--mails", "100"]
    said = subprocess.run([*command, *quick], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    found = next((line for line in lines if line.get("case") == "idle"), {})
    bench.line("idle", core_share=found.get("core_share"), seconds=found.get("seconds"))


def _filled(bench: Bench, server: Any) -> str:
    """Return the database of `speed`, made if that part was left out."""
    url: str = server.url(f"filled_{bench.options.mails}")
    with contextlib.suppress(Exception):
        bench.fill(server, bench.options.mails)  # it may be there
    return url


# --- the run ------------------------------------------------------------------------------------------------------


def summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures others rely on (None: not measured in this run)."""

    def value(case: str, name: str, **facts: Any) -> Any:
        fitting = (one for one in lines if one["case"] == case and facts.items() <= one.items())
        return next((one.get(name) for one in fitting), None)

    claimed = {
        one["finished"]: one["claim_ms"]
        for one in lines
        if one["case"] == "claims" and one["database"] == "postgresql"
    }
    post = {"database": "postgresql"}
    return {
        "wire_ratio_1": value("ours_1", "to_wire"),
        "wire_ratio_2": value("ours_2", "to_wire"),
        "wire_ratio_sqlite": value("ours_sqlite", "to_wire"),
        "vs_post_office": value("post_office", "ours_to_theirs"),
        "vs_mailer": value("mailer", "ours_to_theirs"),
        "vs_usual_celery": value("usual_celery", "ours_to_theirs"),
        "vs_new_connection_20ms": value("far_ours", "to_new_connection"),
        "claim_growth": round(claimed[max(claimed)] / claimed[min(claimed)], 2) if claimed else None,
        "memory_growth": value("memory", "growth"),
        "move_5000_s": value("plans", "move_s", **post),
        "move_5000_statements": value("plans", "move_statements", **post),
        "plan_1000x20_s": value("plans", "plan_s", **post),
        "idle_core_share": value("idle", "core_share"),
    }


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few mails, small tables: two or three minutes")
    parser.add_argument("--mails", type=int, help="how many a round sends")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=PARTS)
    options = parser.parse_args()
    options.mails = options.mails or (600 if options.quick else 10_000)
    folder = Path(tempfile.mkdtemp(prefix="handins-reminders-", dir=_disk()))
    (folder / "sqlite").mkdir()
    (folder / "postgresql").mkdir()
    postgresql = Postgresql(folder / "postgresql")
    try:
        with receiver() as sink:
            bench = Bench(folder, options, sink, Sqlite(folder / "sqlite"), postgresql)
            bench.line("machine", **versions(), load=os.getloadavg()[0], quick=options.quick)
            for part in options.only or PARTS:
                globals()[part](bench)
            print(json.dumps({"bench": "reminders", "summary": summary(bench.lines)}), flush=True)
    finally:
        postgresql.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _disk() -> Path:
    """Return a folder on a disk: a file in memory would flatter SQLite."""
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
