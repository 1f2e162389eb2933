"""What is marked and what is deleted with time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Letter
from accounts.post.claim import LEASE, claim
from accounts.post.keeping import LETTERS_LIVE, expire, prune_letters
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_what_is_too_late_is_marked_missed_and_shown_why(letters: Write) -> None:
    late, later = letters(1)[0], letters(1, expires_in=2 * HOUR)[0]

    assert expire(now=NOW + HOUR) == 1

    late.refresh_from_db()
    later.refresh_from_db()
    assert (late.state, late.next_at, late.last_error) == ("missed", None, "expired")
    assert later.state == "pending"


def test_row_in_somebodys_hand_is_left_to_its_lease(letters: Write) -> None:
    letters(1, expires_in=LEASE / 2)
    claim(tables()[0], now=NOW)

    assert expire(now=NOW + LEASE * 0.9) == 0
    assert expire(now=NOW + LEASE) == 1


def test_finished_letters_are_deleted_after_ninety_days(letters: Write) -> None:
    letters(1)
    expire(now=NOW + HOUR)

    assert prune_letters(now=NOW + LETTERS_LIVE) == 0
    assert prune_letters(now=NOW + LETTERS_LIVE + HOUR) == 1
    assert not Letter.objects.exists()


def test_letters_that_wait_are_never_deleted(letters: Write) -> None:
    letters(1)

    assert prune_letters(now=NOW + 2 * LETTERS_LIVE) == 0
