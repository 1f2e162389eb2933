"""benchmarks/reminders.py runs, and prints what the contract says."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.house.walks import ROOT

KEYS = {
    "wire_ratio_1", "wire_ratio_2", "wire_ratio_sqlite", "vs_post_office", "vs_mailer", "vs_usual_celery",
    "vs_new_connection_20ms", "claim_growth", "memory_growth", "move_5000_s", "move_5000_statements",
    "plan_1000x20_s", "idle_core_share",
}  # fmt: skip
MEASURED = {"wire_ratio_1", "wire_ratio_2", "wire_ratio_sqlite"}


def _run(*options: str) -> list[dict[str, Any]]:
    command = [sys.executable, ROOT / "benchmarks" / "reminders.py", *options]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT)
    assert said.returncode == 0, said.stdout + said.stderr
    return [json.loads(line) for line in said.stdout.splitlines()]


@pytest.mark.long
def test_a_part_of_a_quick_run_prints_its_cases_and_the_keys_of_the_contract() -> None:
    lines = _run("--quick", "--mails", "100", "--only", "speed")

    cases = {line["case"]: line for line in lines if "case" in line}
    summary = lines[-1]["summary"]
    assert {line["bench"] for line in lines} == {"reminders"}
    assert cases.keys() >= {"machine", "wire", "ours_1", "ours_2", "ours_sqlite", "composing"}
    assert (cases["machine"]["fsync"], cases["machine"]["synchronous_commit"]) == ("on", "on")
    assert cases["wire"]["octets"] > 5_000  # text, HTML and calendar
    assert set(summary) == KEYS
    assert {key for key, value in summary.items() if value is not None} == MEASURED
    assert all(summary[key] > 0 for key in MEASURED)
