"""Counting what became of mails: exact with many at once, and a repeat is told from a first mail."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.choices import MailState
from accounts.models import Letter, MailMinute, MailTally
from accounts.post.claim import LEASE, Held, claim
from accounts.post.drain import drain_once
from accounts.post.keeping import MINUTES_LIVE, expire, prune_minutes
from accounts.post.settle import give_back
from accounts.post.states import Settlement
from accounts.post.tables import tables
from accounts.post.tally import REPEAT, RETRY, End, ends_of, tally
from tests.accounts.post.conftest import NOW, Write
from tests.accounts.post.rude import rude
from tests.servers import HOST, MailServer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SENT = End("test", "sent")


def counted() -> dict[tuple[str, ...], int]:
    """Return {(kind, came to, fault): count} of letters."""
    rows = MailTally.objects.filter(source="letter").values_list("kind", "came_to", "fault", "count")
    return {(kind, came_to, fault): count for kind, came_to, fault, count in rows}


def minutes() -> list[tuple[Any, ...]]:
    return list(MailMinute.objects.order_by("minute").values_list("minute", "sent", "failed"))


def held(last_error: str = "") -> Held:
    return Held(1, 2, NOW, NOW + MINUTE, last_error, "asked")


@pytest.mark.parametrize(
    ("before", "settlement", "ends"),
    [
        ("", Settlement(MailState.SENT), [End("asked", "sent")]),
        (
            "temporary 4.7.1",
            Settlement(MailState.FAILED, reason="dead_address 5.1.1"),
            [End("asked", "failed", "dead_address")],
        ),
        ("", Settlement(MailState.PENDING, reason="temporary 4.7.1"), [End("asked", RETRY, "temporary")]),
        ("", Settlement(MailState.PENDING, counts=False), []),
        (
            "",
            Settlement(MailState.CANCELLED, reason="moved", counts=False),
            [End("asked", "cancelled", "moved")],
        ),
        ("no_reply", Settlement(MailState.SENT), [End("asked", "sent"), End("asked", REPEAT, "no_reply")]),
        (
            "taken_over",
            Settlement(MailState.SENT),
            [End("asked", "sent"), End("asked", REPEAT, "taken_over")],
        ),
        (
            "no_reply",
            Settlement(MailState.FAILED, reason="no_reply"),
            [End("asked", "failed", "no_reply"), End("asked", REPEAT, "no_reply")],
        ),
        (
            "no_reply",
            Settlement(MailState.PENDING, reason="no_connection"),
            [End("asked", RETRY, "no_connection")],
        ),
    ],
)
@pytest.mark.database("sqlite")
def test_what_a_settlement_adds(before: str, settlement: Settlement, ends: list[End]) -> None:
    assert list(ends_of(held(before), settlement)) == ends


def test_counts_are_added_to_what_is_known() -> None:
    letter = tables()[0]
    failed = End("test", "failed", "dead_address")

    tally(letter, Counter({SENT: 3}), now=NOW)
    tally(letter, Counter({SENT: 2, failed: 1}), now=NOW + timedelta(seconds=59))
    tally(letter, Counter({SENT: 1}), now=NOW + MINUTE)

    assert counted() == {SENT: 6, failed: 1}
    assert minutes() == [(NOW, 5, 1), (NOW + MINUTE, 1, 0)]


def test_a_group_costs_two_statements_however_many_ends(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        tally(tables()[0], Counter({End(f"kind {n}", "sent"): n + 1 for n in range(20)}), now=NOW)
    with django_assert_num_queries(0):
        tally(tables()[0], Counter(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_no_count() -> None:
    ends = [SENT, End("test", "failed", "no_reply"), End("sign_in_code", "sent")]
    everything_is_there = threading.Barrier(4)

    def add(order: list[End]) -> None:
        try:
            everything_is_there.wait()
            for _time in range(10):
                tally(tables()[0], Counter(dict.fromkeys(order, 1)), now=NOW)
        finally:
            connection.close()

    orders = [ends, ends[::-1], ends, ends[::-1]]
    adders = [threading.Thread(target=add, args=(order,)) for order in orders]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()

    assert counted() == dict.fromkeys(ends, 40)
    assert minutes() == [(NOW, 80, 40)]


def test_pass_counts_what_went_and_what_it_found_too_late(letters: Write) -> None:
    letters(3)
    letters(1, expires_in=-MINUTE)

    drain_once(now=NOW)

    assert counted() == {SENT: 3, ("test", "missed", "expired"): 1}


def test_what_expires_without_a_sender_is_counted_too(letters: Write) -> None:
    letters(2)

    expire(now=NOW + timedelta(hours=1))

    assert counted() == {("test", "missed", "expired"): 2}


def test_row_of_a_killed_holder_is_a_repeat_when_it_goes(letters: Write) -> None:
    letters(2)
    claim(tables()[0], now=NOW, most=1)

    drain_once(now=NOW + LEASE)

    assert counted() == {SENT: 2, ("test", REPEAT, "taken_over"): 1}


def test_row_taken_over_and_given_back_is_still_a_repeat(letters: Write) -> None:
    (letter,) = letters(1)
    claim(tables()[0], now=NOW)
    again = claim(tables()[0], now=NOW + LEASE)
    assert again is not None
    give_back(again, [letter.pk], now=NOW + LEASE)

    drain_once(now=NOW + LEASE)

    assert counted()["test", REPEAT, "taken_over"] == 1
    assert Letter.objects.get().last_error == ""


@pytest.mark.django_db(transaction=True)
def test_mail_dropped_after_its_body_is_a_repeat_the_second_time(letters: Write, settings: Any) -> None:
    letters(1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with rude(at="DATA", times=2) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, server.port, 2
        drain_once(now=NOW)
        assert counted() == {("test", RETRY, "no_reply"): 1}
        drain_once(now=NOW + timedelta(seconds=90))

    assert counted() == {
        ("test", RETRY, "no_reply"): 1,
        ("test", "failed", "no_reply"): 1,
        ("test", REPEAT, "no_reply"): 1,
    }


def test_mail_that_was_refused_and_goes_later_is_no_repeat(
    letters: Write, mail_server: MailServer, settings: Any
) -> None:
    letters(1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, mail_server.port, 2
    mail_server.answer = lambda stage, envelope: "451 4.7.1 later" if stage == "RCPT" else None
    drain_once(now=NOW)
    mail_server.answer = lambda stage, envelope: None

    drain_once(now=NOW + 2 * MINUTE)

    assert counted() == {("test", RETRY, "temporary"): 1, SENT: 1}


def test_old_minutes_are_forgotten(letters: Write) -> None:
    tally(tables()[0], Counter({SENT: 1}), now=NOW)

    assert prune_minutes(now=NOW + MINUTES_LIVE) == 0
    assert prune_minutes(now=NOW + MINUTES_LIVE + MINUTE) == 1
    assert (minutes(), counted()) == ([], {SENT: 1})
