"""A broker that is flushed, stopped or frozen: the mails are rows, so nothing is lost, and no page waits for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.parts.receiver import Receiver
from benchmarks.parts.servers import Valkey
from tests import make
from tests.databases import Database
from tests.flows.sending import SLOW, Send, sending

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS = 100


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A broker of this test's own."""
    broker = Valkey(tmp_path_factory.mktemp("valkey"))
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def send(
    transactional_db: None, database: Database, broker: Valkey, sink: Receiver, tmp_path: Path
) -> Iterator[Send]:
    sink.rules(SLOW)
    with sending(tmp_path, database_url=database.url, redis_url=broker.url, sink=sink) as disturbed:
        disturbed.plan(MAILS)
        yield disturbed


def is_whole(send: Send) -> bool:
    found = send.balance()
    return (found.accepted, found.repeats, found.lost, found.strange) == (MAILS, 0, 0, 0)


def test_flushed_broker_loses_no_mail(send: Send, broker: Valkey) -> None:
    send.programs.start("worker", "watch")
    send.tick(5)
    broker.flush()  # what was said is gone, or just being done
    send.until_sent(10)
    broker.flush()
    send.until_over()

    assert is_whole(send)


def test_stopped_broker_loses_no_mail(send: Send, broker: Valkey) -> None:
    send.programs.start("worker", "watch")
    send.tick()
    send.until_sent(10)
    broker.kill()
    send.until_over()

    assert is_whole(send)


def test_frozen_broker_loses_no_mail_and_stops_no_page(send: Send, broker: Valkey) -> None:
    coordinator = make.coordinator(send.events[0].section)
    client = Client()
    client.force_login(coordinator)
    send.programs.start("worker", "watch")
    broker.freeze()
    began = time.monotonic()
    answer = client.get(reverse("events:event", args=[send.events[0].public_id]))
    assert (answer.status_code, time.monotonic() - began < 5) == (200, True)
    send.until_over()
    broker.thaw()

    assert is_whole(send)


def test_worker_takes_up_its_work_when_the_broker_is_back(send: Send, broker: Valkey) -> None:
    send.programs.start("worker")
    send.tick()
    send.until_sent(1)
    send.until_over()
    broker.kill()
    broker.start()
    send.at, before = send.at, send.sink.count()
    event = send.events[0]
    make.assignment(event, make.activist(section=event.section), role="steward", now=send.at)

    def is_heard() -> bool:
        send.tick()
        return send.sink.count() > before

    send.until(is_heard)
    assert send.sink.count() == before + 1
