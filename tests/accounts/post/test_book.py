"""Settlements on their way to the database: each at once, none lost when the connection breaks."""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from accounts.choices import MailState
from accounts.models import Letter
from accounts.post.book import MOST_UNCONFIRMED, PlainBook, PostgresBook, open_book
from accounts.post.claim import LEASE, Claim, claim
from accounts.post.settle import settle
from accounts.post.states import Settlement
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db
SENT = Settlement(MailState.SENT, sent_at=NOW, smtp_code=250, message_id="<1@x>")
LATER = Settlement(
    MailState.PENDING,
    next_at=NOW + timedelta(minutes=1),
    smtp_code=451,
    reason="temporary 4.7.1",
    message_id="<2@x>",
)
UNWANTED = Settlement(MailState.CANCELLED, reason="closed", counts=False)
UNSURE = replace(LATER, reason="no_reply", may_have_arrived=True)


def held(letters: Write, count: int) -> Claim:
    letters(count)
    taken = claim(tables()[0], now=NOW, most=count)
    assert taken is not None
    return taken


def rows() -> list[dict[str, object]]:
    columns = (
        "state",
        "next_at",
        "sent_at",
        "smtp_code",
        "last_error",
        "message_id",
        "attempts",
        "claim",
        "may_have_arrived",
    )
    return list(Letter.objects.order_by("pk").values(*columns))


def test_book_fits_the_database(letters: Write) -> None:
    kind = PostgresBook if connection.vendor == "postgresql" else PlainBook

    assert type(open_book(held(letters, 1))) is kind


@pytest.mark.django_db(transaction=True)
def test_book_writes_what_settle_writes(letters: Write) -> None:
    first, second = held(letters, 4), held(letters, 4)
    for row, settlement in zip(first.rows, (SENT, LATER, UNWANTED, UNSURE), strict=True):
        assert settle(first, row.id, settlement)

    with open_book(second) as book:
        for row, settlement in zip(second.rows, (SENT, LATER, UNWANTED, UNSURE), strict=True):
            book.enter(row.id, settlement)

    assert rows()[4:] == rows()[:4]
    assert [row["may_have_arrived"] for row in rows()] == [False, False, False, True] * 2
    assert book.settled == {"sent": 1, "pending": 2, "cancelled": 1}


@pytest.mark.django_db(transaction=True)
def test_settlements_one_after_the_other_are_all_written(letters: Write) -> None:
    taken = held(letters, 40)

    with open_book(taken) as book:
        for row in taken.rows:
            book.enter(row.id, SENT)

    assert book.settled == {"sent": 40}
    assert {row["state"] for row in rows()} == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_row_that_is_somebody_elses_by_now_is_not_written_nor_counted(
    letters: Write, caplog: pytest.LogCaptureFixture
) -> None:
    late = held(letters, 1)
    claim(tables()[0], now=NOW + LEASE)

    with caplog.at_level(logging.WARNING), open_book(late) as book:
        book.enter(late.rows[0].id, SENT)

    assert book.settled == {}
    assert rows()[0]["state"] == "sending"
    assert "somebody else's" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_book_at_rest_leaves_the_connection_to_others_and_goes_on(letters: Write) -> None:
    taken = held(letters, 2)

    with open_book(taken) as book:
        book.enter(taken.rows[0].id, SENT)
        book.rest()
        assert Letter.objects.filter(state="sent").count() == 1
        book.enter(taken.rows[1].id, SENT)

    assert Letter.objects.filter(state="sent").count() == 2


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_nothing_else_is_asked_while_answers_are_on_their_way(letters: Write) -> None:
    taken = held(letters, 1)

    with open_book(taken) as book:
        book.enter(taken.rows[0].id, SENT)
        with pytest.raises(AssertionError, match="rest"):
            Letter.objects.count()

    assert Letter.objects.count() == 1


@pytest.mark.database("postgresql")
def test_within_a_transaction_nothing_is_committed(letters: Write) -> None:
    taken = held(letters, 2)

    with open_book(taken) as book:
        book.enter(taken.rows[0].id, SENT)
        assert Letter.objects.filter(state="sent").count() == 1  # at once, on a connection that is free

    assert connection.in_atomic_block
    assert book.settled == {"sent": 1}


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_connection_that_breaks_in_between_loses_no_settlement(letters: Write) -> None:
    taken = held(letters, 6)

    with open_book(taken) as book:
        for number, row in enumerate(taken.rows):
            if number == 3:
                _end_connection()
            book.enter(row.id, SENT)

    assert {row["state"] for row in rows()} == {"sent"}
    assert Letter.objects.filter(claim="").count() == 6


def _end_connection() -> None:
    """End this process's own connection from another one, as a restart of the server would."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    finally:
        other.close()


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_sender_has_sent_is_carried_out(letters: Write) -> None:
    """The server keeps its answers back: one that reaches nobody would take with it what follows."""
    taken = held(letters, MOST_UNCONFIRMED - 1)
    other = connection.copy()
    book = open_book(taken)

    with other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE accounts_letter")  # nothing is carried out while the sender lives
        for row in taken.rows:
            book.enter(row.id, SENT)
        with socket.socket(fileno=os.dup(connection.connection.pgconn.socket)) as link:
            link.shutdown(socket.SHUT_RDWR)  # as the kernel does for a process that is gone
        cursor.execute("COMMIT")
        for _attempt in range(1_000):
            cursor.execute("SELECT count(*) FROM accounts_letter WHERE state = 'sent'")
            if cursor.fetchone()[0] == len(taken.rows):
                break
        else:
            pytest.fail("The server let go of what it had been told.")
    other.close()
    book.rest()


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_settlement_is_committed_before_the_next_mail_is_begun(letters: Write) -> None:
    """Whoever is killed right after has left it to the server: no sync of ours is needed any more."""
    taken = held(letters, 1)
    other = connection.copy()
    book = open_book(taken)

    book.enter(taken.rows[0].id, SENT)

    with other.cursor() as cursor:
        for _attempt in range(1_000):
            cursor.execute("SELECT state FROM accounts_letter")
            if cursor.fetchone() == ("sent",):
                break
        else:
            pytest.fail("The settlement stayed in this process.")
    other.close()
    book.rest()
