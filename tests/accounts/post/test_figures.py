"""The clock's figures, against the instant of asking, and what they cost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import LetterKind
from accounts.models import Letter
from accounts.models.public_id import new_public_id
from accounts.post.claim import LEASE, claim
from accounts.post.drain import drain_once
from accounts.post.figures import clock_figures, rows_by_state
from accounts.post.tables import tables
from accounts.post.tally import End, tally
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_empty_outbox_has_nothing_to_date() -> None:
    figures = clock_figures(NOW)

    assert (figures.pending, figures.due, figures.sending, figures.failed_rows) == (0, 0, 0, 0)
    assert (figures.oldest_due_age, figures.last_mail_at, figures.heartbeats) == (None, None, {})
    assert (figures.lag, figures.total("sent"), figures.pulse.last_pass_at) == (timedelta(), 0, None)


def test_what_waits_grows_older_while_the_clock_stands(letters: Write) -> None:
    letters(3)

    assert clock_figures(NOW - MINUTE).due == 0
    figures = clock_figures(NOW + 2 * MINUTE)
    assert (figures.pending, figures.due, figures.oldest_due_age, figures.lag) == (
        3,
        3,
        2 * MINUTE,
        2 * MINUTE,
    )


def test_rows_in_somebodys_hand_are_being_sent_and_due_again_when_the_lease_is_over(letters: Write) -> None:
    letters(3)
    claim(tables()[0], now=NOW, most=2)

    before, after = clock_figures(NOW), clock_figures(NOW + LEASE)

    assert (before.pending, before.sending, before.due) == (1, 2, 1)
    assert (after.pending, after.sending, after.due) == (1, 2, 3)


def test_pass_and_accepted_mail_leave_a_trace(letters: Write) -> None:
    letters(2)

    drain_once(now=NOW, part="watch")

    figures = clock_figures(NOW + MINUTE)
    assert len(mail.outbox) == 2
    assert (figures.by_kind("sent"), figures.due) == ({"test": 2}, 0)
    assert (figures.last_mail_at, figures.pulse.last_pass_at) == (NOW, NOW)
    assert figures.heartbeats == {"clock": MINUTE, "mail": MINUTE, "watch": MINUTE}


def test_totals_are_grouped_by_kind_and_by_fault() -> None:
    dead, full = End("asked", "failed", "dead_address"), End("moved", "failed", "temporary")
    ends = Counter({End("asked", "sent"): 5, dead: 2, full: 1, End("asked", "repeat", "no_reply"): 3})
    tally(tables()[0], ends, now=NOW)

    figures = clock_figures(NOW)

    assert figures.by_kind("failed") == {"asked": 2, "moved": 1}
    assert figures.by_fault("failed") == {"dead_address": 2, "temporary": 1}
    assert (figures.total("sent"), figures.repeats, figures.retries) == (5, 3, 0)


def test_rows_by_state_are_those_that_are_kept(letters: Write) -> None:
    letters(2)
    drain_once(now=NOW)
    letters(1)

    assert rows_by_state() == {
        "pending": 1, "sending": 0, "sent": 2, "failed": 0, "cancelled": 0, "missed": 0
    }  # fmt: skip


def finished(count: int) -> None:
    Letter.objects.bulk_create(
        Letter(
            public_id=new_public_id(), kind=LetterKind.TEST, address_hash="0" * 64, state="sent", sent_at=NOW,
            due_at=NOW, expires_at=NOW + MINUTE,
        )
        for _number in range(count)
    )  # fmt: skip


def plans(statements: list[str]) -> list[str]:
    """Return how the database goes about each statement, as it says itself."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    found = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"{explain} {statement}")
            found.append("\n".join(" ".join(map(str, row)) for row in cursor.fetchall()))
    return found


def test_figures_never_read_the_finished_rows(letters: Write) -> None:
    finished(5_000)
    letters(20)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with CaptureQueriesContext(connection) as captured:
        clock_figures(NOW)

    of_letters = [query["sql"] for query in captured if '"accounts_letter"' in query["sql"]]
    assert len(of_letters) == 4
    through = ("letter_due", "letter_failed")
    assert [plan for plan in plans(of_letters) if not any(index in plan for index in through)] == []


def test_whole_count_reads_them_all(letters: Write) -> None:
    """The check above can fail."""
    finished(5_000)
    with CaptureQueriesContext(connection) as captured:
        rows_by_state()

    (statement,) = (query["sql"] for query in captured if '"accounts_letter"' in query["sql"])
    assert "letter_due" not in plans([statement])[0]


def test_number_of_questions_is_fixed(letters: Write, django_assert_num_queries: Any) -> None:
    each, once = 4 * len(tables()), 3
    with django_assert_num_queries(each + once):
        clock_figures(NOW)
    letters(30)
    drain_once(now=NOW)
    with django_assert_num_queries(each + once):
        clock_figures(NOW)
