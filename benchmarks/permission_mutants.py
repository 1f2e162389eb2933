"""Takes away every permission check and scope filter, one at a time, and looks whether the tests notice.

    python benchmarks/permission_mutants.py [--only events/access.py] [--seconds 3600]

prints a JSON line per check and a summary; see benchmarks/README.md. First the permission matrix and the canaries are
asked, in this process; what they do not notice is given to the tests of the doors, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from parts.installation import ROOT

sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from benchmarks.parts.mutants import Mutant, mutants, planted, traced

DOORS = (
    "tests/house/test_canaries.py", "tests/events/test_access.py", "tests/accounts/test_permissions.py",
    "tests/accounts/views", "tests/events/views", "tests/events/forms", "tests/handins/test_health.py",
    "tests/handins/test_metrics.py", "tests/events/queries", "tests/flows/bad_input",
)  # fmt: skip
MUTANT = "HANDINS_MUTANT"


def line(**facts: Any) -> None:
    """Print one line."""
    print(json.dumps({"bench": "permission_mutants", **facts}), flush=True)


def routes_through(found: list[Mutant], world: Any, aviary: Any) -> dict[str, set[tuple[str, str]]]:
    """Return {address: (module, function) it runs through}, every check in place. Ends the run if one differs so."""
    from tests.house.permission_rows import ROWS

    through: dict[str, set[tuple[str, str]]] = {}
    with traced(found) as ran:
        for name in ROWS:
            ran.clear()
            if differs(name, world, aviary):
                sys.exit(f"With every check in place {name} differs already.")
            through[name] = set(ran)
    return through


def differs(name: str, world: Any, aviary: Any) -> bool:
    """Say whether the matrix or the canaries notice something at an address."""
    from tests.house.test_permission_matrix import answers

    try:
        found = answers(name, world, aviary)
    except Exception:  # noqa: BLE001 - a page that breaks is noticed
        return True
    return bool(found.told != found.wanted or found.unlike or found.leaks)


def offers_too_much(world: Any) -> str:
    """Return the visitor whose pages lead to something that is refused, blank when there is none."""
    from tests.house.test_permission_matrix import refused_offers
    from tests.house.visitors import GLOBAL, OTHER_ORGANISER, VIEWER

    found = (visitor for visitor in (VIEWER, OTHER_ORGANISER, GLOBAL) if refused_offers(visitor, world))
    return next(found, "")


def seen_by_doors(mutant: Mutant | None) -> str:
    """Return the test of a door that notices, blank when none does; without a mutant, a test that fails anyway."""
    package, _slash, rest = mutant.path.rpartition("/") if mutant else ("", "", "")
    nearest = [path for path in [f"tests/{package}/test_{rest}"] if (ROOT / path).is_file()]
    plugin = ["-p", "benchmarks.parts.without_check"] if mutant else []
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--database", "sqlite", "-p", "no:randomly",
               *plugin, "-m", "not browser and not long", *nearest, *DOORS]  # fmt: skip
    env = {**os.environ, MUTANT: mutant.name if mutant else "", "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    failed = [words for words in said.stdout.splitlines() if words.startswith(("FAILED ", "ERROR "))]
    if said.returncode not in (0, 1):
        return f"pytest ended with {said.returncode}"
    return failed[0].split(" ")[1].split(" - ")[0] if failed else ""


def main() -> None:
    """Run all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those of modules whose path contains this")
    parser.add_argument("--seconds", type=int, default=3600, help="stop after so long and say so")
    options = parser.parse_args()
    began = time.monotonic()

    def is_late() -> bool:
        return time.monotonic() - began > options.seconds

    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    from tests.house.canaries import Aviary, plant
    from tests.house.visitors import build_world
    from tests.house.walks import routes

    list(routes())
    found = [each for each in mutants() if options.only in each.path]
    counts = {
        "matrix": 0,
        "doors": 0,
        "survived": 0,
        "not_run": 0,
        "offers": sum(each.is_offer for each in found),
    }
    left = len(found)
    with transaction.atomic():
        world, aviary = build_world(), Aviary()
        plant(aviary)
        through = routes_through(found, world, aviary)
        passed = {
            each: [name for name in through if (each.path, each.function) in through[name]] for each in found
        }
        unnoticed = []
        for mutant in sorted(found, key=lambda each: len(passed[each])):
            if is_late():
                break
            left -= 1
            with transaction.atomic(), planted(mutant):
                where = next((name for name in passed[mutant] if differs(name, world, aviary)), "")
                if not where and mutant.is_offer:
                    where = offers_too_much(world)
                transaction.set_rollback(True)
            if where:
                counts["matrix"] += 1
                line(case=mutant.name, is_offer=mutant.is_offer, by="matrix", where=where)
            else:
                unnoticed.append(mutant)
        transaction.set_rollback(True)
    if unnoticed and not is_late() and (wrong := seen_by_doors(None)):
        sys.exit(f"With every check in place {wrong} fails already.")
    for mutant in unnoticed:
        where = "not run" if is_late() else seen_by_doors(mutant)
        by = {"": "survived", "not run": "not_run"}.get(where, "doors")
        counts[by] += 1
        line(case=mutant.name, is_offer=mutant.is_offer, by=by, where=where)
    counts["not_run"] += left
    line(summary={"checks": len(found), **counts, "seconds": round(time.monotonic() - began)})


if __name__ == "__main__":
    main()
