"""The shell's door says what is wrong in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("EMAIL_URL", "smpt://relay", "EMAIL_URL must be smtp://"),
        ("FIELD_KEYS", "k1:short", "Part 1 of FIELD_KEYS"),
        ("SECRET_KEY_FILE", "/nowhere/key", "SECRET_KEY_FILE names /nowhere/key"),
        ("PUBLIC_URL", "handins.example.org", "PUBLIC_URL must be"),
    ],
)
def test_broken_setting_is_one_line(tmp_path, variable, value, sentence):
    environment = {
        **os.environ,
        "HANDINS_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "handins.settings",
        variable: value,
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"handins: {sentence}")
    assert len(result.stderr.splitlines()) == 1
