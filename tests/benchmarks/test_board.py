"""benchmarks/board.py runs, and prints what the contract says."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house.walks import ROOT

KEYS = {
    "queries_100", "queries_10000", "render_ms_100", "render_ms_10000", "poll_vs_empty_view", "page_kb",
    "viewers_200_core_share", "vs_pretalx", "vs_pretix",
}  # fmt: skip
OF_TEN_THOUSAND = {"queries_10000", "render_ms_10000"}


@pytest.mark.long
def test_small_run_prints_its_cases_and_the_keys_of_the_contract() -> None:
    command = [
        sys.executable,
        ROOT / "benchmarks" / "board.py",
        "--no-peers",
        "--events",
        "100",
        "--rounds",
        "2",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400, cwd=ROOT)
    assert said.returncode == 0, said.stdout + said.stderr

    lines = [json.loads(line) for line in said.stdout.splitlines()]
    boards = {line["asked_for"]: line for line in lines if line.get("case") == "board"}
    summary = lines[-1]["summary"]
    assert boards.keys() == {100}
    assert 0 < boards[100]["queries"] == summary["queries_100"] <= 12
    assert boards[100]["wire_kb"] <= 150
    assert set(summary) == KEYS
    assert {key for key, value in summary.items() if value is None} == OF_TEN_THOUSAND | {
        "vs_pretalx",
        "vs_pretix",
    }
