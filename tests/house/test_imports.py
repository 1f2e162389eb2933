"""Who may import whom: the contracts of pyproject.toml, run through import-linter's own entry."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.house.walks import ROOT

PLANTED = {
    "people know work": ("accounts/tokens.py", "from events.models import Event"),
    "rules read models": ("events/rules/lifecycle.py", "from events.models import Event"),
    "a query calls an action": ("events/queries/cities.py", "from events.actions import links"),
    "the work knows the wiring": ("events/choices.py", "from handins import settings"),
    "a new room has no place": ("events/attic.py", "ROOM = None"),
}


def broken_contracts(root: Path = ROOT) -> str:
    """Return what import-linter says about the tree below `root`, empty when every contract is kept."""
    call = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    told = subprocess.run([sys.executable, "-c", call], cwd=root, capture_output=True, text=True)
    return "" if told.returncode == 0 else told.stdout + told.stderr


def test_contracts_are_kept() -> None:
    assert broken_contracts() == ""


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_import_is_found(fault: str, tmp_path: Path) -> None:
    for package in ("accounts", "events", "handins"):
        copytree(
            ROOT / package,
            tmp_path / package,
            ignore=ignore_patterns("*.gz", "static", "locale", "__pycache__"),
        )
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    module, line = PLANTED[fault]
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    assert "BROKEN" in broken_contracts(tmp_path)
