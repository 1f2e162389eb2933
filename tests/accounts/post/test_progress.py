"""How far a send has come, from rows and from the counts of minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import Letter
from accounts.post.claim import LEASE, claim
from accounts.post.drain import drain_once
from accounts.post.progress import Progress, progress_of, progress_of_all
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def rows() -> QuerySet[Letter]:
    return Letter.objects.all()


def test_nothing_due_is_no_progress(letters: Write) -> None:
    letters(2)

    assert progress_of(rows(), now=NOW - SECOND) == Progress()
    assert progress_of_all(now=NOW - SECOND) == Progress()


def test_what_is_due_and_untouched_is_left_and_nothing_moves(letters: Write) -> None:
    letters(3)

    found = progress_of(rows(), now=NOW)

    assert found == progress_of_all(now=NOW) == Progress(left=3)
    assert (found.total, found.done, found.to_go) == (3, 0, None)


def test_sent_left_and_failed_make_the_whole(letters: Write) -> None:
    written = letters(10)
    Letter.objects.filter(pk__in=[row.pk for row in written[:6]]).update(
        state="sent", next_at=None, sent_at=NOW
    )
    Letter.objects.filter(pk=written[6].pk).update(state="failed", next_at=None)
    Letter.objects.filter(pk=written[7].pk).update(next_at=NOW + HOUR, attempts=4, last_error="temporary")

    found = progress_of(rows(), now=NOW + 30 * SECOND)

    assert found == Progress(left=2, later=1, sent=6, failed=1, per_minute=12)
    assert (found.total, found.done, found.to_go) == (9, 7, 10 * SECOND)


def test_rate_is_of_the_last_minute_only(letters: Write) -> None:
    written = letters(5)
    for row, at in zip(written[:4], (1, 2, 61, 91), strict=True):
        Letter.objects.filter(pk=row.pk).update(state="sent", next_at=None, sent_at=NOW + at * SECOND)

    assert progress_of(rows(), now=NOW + 121 * SECOND).per_minute == 2
    assert progress_of(rows(), now=NOW + 200 * SECOND).per_minute == 0


def test_mails_in_somebodys_hand_are_left(letters: Write) -> None:
    letters(3)
    claim(tables()[0], now=NOW, most=2)

    assert progress_of(rows(), now=NOW + LEASE / 2).left == 3


def test_what_went_long_ago_belongs_to_another_send(letters: Write) -> None:
    letters(4)
    drain_once(now=NOW)
    letters(2)
    Letter.objects.filter(state="pending").update(due_at=NOW + HOUR, next_at=NOW + HOUR)

    assert progress_of(rows(), now=NOW + HOUR) == Progress(left=2)
    assert progress_of_all(now=NOW + HOUR) == Progress(left=2)


def test_everything_is_counted_by_the_minute(letters: Write) -> None:
    letters(12)
    drain_once(now=NOW)
    letters(4)

    assert progress_of_all(now=NOW + 30 * SECOND) == Progress(left=4, sent=12, per_minute=12)
    assert progress_of_all(now=NOW + 75 * SECOND) == Progress(left=4, sent=12, per_minute=9)
    assert progress_of_all(now=NOW + 3 * MINUTE).per_minute == 0


def test_it_costs_two_questions_and_one_when_nothing_is_due(
    letters: Write, django_assert_num_queries: Any
) -> None:
    letters(3)
    with django_assert_num_queries(2):
        progress_of(rows(), now=NOW)
    with django_assert_num_queries(1):
        progress_of(rows(), now=NOW - SECOND)
    with django_assert_num_queries(len(tables()) + 2):
        progress_of_all(now=NOW)
