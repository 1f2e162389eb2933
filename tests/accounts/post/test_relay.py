"""The relay as all senders see it: who may try, how long the others wait, and how fast mails may leave."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Relay
from accounts.post.drain import Drain
from accounts.post.faults import Fault, Receipt
from accounts.post.lane import open_lane
from accounts.post.relay import (
    LONGEST,
    PATIENCE,
    PROBE,
    SHORTEST,
    Watch,
    Way,
    group_size,
    leave_probe,
    pause,
    recovered,
    reserve,
    way,
)  # fmt: skip
from tests.accounts.post.conftest import NOW
from tests.servers import HOST, MailServer

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_way_is_open_while_nothing_is_known() -> None:
    assert way(NOW) == Way.OPEN


def test_trouble_keeps_everybody_off_and_then_lets_one_look() -> None:
    until = pause("no_connection", now=NOW)

    assert until == NOW + SHORTEST
    assert way(until - SECOND) == Way.CLOSED
    assert [way(until) for _sender in range(3)] == [Way.PROBE, Way.CLOSED, Way.CLOSED]
    assert way(until + PROBE) == Way.PROBE  # the one who looked was killed


def test_waiting_doubles_with_each_failure_up_to_the_longest() -> None:
    lengths, now = [], NOW
    for _failure in range(9):
        until = pause("no_connection", now=now)
        lengths.append((until - now) / SECOND)
        now = until

    assert lengths == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert timedelta(seconds=lengths[-1]) == LONGEST
    assert Relay.objects.values_list("failures", "fault", "paused_since").get() == (9, "no_connection", NOW)


def test_one_accepted_mail_opens_the_way_for_all() -> None:
    pause("no_connection", now=NOW)

    recovered()

    assert way(NOW) == Way.OPEN
    assert Relay.objects.values_list("failures", "paused_since").get() == (0, None)
    assert pause("log_in", now=NOW) == NOW + SHORTEST


def test_who_had_nothing_to_look_with_leaves_it_to_the_next() -> None:
    pause("no_connection", now=NOW)
    later = NOW + SHORTEST
    assert way(later) == Way.PROBE

    leave_probe(now=later)

    assert way(later) == Way.PROBE


# --- which receipts are the relay's trouble -----------------------------------------------------------------------

ACCEPTED = Receipt(smtp_code=250)


@pytest.mark.parametrize(
    "receipt",
    [
        Receipt(Fault.NO_CONNECTION),
        Receipt(Fault.LOG_IN, 535),
        Receipt(Fault.SENDER_REFUSED, 550),
        Receipt(Fault.TEMPORARY, 421),
    ],
)
def test_relay_that_lets_nobody_in_is_in_trouble_at_once(receipt: Receipt) -> None:
    assert Watch().see(receipt)


@pytest.mark.parametrize("fault", [Fault.DEAD_ADDRESS, Fault.RECIPIENT_REFUSED, Fault.CONTENT_REFUSED])
def test_refused_mails_are_never_the_relays_trouble(fault: Fault) -> None:
    watch = Watch()

    assert not any(watch.see(Receipt(fault, 550)) for _mail in range(100))


@pytest.mark.parametrize("fault", PATIENCE)
def test_many_in_a_row_are_the_relays_trouble_and_one_accepted_between_them_is_not(fault: Fault) -> None:
    patience = PATIENCE[fault]

    watch = Watch()
    assert [watch.see(Receipt(fault)) for _mail in range(patience)] == [*[False] * (patience - 1), True]

    watch = Watch()
    for _round in range(3):
        assert not any(watch.see(Receipt(fault)) for _mail in range(patience - 1))
        assert not watch.see(ACCEPTED)


# --- the rate limit -----------------------------------------------------------------------------------------------


def test_without_a_limit_nothing_waits_and_nothing_is_stored() -> None:
    assert (reserve(100, now=NOW), group_size(100)) == (timedelta(), 100)
    assert not Relay.objects.exists()


def test_senders_share_the_limit(settings: Any) -> None:
    settings.MAIL_RATE = 10.0

    waits = [reserve(5, now=NOW) / SECOND for _sender in range(4)]

    assert waits == [0, 0.5, 1, 1.5]
    assert reserve(5, now=NOW + 10 * SECOND) == timedelta()  # what was not used is not saved up


def test_no_group_is_longer_than_a_second(settings: Any) -> None:
    settings.MAIL_RATE = 10.0
    assert group_size(100) == 10

    settings.MAIL_RATE = 1 / 60
    assert group_size(100) == 1


def test_sender_waits_for_its_turn_before_each_group(
    letters: Any, mail_server: MailServer, settings: Any
) -> None:
    settings.MAIL_RATE = 4.0
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, mail_server.port
    letters(10)
    slept: list[float] = []

    with closing(open_lane()) as lane:
        drain = Drain(lane, tell=lambda: NOW + sum(slept, 0.0) * SECOND, sleep=slept.append)
        drain.run()

    assert drain.settled == {"sent": 10}
    assert slept == [0, 1, 1]  # groups of 4, 4 and 2
