"""A plugin for pytest: shows each check that was taken away to the tests that run through it, nearest first.

All tests run once with every check in place, and it is written down which of the functions with a check each of them
calls. Then, for one missing check after the other, only those tests run that call its function, until one fails that
passes again with the check back (benchmarks/permission_mutants.py).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from benchmarks.parts.installation import ROOT
from benchmarks.parts.mutants import Mutant, mutants, planted, traced

WANTED = "HANDINS_MUTANTS"
"""Environment variable with a file of names, one a line, and the seconds there are, in the first."""
SAID = "MUTANT "
"""What a line that is for the caller begins with."""


def say(**facts: Any) -> None:
    """Tell the caller."""
    print(f"\n{SAID}{json.dumps(facts)}", flush=True)


@dataclass
class Doors:
    """The tests of a session, and what each of them runs through."""

    session: pytest.Session
    through: dict[pytest.Item, set[tuple[str, str]]] = field(default_factory=dict)
    seconds: dict[pytest.Item, float] = field(default_factory=dict)

    def listchain(self) -> list[pytest.Session]:
        """Return what outlives a test after which no other of its module comes: pytest asks an item for it."""
        return [self.session]

    def is_well(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        """Run one test."""
        reports = runtestprotocol(item, log=False, nextitem=following or self)  # type: ignore[arg-type]
        return not any(report.failed for report in reports)

    def learn(self, found: list[Mutant]) -> str:
        """Run all tests with every check in place and trace them. Returns the first that fails."""
        items = self.session.items
        with traced(found) as ran:
            for item, following in zip(items, [*items[1:], None], strict=True):
                ran.clear()
                began = time.monotonic()
                if not self.is_well(item, following):
                    return item.nodeid
                self.seconds[item], self.through[item] = time.monotonic() - began, set(ran)
        return ""

    def nearest(self, mutant: Mutant) -> list[pytest.Item]:
        """Return the tests that run through the function of a check: its module's own first, then the short ones."""
        passing = [item for item, ran in self.through.items() if (mutant.path, mutant.function) in ran]
        return sorted(
            passing, key=lambda item: (not item.nodeid.startswith(mutant.own_tests), self.seconds[item])
        )

    def notices(self, mutant: Mutant) -> tuple[str, int]:
        """Return the first test that fails without the check, blank when none does, and how many were asked."""
        items = self.nearest(mutant)
        for number, item in enumerate(items, 1):
            with planted(mutant):
                is_well = self.is_well(item, None)
            if not is_well and self.is_well(item, None):
                return item.nodeid, number
        return "", len(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of pytest's own loop."""
    with open(os.environ[WANTED]) as file:
        seconds, *names = file.read().splitlines()
    until = time.monotonic() + float(seconds)
    asked = [mutant for mutant in mutants() if mutant.name in names]
    doors = Doors(session)
    if wrong := doors.learn(asked):
        say(wrong=wrong)
        return True
    for mutant in asked:
        if time.monotonic() > until:
            break
        test, tests = doors.notices(mutant)
        say(name=mutant.name, test=test, tests=tests)
    return True


def ask(names: list[str], tests: tuple[str, ...], seconds: float) -> Iterator[dict[str, Any]]:
    """Yield what the tests of the doors say to each missing check, as long as there is time."""
    import subprocess
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".mutants") as file:
        file.write("\n".join([str(seconds), *names]))
        file.flush()
        command = [sys.executable, "-m", "pytest", "-s", "-q", "--database", "sqlite", "-p", "no:randomly",
                   "-p", "benchmarks.parts.doors", "-m", "not browser and not long", *tests]  # fmt: skip
        env = {**os.environ, WANTED: file.name, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env) as running:
            assert running.stdout is not None
            for words in running.stdout:
                if words.startswith(SAID):
                    yield json.loads(words.removeprefix(SAID))
    if running.returncode not in (0, 5):
        yield {"wrong": f"pytest ended with {running.returncode}"}
