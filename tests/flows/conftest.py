"""Flows: whole stories through the doors people use, with real servers and a clock that is set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.parts.receiver import Receiver, receiver
from tests.databases import Database
from tests.flows.sending import SLOW, Send, sending
from tests.servers import MailServer


@pytest.fixture
def outgoing(settings: pytest.FixtureRequest, mail_server: MailServer) -> MailServer:
    """The mail server, which this process sends to as well (the clock without a broker)."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    return mail_server


@pytest.fixture
def sink() -> Iterator[Receiver]:
    """A mail server in a process of its own, that can be told to misbehave."""
    with receiver() as running:
        yield running


@pytest.fixture
def send(
    transactional_db: None, database: Database, redis_url: str, sink: Receiver, tmp_path: Path
) -> Iterator[Send]:
    """A send of some hundred mails that can be disturbed: nothing is planned and nobody started yet."""
    sink.rules(SLOW)
    with sending(tmp_path, database_url=database.url, redis_url=redis_url, sink=sink) as disturbed:
        yield disturbed
