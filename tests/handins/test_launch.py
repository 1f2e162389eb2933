"""What `up` refuses before it touches anything, each with a sentence one can act on."""

import os
import socket
import subprocess
import sys

import pytest

from handins import beside, launch


@pytest.fixture(autouse=True)
def environment(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "LOCK_FILE", tmp_path / "var" / "up.lock")
    monkeypatch.setattr(beside, "LOCK_FILE", launch.LOCK_FILE)
    for name in ("PUBLIC_URL", "DEMO", "SOFT_SHUTDOWN_SECONDS", launch.LOCK):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def release():
    os.close(int(os.environ.pop(launch.LOCK)))


def test_settled_on_this_machine_means_demo_and_an_address(port):
    launch.settle(["--port", str(port)])
    assert os.environ["DEMO"] == "1"
    assert os.environ["PUBLIC_URL"] == f"http://localhost:{port}"
    word = launch.LOCK_FILE.read_text()
    assert word == f"{os.getpid()} at http://127.0.0.1:{port}\nPUBLIC_URL=http://localhost:{port}\nDEMO=1\n"
    release()


def test_declined_demo_stays_off(port, monkeypatch):
    launch.settle(["--port", str(port), "--no-demo"])
    assert os.environ["DEMO"] == "0"
    release()
    monkeypatch.setenv("DEMO", "0")
    launch.settle(["--port", str(port)])
    assert os.environ["DEMO"] == "0"
    release()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_demo_is_refused_at_an_address_others_can_reach(host, capsys):
    with pytest.raises(launch.CannotStart) as caught:
        launch.decide_on_demo(host=host, is_declined=False)
    assert caught.value.code == 2
    assert "--no-demo" in capsys.readouterr().err


def test_demo_is_refused_behind_a_real_address(monkeypatch, capsys):
    monkeypatch.setenv("PUBLIC_URL", "https://handins.example.org")
    with pytest.raises(launch.CannotStart):
        launch.decide_on_demo(host="127.0.0.1", is_declined=False)
    assert "https://handins.example.org is" in capsys.readouterr().err


def test_reachable_address_needs_a_public_url(monkeypatch, capsys):
    with pytest.raises(launch.CannotStart):
        launch.decide_on_demo(host="0.0.0.0", is_declined=True)
    assert "PUBLIC_URL" in capsys.readouterr().err
    monkeypatch.setenv("PUBLIC_URL", "https://handins.example.org")
    launch.decide_on_demo(host="0.0.0.0", is_declined=True)
    assert os.environ["DEMO"] == "0"


def test_taken_port_is_named_with_another(port, capsys):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(launch.CannotStart):
            launch.probe(host="127.0.0.1", port=port)
    assert f"make up PORT={port + 1}" in capsys.readouterr().err


def test_impossible_port_is_refused(capsys):
    with pytest.raises(launch.CannotStart):
        launch.probe(host="127.0.0.1", port=70_000)
    assert "there is no port 70000" in capsys.readouterr().err


def test_second_up_is_refused_and_the_first_one_named(capsys):
    launch.take_lock()
    os.environ.update(PUBLIC_URL="http://localhost:8000", DEMO="1")
    beside.leave_word(int(os.environ[launch.LOCK]), "http://127.0.0.1:8000")
    code = "from handins import launch; launch.take_lock()"
    environment = {key: value for key, value in os.environ.items() if key != launch.LOCK}
    environment["HANDINS_VAR"] = str(launch.LOCK_FILE.parent)
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert f"it runs already (process {os.getpid()} at http://127.0.0.1:8000)" in result.stderr
    release()


def test_commands_beside_a_running_up_share_its_decisions(port):
    launch.settle(["--port", str(port)])
    beside.decided.cache_clear()
    assert beside.decided() == {"PUBLIC_URL": f"http://localhost:{port}", "DEMO": "1"}
    release()
    beside.decided.cache_clear()
    assert beside.decided() == {}


def test_lock_is_not_taken_twice_by_one_start(monkeypatch):
    launch.take_lock()
    launch.take_lock()
    release()
