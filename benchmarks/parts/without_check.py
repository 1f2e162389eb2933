"""A plugin for pytest: the tests run without the check that HANDINS_MUTANT names (benchmarks/permission_mutants.py)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from benchmarks.parts.mutants import mutants, planted


@pytest.fixture(autouse=True, scope="session")
def _without_the_check() -> Iterator[None]:
    (mutant,) = [each for each in mutants() if each.name == os.environ["HANDINS_MUTANT"]]
    with planted(mutant):
        yield
