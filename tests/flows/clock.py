"""A real Celery worker with its beat, in a process of its own, whose wall clock is set.

Run as `python -m tests.flows.clock INSTANT`; tests call `celery_at`. Time goes on from the instant at its usual pace.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine

from tests.house.walks import ROOT

WORKER = ["celery", "-A", "handins", "worker", "-B", "-c", "1", "--without-gossip", "--without-mingle"]
PATIENCE = 30.0  # seconds until a stopping worker is killed


@contextmanager
def celery_at(instant: datetime, *, database_url: str, redis_url: str, email_url: str) -> Iterator[None]:
    """Within this block Celery works against these servers, and its clock shows `instant` and what follows."""
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "handins.settings",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": email_url,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.flows.clock", instant.isoformat()]
    worker = subprocess.Popen(command, cwd=ROOT, env=surroundings, start_new_session=True)
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(PATIENCE)
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)


def main() -> None:
    """Set the clock, then become Celery."""
    time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=True).start()
    from celery.__main__ import main as celery

    sys.argv = WORKER
    celery()


if __name__ == "__main__":
    main()
