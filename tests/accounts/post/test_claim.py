"""Who owns a row: one claimer each, for as long as the lease lasts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.models import Letter
from accounts.post import claim as claims
from accounts.post.claim import GROUP, LEASE, Claim, claim
from accounts.post.settle import settle
from accounts.post.states import Settlement
from accounts.post.tables import Table, tables
from tests.accounts.post.conftest import NOW, Write

SECOND = timedelta(seconds=1)


@pytest.fixture
def table() -> Table:
    return next(table for table in tables() if table.model is Letter)


def ids(held: Claim | None) -> list[int]:
    return [row.id for row in held.rows] if held else []


def test_due_rows_are_claimed_with_a_lease_and_counted(letters: Write, table: Table) -> None:
    first, second = letters(2)

    held = claim(table, now=NOW)

    assert held is not None
    assert [(row.id, row.attempts, row.due_at) for row in held.rows] == [
        (first.pk, 1, NOW),
        (second.pk, 1, NOW),
    ]
    stored = Letter.objects.get(pk=first.pk)
    assert (stored.state, stored.claim, stored.next_at) == ("sending", held.token, NOW + LEASE)


def test_nothing_due_is_no_claim(letters: Write, table: Table) -> None:
    letters(1)

    assert claim(table, now=NOW - SECOND) is None


def test_claimed_row_is_nobody_elses_until_its_lease_is_over(letters: Write, table: Table) -> None:
    (letter,) = letters(1)
    claim(table, now=NOW)

    assert claim(table, now=NOW + LEASE - SECOND) is None
    again = claim(table, now=NOW + LEASE)
    assert again is not None
    assert [(row.id, row.attempts) for row in again.rows] == [(letter.pk, 2)]


def test_mail_whose_sender_died_may_have_arrived_whatever_comes_after(letters: Write, table: Table) -> None:
    (letter,) = letters(1)
    claim(table, now=NOW)
    assert not Letter.objects.get().may_have_arrived

    again = claim(table, now=NOW + LEASE)
    assert again is not None
    settle(again, letter.pk, Settlement("failed", smtp_code=451, reason="temporary 4.7.1"))

    assert Letter.objects.get().may_have_arrived


def test_whoever_lost_the_lease_settles_nothing(letters: Write, table: Table) -> None:
    (letter,) = letters(1)
    dead, alive = claim(table, now=NOW), claim(table, now=NOW + LEASE)
    assert dead is not None
    assert alive is not None

    assert not settle(dead, letter.pk, Settlement("failed", reason="late"))
    assert settle(alive, letter.pk, Settlement("sent", sent_at=NOW))

    assert Letter.objects.get(pk=letter.pk).state == "sent"


def test_groups_are_limited_and_taken_in_the_order_they_are_due(letters: Write, table: Table) -> None:
    written = letters(GROUP + 5)

    taken = ids(claim(table, now=NOW)), ids(claim(table, now=NOW)), ids(claim(table, now=NOW))

    assert taken == ([row.pk for row in written[:GROUP]], [row.pk for row in written[GROUP:]], [])


def test_watch_takes_only_what_is_overdue(letters: Write, table: Table) -> None:
    letters(1)

    assert claim(table, now=NOW + 14 * SECOND, overdue_by=15 * SECOND) is None
    assert claim(table, now=NOW + 15 * SECOND, overdue_by=15 * SECOND) is not None


def test_claim_becomes_unsafe_at_four_fifths_of_its_lease(
    letters: Write, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters(1)
    held = claim(table, now=NOW)
    assert held is not None
    assert held.is_safe

    monkeypatch.setattr(claims.time, "monotonic", lambda: held.taken + 0.8 * LEASE.total_seconds())

    assert not held.is_safe


@pytest.mark.django_db(transaction=True)
def test_claim_inside_a_transaction_is_refused(letters: Write, table: Table) -> None:
    letters(1)

    with transaction.atomic(), pytest.raises(RuntimeError):
        claim(table, now=NOW)


def at_once(act: Callable[[], None], threads: int = 2) -> None:
    """Run `act` in several threads, each with its own connection."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_claimers_at_once_never_get_the_same_row(letters: Write, table: Table) -> None:
    written = letters(3 * GROUP)
    taken: list[int] = []

    def take() -> None:
        while found := ids(claim(table, now=NOW)):
            taken.extend(found)

    at_once(take, threads=4)

    assert sorted(taken) == [letter.pk for letter in written]


@pytest.mark.database("postgresql")
@pytest.mark.django_db(transaction=True)
def test_row_a_planner_holds_is_passed_over_without_waiting(letters: Write, table: Table) -> None:
    locked, free = letters(2)
    taken: list[int] = []
    with transaction.atomic():
        list(Letter.objects.select_for_update(no_key=True).filter(pk=locked.pk))
        began = time.monotonic()
        at_once(lambda: taken.extend(ids(claim(table, now=NOW))), threads=1)
        waited = time.monotonic() - began

    assert taken == [free.pk]
    assert waited < 5
