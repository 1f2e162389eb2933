"""What deploy/ says is what the code does: variables that are read, processes that exist."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handins import children

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PROCESSES = {"web", "worker", "beat", "watch"}


def variables_read():
    """Names that settings and launcher ask the environment for."""
    calls = r'(?:text|flag|words|environ\.get|environ\.setdefault)\(\s*"([A-Z_]+)"'
    code = "".join(
        (ROOT / "handins" / name).read_text() for name in ("env.py", "settings.py", "places.py", "launch.py")
    )
    return set(re.findall(calls, code))


def test_every_variable_is_explained_in_the_example():
    explained = (DEPLOY / "env.example").read_text()
    assert {name for name in variables_read() if not re.search(rf"\b{name}\b", explained)} == set()


def test_the_example_names_no_variable_that_nobody_reads():
    set_there = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE))
    assert set_there - variables_read() == set()


def test_units_start_processes_that_exist():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "systemd" / "handins@.service")
    assert unit["Service"]["ExecStart"].endswith("python -m handins.children %i")
    target = (DEPLOY / "systemd" / "handins.target").read_text()
    assert set(re.findall(r"handins@(\w+)\.service", target)) == PROCESSES


def test_compose_starts_processes_that_exist():
    compose = (DEPLOY / "compose.yaml").read_text()
    assert set(re.findall(r"^    command: \[(\w+)\]$", compose, re.MULTILINE)) == PROCESSES


def test_children_can_be_started_one_by_one():
    result = subprocess.run(
        [sys.executable, "-m", "handins.children", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == "Name one of: web, worker, beat, watch.\n"


def test_up_runs_them_all_behind_its_own_broker(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    names = [child.name for child in children.children(host="127.0.0.1", port=8000)]
    assert names == ["valkey", "web", "worker", "beat", "watch"]


def test_up_brings_no_broker_where_one_is_given(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://localhost")
    names = [child.name for child in children.children(host="127.0.0.1", port=8000)]
    assert names == ["web", "worker", "beat", "watch"]


def test_up_without_any_broker_keeps_one_clock(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setattr(children, "valkey_binary", lambda: None)
    assert [child.name for child in children.children(host="127.0.0.1", port=8000)] == ["web", "clock"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_web_listens_at_an_address(host):
    command = children.web(host=host, port=8123).command
    assert command[command.index("--host") + 1] == "127.0.0.1"


def test_folder_of_the_socket_must_be_ours(tmp_path):
    (tmp_path / "open").mkdir(mode=0o777)
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(PermissionError, match="is open to others"):
        children.private_socket(tmp_path / "open" / "valkey.sock")
    assert children.private_socket(tmp_path / "ours" / "valkey.sock").parent.is_dir()
