"""The list of activists with 10, 500 and 50,000 people in a section: how many queries, and how long a search takes.

    python benchmarks/activists.py [--quick] [--database sqlite|postgresql] [--rounds 15]

prints a JSON line per question and database, and a summary; see benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from parts.installation import ROOT, surroundings
from parts.machine import versions
from parts.servers import Postgresql, Sqlite

FEW, SOME, MANY = 10, 500, 50_000
MOST = 3.0
"""How many times as long a search of MANY may take as one of SOME."""
RATIO = {"sqlite": "cpu_ratio", "postgresql": "ratio"}
"""SQLite works in the process that asks: its processor time says the same on a machine that others use."""


def line(**facts: Any) -> dict[str, Any]:
    """Print one line."""
    print(json.dumps({"bench": "activists", **facts}), flush=True)
    return facts


def measured(server: Any, folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return what parts/activist_list.py says on a new database."""
    server.create("activists")
    env = surroundings(folder, database=server.url("activists"), redis="redis://127.0.0.1:1/0", email="")
    env["PYTHONPATH"] = f"{ROOT}:{ROOT / 'benchmarks'}"
    sizes = [str(size) for size in (FEW, SOME, MANY // 10 if options.quick else MANY)]
    command = [sys.executable, "-m", "parts.activist_list", str(options.rounds), *sizes]
    said = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout
    return [json.loads(each) for each in said.splitlines()]


def main() -> None:
    """Run it on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the people")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one of the two only")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    line(case="machine", **versions())
    told: list[dict[str, Any]] = []
    for kind in (Sqlite, Postgresql):
        if options.database in (None, kind.name):
            with tempfile.TemporaryDirectory(prefix="handins-bench-") as name:
                server = kind(Path(name))
                try:
                    said = measured(server, Path(name), options)
                    told += [line(database=kind.name, **facts) for facts in said]
                finally:
                    server.stop()
    worst = {
        name: max(each[RATIO[name]] for each in told if each["database"] == name and each["is_search"])
        for name in {each["database"] for each in told}
    }
    line(
        summary={
            "same_queries": all(len(set(each["queries"])) == 1 for each in told),
            "search_ratio_sqlite": worst.get("sqlite"),
            "search_ratio_postgresql": worst.get("postgresql"),
            "within": all(ratio <= MOST for ratio in worst.values()),
        }
    )


if __name__ == "__main__":
    main()
