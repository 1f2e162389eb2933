"""What it costs to import a file: rows per second, beside storing as many rows that lie ready, and memory.

    python benchmarks/import.py [--quick] [--rounds N] [--database sqlite|postgresql]

prints a JSON line per case and a summary; benchmarks/README.md says what each figure means and has the last ones.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from parts.installation import ROOT, surroundings
from parts.machine import versions
from parts.servers import Postgresql, Sqlite

MISSIONS, QUICK = 9_852, 1_000
"""As many as the public list of embassies has."""


def line(**facts: Any) -> dict[str, Any]:
    """Print one line."""
    print(json.dumps({"bench": "import", **facts}), flush=True)
    return facts


def measured(server: Sqlite | Postgresql, folder: Path, *, rows: int, rounds: int) -> dict[str, Any]:
    """Import a made-up list of embassies as often as asked for, in a new process each; return the medians."""
    server.create("imports")
    env = surroundings(folder, database=server.url("imports"), redis="", email=f"file://{folder / 'mail'}")
    env["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"
    path = folder / f"embassies-{server.name}.csv"

    def part(name: str, *told: object) -> str:
        command = [sys.executable, "-m", f"parts.{name}", *map(str, told)]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr.strip()[-400:]}")
        return done.stdout

    part("embassies", rows, path)
    said = [json.loads(part("importing", path).splitlines()[-1]) for _round in range(rounds)]
    middle = {key: statistics.median(one[key] for one in said) for key in said[0]}
    return {
        "rows": rows,
        "rows_per_s": round(rows / middle["seconds"]),
        "ratio_to_bulk_insert": round(statistics.median(one["seconds"] / one["bulk_s"] for one in said), 2),
        **{key: round(value, 2) for key, value in middle.items()},
        "rounds": [round(one["seconds"], 2) for one in said],
    }


def summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures others rely on, of PostgreSQL where it was measured (None: not measured in this run)."""
    found = {one["database"]: one for one in lines if "rows_per_s" in one}
    best = found.get("postgresql") or found.get("sqlite") or {}
    return {
        "rows_per_s": best.get("rows_per_s"),
        "ratio_to_bulk_insert": best.get("ratio_to_bulk_insert"),
        "peak_memory_mb": best.get("peak_memory_mb"),
        "missions_s": best.get("seconds") if best.get("rows") == MISSIONS else None,
    }


def main() -> None:
    """Run it on both databases."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="1,000 rows, and one round")
    parser.add_argument("--rounds", type=int, help="how often, instead of three times")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one of the two only")
    options = parser.parse_args()
    rows, rounds = (QUICK, 1) if options.quick else (MISSIONS, 3)
    lines = [line(case="machine", **versions(), load=os.getloadavg()[0], quick=options.quick)]
    for kind in (Sqlite, Postgresql):
        if options.database not in (None, kind.name):
            continue
        with tempfile.TemporaryDirectory(prefix="handins-import-") as name:
            server = kind(Path(name))
            try:
                found = measured(server, Path(name), rows=rows, rounds=options.rounds or rounds)
            except (RuntimeError, ValueError) as error:
                found = {"error": str(error)}
            finally:
                server.stop()
        lines.append(line(case="missions", database=kind.name, **found))
    line(summary=summary(lines))
    sys.exit(any("error" in one for one in lines))


if __name__ == "__main__":
    main()
