"""Other ways to send the same mails, in an environment of their own. What cannot be installed is None, and says why."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from .installation import ROOT
from .receiver import Receiver
from .servers import Postgresql, Valkey

HERE = ROOT / "benchmarks"
PEERS = HERE / "peers"
PATIENCE = 900.0  # seconds


class Mails(NamedTuple):
    """The mails ours sends, ready-made in a file (parts/ready.py), so many of them."""

    path: Path
    number: int


class Peers:
    """The environment, and what it cannot do."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "peers" / "bin" / "python"
        self.reason = installed(folder / "peers", HERE / "requirements.txt")

    def run(
        self, name: str, server: Postgresql, sink: Receiver, mails: Mails, **setting: int
    ) -> dict[str, Any]:
        """Let a peer send the mails; return mails per second, or None and the reason."""
        if self.reason:
            return {"mails_per_s": None, "reason": self.reason}
        database = f"peer_{name}_{time.monotonic_ns()}"
        server.create(database)
        told = {f"PEER_{key.upper()}": str(value) for key, value in setting.items()}
        told |= {
            "PEER_MAILS": str(mails.path),
            "PEER_HOST": server.host,
            "PEER_DATABASE": database,
            "PEER_PORT": str(sink.port),
        }
        try:
            found = subprocess.run(
                [self.python, PEERS / f"{name}_peer.py"],
                env={**os.environ, **told}, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=PEERS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"mails_per_s": None, "reason": f"not done after {PATIENCE:.0f} s"}
        finally:
            server.drop(database)
        said = json.loads(found.stdout.strip().splitlines()[-1]) if not found.returncode else {"sent": 0}
        if said["sent"] != mails.number:
            return {
                "mails_per_s": None,
                "reason": f"{said['sent']} of {mails.number} sent: {why(found.stderr)}",
            }
        return {"mails_per_s": round(mails.number / said["seconds"], 1), "mails": mails.number}


def why(complaint: str) -> str:
    """Return the line of a traceback that says what went wrong."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "Error" in line), " ".join(lines[-1:]))[:200]


def installed(folder: Path, wanted: Path) -> str:
    """Install what a file of requirements asks for; return why not, if it cannot be."""
    stamp, python = folder / "installed", folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return ""
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", "--clear", folder] if uv else [sys.executable, "-m", "venv", folder]
    fill = [uv, "pip", "install", "-q", "--python", python] if uv else [python, "-m", "pip", "install", "-q"]
    for command in (make, [*fill, "-r", wanted]):
        try:
            subprocess.run(
                [str(part) for part in command], check=True, capture_output=True, text=True, timeout=PATIENCE
            )
        except (OSError, subprocess.SubprocessError) as error:
            return f"could not be installed: {getattr(error, 'stderr', '') or error}"[:200]
    stamp.write_text(wanted.read_text())
    return ""


def usual_celery(
    folder: Path, sink: Receiver, mails: Mails, product: dict[str, str], *, lean: bool
) -> dict[str, Any]:
    """Send with a Celery task for each mail and two processes, from the first task published to the last mail.

    `product`: the surroundings in which our code finds its database; `lean` tasks need none.
    """
    broker = Valkey(folder)
    broker.start()
    url = broker.url.replace("unix://", "redis+socket://")
    told = {"PEER_PORT": sink.port, "PEER_BROKER": url, "PEER_MAILS": mails.path, "PEER_LEAN": lean or ""}
    paths = {"PYTHONPATH": f"{product['PYTHONPATH']}{os.pathsep}{PEERS}"}
    settings = {} if lean else {"DJANGO_SETTINGS_MODULE": "handins.settings"}
    env = {**product, **settings, **paths, **{key: str(value) for key, value in told.items()}}
    command = [sys.executable, "-m", "celery", "-A", "usual_celery", "-q", "worker", "-c", "2"]
    options = ["--loglevel", "error", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (folder / "usual.log").open("wb") as log:
        worker = subprocess.Popen([*command, *options], env=env, stdout=log, stderr=log)
    try:
        _through(env, sink, 20)  # its processes are up, and their templates compiled
        return {
            "mails_per_s": round(mails.number / _through(env, sink, mails.number), 1),
            "mails": mails.number,
        }
    finally:
        worker.terminate()
        worker.wait()
        broker.kill()


def _through(env: dict[str, str], sink: Receiver, number: int) -> float:
    """Return the seconds it takes to publish so many tasks and get their mails."""
    before = sink.count()
    command = [sys.executable, PEERS / "usual_celery.py", str(number)]
    said = subprocess.run(command, env=env, check=True, capture_output=True, text=True, timeout=PATIENCE)
    sink.wait_for(before + number, within=PATIENCE)
    return float(sink.accepted(before + number - 1)[0].at - json.loads(said.stdout)["began"])
