"""A worker that is asked to stop while it sends: the mail in hand is finished, the rest is given back at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from accounts.choices import LetterKind
from accounts.models import Letter
from accounts.post.letters import write_letter
from benchmarks.parts.receiver import Receiver, receiver
from tests.databases import Database
from tests.house.walks import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS = 60
WORKER = [
    "-m",
    "celery",
    "-A",
    "handins.celery",
    "worker",
    "-B",
    "-c",
    "1",
    "--without-gossip",
    "--without-mingle",
]
SENDERS = {"celery": WORKER, "clock": ["manage.py", "run_due"]}
PATIENCE = 30.0


@pytest.fixture
def sink() -> Iterator[Receiver]:
    """A server that takes its time over every mail, so that there is something to interrupt."""
    with receiver() as running:
        running.rules({"at": "body", "hold": 0.1})
        yield running


@contextmanager
def sender(
    name: str, database: Database, redis_url: str, sink: Receiver
) -> Iterator[subprocess.Popen[bytes]]:
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "handins.settings",
        "DATABASE_URL": database.url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": sink.url,
        "REMAP_SIGTERM": "SIGQUIT",
        "SOFT_SHUTDOWN_SECONDS": "2",  # then Celery ends its senders, whatever they do
    }
    running = subprocess.Popen(
        [sys.executable, *SENDERS[name]], cwd=ROOT, env=surroundings, start_new_session=True
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


@pytest.mark.parametrize("name", SENDERS)
def test_sender_asked_to_stop_gives_back_what_it_has_not_begun(
    name: str, database: Database, redis_url: str, sink: Receiver
) -> None:
    for number in range(MAILS):
        write_letter(kind=LetterKind.TEST, address=f"reader{number}@example.org", now=timezone.now())

    with sender(name, database, redis_url, sink) as running:
        sink.wait_for(3, within=PATIENCE)
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE)

    accepted = sink.count()
    states = list(Letter.objects.values_list("state", flat=True))
    assert 3 <= accepted < 10
    assert (states.count("sent"), states.count("pending")) == (accepted, MAILS - accepted)
    assert sink.repeats() == 0
    assert set(Letter.objects.filter(state="pending").values_list("claim", "attempts")) == {("", 0)}
