"""Takes away every permission check and scope filter, one at a time, and looks whether the tests notice.

    python benchmarks/permission_mutants.py [--only events/access.py] [--seconds 3600]

prints a JSON line per check and a summary; see benchmarks/README.md. First the permission matrix and the canaries are
asked, in this process; what they do not notice is shown to the tests of the doors, in one process of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any

from parts.installation import ROOT

sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from benchmarks.parts.doors import ask
from benchmarks.parts.mutants import Mutant, mutants, planted, traced

DOORS = (
    "tests/house/test_canaries.py", "tests/events/test_access.py", "tests/accounts/test_permissions.py",
    "tests/accounts/views", "tests/events/views", "tests/events/forms", "tests/handins/test_health.py",
    "tests/handins/test_metrics.py", "tests/events/queries", "tests/flows/bad_input",
)  # fmt: skip

MOST = 25
"""Addresses at which one missing check is looked for; what runs through more stands on nearly every page."""


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


def nearest(mutant: Mutant, through: dict[str, set[tuple[str, str]]]) -> list[str]:
    """Return the addresses that run through a check: those that run through few others first, and not all there are."""
    passed = [name for name in through if (mutant.path, mutant.function) in through[name]]
    return sorted(passed, key=lambda name: len(through[name]))[:MOST]


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


def own_tests(found: list[Mutant]) -> list[str]:
    """Return the tests of the modules themselves that are not among those of the doors."""
    own = {mutant.own_tests for mutant in found}
    return sorted(path for path in own if (ROOT / path).is_file() and not path.startswith(DOORS))


def by_doors(unnoticed: list[Mutant], seconds: float) -> dict[str, str]:
    """Return {name: "doors" or "survived"} of the missing checks that the tests of the doors were shown."""
    known = {mutant.name: mutant for mutant in unnoticed}
    told: dict[str, str] = {}
    for said in ask(list(known), (*own_tests(unnoticed), *DOORS), seconds):
        if "wrong" in said:
            sys.exit(f"With every check in place {said['wrong']} fails already.")
        mutant = known[said["name"]]
        by = told[mutant.name] = "doors" if said["test"] else "survived"
        line(case=mutant.name, is_offer=mutant.is_offer, by=by, where=said["test"], tests=said["tests"])
    return told


def by_matrix(found: list[Mutant], until: float) -> dict[Mutant, str]:
    """Return {missing check: address or visitor that shows it, blank when none does}, as many as there was time for."""
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    from tests.house.canaries import Aviary, plant
    from tests.house.visitors import build_world
    from tests.house.walks import routes

    list(routes())
    told: dict[Mutant, str] = {}
    with transaction.atomic():
        world, aviary = build_world(), Aviary()
        plant(aviary)
        through = routes_through(found, world, aviary)
        if visitor := offers_too_much(world):
            sys.exit(f"With every check in place the {visitor} is offered too much already.")
        passed = {each: nearest(each, through) for each in found}
        for mutant in sorted(found, key=lambda each: len(passed[each])):
            if time.monotonic() > until:
                break
            with transaction.atomic(), planted(mutant):
                told[mutant] = seen_by_matrix(mutant, passed[mutant], world, aviary)
                transaction.set_rollback(True)
            if told[mutant]:
                line(case=mutant.name, is_offer=mutant.is_offer, by="matrix", where=told[mutant])
        transaction.set_rollback(True)
    return told


def seen_by_matrix(mutant: Mutant, passed: list[str], world: Any, aviary: Any) -> str:
    """Return the address or the visitor that shows that the check is missing, the quicker question first."""
    if mutant.is_offer and (where := offers_too_much(world)):
        return where
    if where := next((name for name in passed if differs(name, world, aviary)), ""):
        return where
    return offers_too_much(world) if mutant.is_predicate and not mutant.is_offer else ""


def main() -> None:
    """Run all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those of modules whose path contains this")
    parser.add_argument("--seconds", type=int, default=3600, help="stop after so long and say so")
    options = parser.parse_args()
    began = time.monotonic()
    until = began + options.seconds

    import django

    django.setup()
    every = [each for each in mutants() if options.only in each.path]
    for mutant in every:
        if mutant.equivalent:
            line(case=mutant.name, is_offer=mutant.is_offer, by="equivalent", where=mutant.equivalent)
    found = [each for each in every if not each.equivalent]
    matrix = by_matrix(found, until)
    unnoticed = [mutant for mutant, where in matrix.items() if not where]
    doors = by_doors(unnoticed, until - time.monotonic()) if unnoticed else {}
    counts = {
        "matrix": len(matrix) - len(unnoticed),
        "doors": list(doors.values()).count("doors"),
        "equivalent": len(every) - len(found),
        "survived": list(doors.values()).count("survived"),
        "not_run": len(found) - len(matrix) + len(unnoticed) - len(doors),
        "offers": sum(each.is_offer for each in every),
    }
    line(summary={"checks": len(every), **counts, "seconds": round(time.monotonic() - began)})


if __name__ == "__main__":
    main()
