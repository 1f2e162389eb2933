"""Other ways to send the same mails, in an environment of their own. What cannot be installed is None, and says why."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from .installation import ROOT
from .receiver import Receiver
from .servers import Postgresql, Valkey

HERE = ROOT / "benchmarks"
PEERS = HERE / "peers"
PATIENCE = 900.0  # seconds


class Peers:
    """The environment, and what it cannot do."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "peers" / "bin" / "python"
        self.reason = _installed(folder / "peers", self.python)

    def run(self, name: str, server: Postgresql, sink: Receiver, number: int, size: int) -> dict[str, Any]:
        """Let a peer send; return mails per second, or None and the reason."""
        if self.reason:
            return {"mails_per_s": None, "reason": self.reason}
        database = f"peer_{name}_{time.monotonic_ns()}"
        server.create(database)
        env = {**os.environ, "PEER_HOST": server.host, "PEER_DATABASE": database, "PEER_PORT": str(sink.port)}
        try:
            found = subprocess.run(
                [self.python, PEERS / f"{name}_peer.py", str(number), str(size)],
                env=env, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=PEERS,
            )  # fmt: skip
        finally:
            server.drop(database)
        if found.returncode:
            return {"mails_per_s": None, "reason": found.stderr.strip().splitlines()[-1][:200]}
        said = json.loads(found.stdout.strip().splitlines()[-1])
        return {"mails_per_s": round(said["sent"] / said["seconds"], 1), "mails": said["sent"]}


def _installed(folder: Path, python: Path) -> str:
    """Install the peers; return why not, if they cannot be."""
    wanted = HERE / "requirements.txt"
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return ""
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", "--clear", folder] if uv else [sys.executable, "-m", "venv", folder]
    fill = [uv, "pip", "install", "-q", "--python", python] if uv else [python, "-m", "pip", "install", "-q"]
    for command in (make, [*fill, "-r", wanted]):
        try:
            subprocess.run(
                [str(part) for part in command], check=True, capture_output=True, text=True, timeout=300
            )
        except (OSError, subprocess.SubprocessError) as error:
            return f"could not be installed: {getattr(error, 'stderr', '') or error}"[:200]
    stamp.write_text(wanted.read_text())
    return ""


def usual_celery(folder: Path, sink: Receiver, number: int, size: int) -> dict[str, Any]:
    """Send with a Celery task for each mail, two processes; the clock runs from the first publish to the last mail."""
    broker = Valkey(folder)
    broker.start()
    url = broker.url.replace("unix://", "redis+socket://")
    env = {**os.environ, "PEER_PORT": str(sink.port), "PEER_BROKER": url, "PYTHONPATH": str(PEERS)}
    command = [sys.executable, "-m", "celery", "-A", "usual_celery", "-q", "worker", "-c", "2"]
    options = ["--loglevel", "error", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (folder / "usual.log").open("wb") as log:
        worker = subprocess.Popen([*command, *options], env=env, stdout=log, stderr=log)
    try:
        _publish(env, 2, size)  # its processes are up once these have arrived
        before = sink.count()
        sink.wait_for(before + 2, within=60) if before < 2 else None
        before, began = sink.count(), time.perf_counter()
        _publish(env, number, size)
        sink.wait_for(before + number, within=PATIENCE)
        return {"mails_per_s": round(number / (time.perf_counter() - began), 1), "mails": number}
    finally:
        worker.kill()
        worker.wait()
        broker.kill()


def _publish(env: dict[str, str], number: int, size: int) -> None:
    command = [sys.executable, PEERS / "usual_celery.py", str(number), str(size)]
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=PATIENCE)
