"""No module over 300 lines, migrations left out: what is longer holds two ideas."""

from pathlib import Path

from tests.house.walks import ROOT, modules

LONGEST = 300


def too_long(root: Path = ROOT) -> dict[str, int]:
    """Return {module: lines} for every module that is too long."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules(root)}
    return {str(path.relative_to(root)): lines for path, lines in lengths.items() if lines > LONGEST}


def test_no_module_is_over_300_lines() -> None:
    assert too_long() == {}


def test_longer_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "short.py").write_text("\n" * LONGEST)
    (tmp_path / "events" / "long.py").write_text("\n" * (LONGEST + 1))

    assert too_long(tmp_path) == {"events/long.py": 301}
