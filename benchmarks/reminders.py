"""How fast reminders leave, beside the wire itself and beside other ways to send; what planning and claiming cost.

    python benchmarks/reminders.py [--quick] [--rounds N] [--mails N] [--only PART …]

prints a JSON line per case and a summary; benchmarks/README.md says what each figure means and has the last ones.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parts.bench import HERE, LANES, Bench
from parts.installation import ROOT
from parts.machine import versions
from parts.peers import Mails, Peers, usual_celery
from parts.receiver import receiver
from parts.servers import Postgresql, Sqlite
from parts.wire_limit import anew, kept, ready_made

Way = Callable[[], dict[str, Any]]
PARTS = ("speed", "far", "peers", "costs", "plans", "claims", "memory", "idle")
FAR = 0.020  # seconds each way
SETTINGS = (1, 1), (1, 4), (2, 1), (2, 4)
"""Processes and threads of django-post-office, of which the fastest is compared."""


# --- cases --------------------------------------------------------------------------------------------------------


def speed(bench: Bench) -> None:
    """The wire, one worker, two, SQLite, composing alone: in turn, so that what else the machine does meets all."""
    mails, size = bench.options.mails, bench.size()
    post, lite = bench.fill(bench.postgresql), bench.fill(bench.sqlite)
    small = bench.fill(bench.postgresql, "world")
    found: dict[str, list[float]] = defaultdict(list)
    busy, reading = [], []
    for _round in range(bench.options.rounds):
        for case, url, workers in (("ours_1", post, 1), ("ours_2", post, 2), ("ours_sqlite", lite, 1)):
            wire = kept(bench.sink.port, ready_made(size), mails)
            found["wire"].append(wire.mails_per_s)
            busy.append(wire.busy)
            found[case].append(bench.ours(url, workers))
        found["ours_1_many_events"].append(bench.ours(small, 1))
        alone = bench.composed(post, mails)
        found["composing"].append(alone["mails"] / alone["seconds"])
        reading.append(alone["mails"] / alone["with_reading"])
    middle = {case: statistics.median(speeds) for case, speeds in found.items()}
    more = {
        "wire": {"octets": size, "smtplib_busy": round(statistics.median(busy), 2)},
        "composing": {"with_reading_mails_per_s": round(statistics.median(reading))},
    }
    for case, speeds in found.items():
        figures = {"mails_per_s": round(middle[case]), "to_wire": round(middle[case] / middle["wire"], 3)}
        bench.line(case, mails=mails, **figures, **more.get(case, {}), rounds=[round(one) for one in speeds])


def costs(bench: Bench) -> None:
    """Microseconds per mail and part, one worker, on each database; patterns are warm."""
    for server in (bench.postgresql, bench.sqlite):
        found = bench.python("costs", bench.options.mails, env=bench.env(bench.fill(server)))
        bench.line("costs", database=server.name, us_per_mail=found)


def far(bench: Bench) -> None:
    """A relay 20 ms away in each direction: ours as it comes, and a new connection for each mail."""
    few, size, url = min(1_000, bench.options.mails), bench.size(), bench.fill(bench.postgresql)
    command = [sys.executable, str(HERE / "parts" / "far.py"), str(bench.sink.port), str(FAR)]
    found: dict[str, list[float]] = defaultdict(list)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        try:
            port = int(proxy.stdout.readline())
            for _round in range(bench.options.rounds):
                found["new"].append(anew(port, ready_made(size), 12 if bench.options.quick else 40))
                found["ours"].append(bench.ours(url, 1, port=port, mails=few))
        finally:
            proxy.kill()
    new, ours = statistics.median(found["new"]), statistics.median(found["ours"])
    bench.line("far_new_connection", mails_per_s=round(new, 1))
    bench.line(
        "far_ours", mails=few, mails_per_s=round(ours, 1), lanes=LANES, to_new_connection=round(ours / new, 1)
    )


def peers(bench: Bench) -> None:
    """Others, sending the same mails to the same sink; ours sends with two workers beside each of them."""
    number = 300 if bench.options.quick else 2_000
    url, others = bench.fill(bench.postgresql), Peers(ROOT / "var" / "benchmarks")
    server, sink, env = bench.postgresql, bench.sink, bench.env(url)
    mails = Mails(bench.folder / "mails.jsonl", number)
    bench.make_due(url, number)
    bench.python("ready", number, mails.path, env=env)

    def post_office(**told: int) -> Way:
        return lambda: others.run("post_office", server, sink, mails, **told) | told

    best = _best(
        [{"processes": processes, "threads": threads} for processes, threads in SETTINGS], post_office
    )
    ways: dict[str, Way] = {
        "post_office": post_office(**best),
        "post_office_with_calendar": post_office(**best, calendar=1),
        "mailer": lambda: others.run("mailer", server, sink, mails, kept=1),
        "mailer_as_shipped": lambda: others.run("mailer", server, sink, mails),
        "usual_celery": lambda: usual_celery(bench.folder, sink, mails, env, lean=False),
        "usual_celery_ready_made": lambda: usual_celery(bench.folder, sink, mails, env, lean=True),
    }
    for name, way in ways.items():
        pairs, said = [], {}
        for _round in range(bench.options.rounds):
            said = way()
            if said["mails_per_s"]:
                ours = bench.ours(url, 2, mails=min(bench.options.mails, number * 5))
                pairs.append((said["mails_per_s"], ours / said["mails_per_s"]))
        if pairs:
            said |= {"mails_per_s": round(statistics.median(theirs for theirs, _ratio in pairs), 1)}
        ratio = round(statistics.median(ratio for _theirs, ratio in pairs), 1) if pairs else None
        bench.line(name, **said, ours_to_theirs=ratio)


def _best(settings: list[dict[str, int]], way: Callable[..., Way]) -> dict[str, int]:
    """Try each setting once and return the one in which a way is fastest."""
    return max(settings, key=lambda setting: way(**setting)()["mails_per_s"] or 0.0)


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
    url = bench.fill(bench.postgresql)
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
        # the same mail, so with its calendar part; the case without one is printed, too
        "vs_post_office": value("post_office_with_calendar", "ours_to_theirs"),
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
    parser.add_argument("--rounds", type=int, help="how often the cases take turns")
    parser.add_argument("--only", action="append", choices=PARTS)
    options = parser.parse_args()
    options.mails = options.mails or (600 if options.quick else 10_000)
    options.rounds = options.rounds or (1 if options.quick else 3)
    folder = Path(tempfile.mkdtemp(prefix="handins-reminders-", dir=_disk()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # last: the server's wheel locks a file in it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers are stopped on the way out
    (folder / "sqlite").mkdir()
    (folder / "postgresql").mkdir()
    postgresql = Postgresql(folder / "postgresql")
    try:
        with receiver() as sink:
            bench = Bench(folder, options, sink, Sqlite(folder / "sqlite"), postgresql)
            bench.line(
                "machine", **versions(), **bench.durability(), load=os.getloadavg()[0], quick=options.quick
            )
            for part in options.only or PARTS:
                try:
                    globals()[part](bench)
                except Exception as error:  # noqa: BLE001 - the others are measured all the same
                    bench.line(part, error=f"{type(error).__name__}: {error}"[:500])
            print(json.dumps({"bench": "reminders", "summary": summary(bench.lines)}), flush=True)
            sys.exit(any("error" in line for line in bench.lines))
    finally:
        postgresql.stop()


def _disk() -> Path:
    """Return a folder on a disk: a file in memory would flatter SQLite."""
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
