"""PostgreSQL goes away in the middle of a send, and comes back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from accounts.post.claim import LEASE
from tests.databases import Database
from tests.flows.sending import PATIENCE, Send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.database("postgresql")]
MAILS = 120


@contextlib.contextmanager
def away(database: Database) -> Iterator[None]:
    """Cut everybody's connections to this database and let nobody in, as a restart does; other databases go on."""
    connection.close()
    name = database.settings["NAME"]
    server = {key: database.settings[key.upper()] or None for key in ("host", "port", "user", "password")}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as link:
        link.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            link.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


def test_restarted_database_loses_no_mail(send: Send, database: Database) -> None:
    send.plan(MAILS)
    send.programs.start("clock", "watch")
    for number in (20, 70):
        send.until_sent(number)
        with away(database):
            accepted = send.sink.count()
            send.until_still()
            # each of two senders finishes what it has begun, and learns with the next mail that nothing is written down
            assert send.sink.count() <= accepted + 4
    # a sender that could not give back what it held lives on, and others wait for the end of its lease
    send.until_over(within=LEASE.total_seconds() + PATIENCE)

    found = send.balance()
    assert (found.accepted, found.lost, found.strange, found.states) == (MAILS, 0, 0, {"sent": MAILS})
    assert found.repeats <= 4  # a sender's mail in hand, each time
