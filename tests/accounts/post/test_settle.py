"""Writing down what became of held rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.fields import email_hash
from accounts.models import Heartbeat, Letter, Suppression
from accounts.post.claim import Claim, claim
from accounts.post.settle import beat, give_back, settle, suppress
from accounts.post.states import Settlement
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(letters: Write) -> Claim:
    letters(3)
    taken = claim(tables()[0], now=NOW)
    assert taken is not None
    return taken


def test_settled_row_is_finished_and_free(held: Claim) -> None:
    settle(held, held.rows[0].id, Settlement("sent", sent_at=NOW, smtp_code=250, message_id="<1@x>"))

    row = Letter.objects.get(pk=held.rows[0].id)
    assert (row.state, row.next_at, row.sent_at, row.smtp_code) == ("sent", None, NOW, 250)
    assert (row.claim, row.message_id, row.attempts) == ("", "<1@x>", 1)


def test_what_was_no_try_is_not_counted_as_one(held: Claim) -> None:
    settle(held, held.rows[0].id, Settlement("cancelled", reason="closed", counts=False))

    row = Letter.objects.get(pk=held.rows[0].id)
    assert (row.attempts, row.last_error) == (0, "closed")


def test_rows_given_back_are_due_at_once_and_lose_no_try(held: Claim) -> None:
    later = NOW + timedelta(seconds=1)

    assert give_back(held, [row.id for row in held.rows[1:]], now=later) == 2

    rows = Letter.objects.filter(pk__in=[row.id for row in held.rows[1:]])
    assert {(row.state, row.next_at, row.claim, row.attempts) for row in rows} == {("pending", later, "", 0)}
    assert Letter.objects.get(pk=held.rows[0].id).state == "sending"


def test_dead_address_is_kept_as_its_hash_only_and_once() -> None:
    suppress("Anna@Example.org", reason="dead_address 5.1.1")
    suppress("anna@example.org", reason="dead_address 5.1.1")

    (row,) = Suppression.objects.values()
    assert row["email_hash"] == email_hash("anna@example.org")
    assert "anna" not in str(row).replace(row["email_hash"], "")


def test_heartbeat_goes_forward_only() -> None:
    beat("clock", now=NOW)
    beat("clock", now=NOW - timedelta(hours=1))
    beat("clock", now=NOW + timedelta(hours=1))

    assert Heartbeat.objects.get().at == NOW + timedelta(hours=1)
