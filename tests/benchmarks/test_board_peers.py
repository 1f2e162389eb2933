"""How benchmarks/board.py compares, and what it says of a peer that cannot be had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.parts.board_peers import BoardPeer, at_most_events, beside


def _line(name: str, events: int, ratio: float | None) -> dict[str, Any]:
    return {"case": name, "asked_for": events, "theirs_to_ours": ratio}


def test_ratio_is_theirs_to_ours_on_either_clock() -> None:
    ours = {"render": {"wall_ms": 50.0, "cpu_ms": 40.0}}

    assert beside(ours, {"render": {"wall_ms": 600.0, "cpu_ms": 440.0}}) == {
        "theirs_to_ours": 12.0,
        "theirs_to_ours_cpu": 11.0,
    }


@pytest.mark.parametrize(
    ("ours", "theirs"), [({}, {"render": {"wall_ms": 1.0, "cpu_ms": 1.0}}), ({}, {"render": None})]
)
def test_ratio_is_none_where_one_is_missing(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert set(beside(ours, theirs).values()) == {None}


def test_summary_takes_the_biggest_size_both_have() -> None:
    lines = [
        _line("pretix", 100, 2.0),
        _line("pretix", 1_000, 9.0),
        _line("pretix", 10_000, None),
        _line("pretalx", 10_000, 30.0),
    ]

    assert at_most_events(lines, "pretix") == 9.0
    assert at_most_events(lines, "nobody") is None


def test_a_peer_that_cannot_be_installed_is_none_and_says_why(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()

    said = BoardPeer("pretix", in_the_way, tmp_path).measured(100, 1)

    assert said["render"] is None
    assert "could not be installed" in said["reason"]
