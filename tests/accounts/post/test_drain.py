"""The clock's movement over a real SMTP server: nothing lost, nothing twice, one failure is one mail's."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.choices import LetterKind
from accounts.fields import Sealed, email_hash
from accounts.mail import LetterGroup
from accounts.models import Letter, Relay, Suppression
from accounts.post import claim as claims
from accounts.post.book import open_book
from accounts.post.claim import GROUP, LEASE, claim
from accounts.post.drain import drain_once, never, stop_after
from accounts.post.lane import open_lane
from accounts.post.letters import write_letter
from accounts.post.relay import Watch
from accounts.post.sending import Sending
from accounts.post.states import MOST_CLAIMS
from accounts.post.tables import Table, register, tables
from tests.accounts.post.conftest import NOW, Write
from tests.accounts.post.rude import rude
from tests.servers import HOST, MailServer, free_port

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def relay(mail_server: MailServer, settings: Any) -> MailServer:
    """The recording server, as the one mail goes to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, mail_server.port, 2
    return mail_server


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def ids(relay: MailServer) -> list[str]:
    return [str(message["Message-ID"]) for message in relay.messages]


def test_what_is_due_goes_once_and_is_settled(letters: Write, relay: MailServer) -> None:
    (letter,) = letters(1)

    assert drain_once(now=NOW) == {"sent": 1}
    assert drain_once(now=NOW + MINUTE) == {}

    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.smtp_code, letter.attempts) == ("sent", NOW, 250, 1)
    assert ids(relay) == [letter.message_id]


def test_more_than_a_group_goes_in_one_pass(letters: Write, relay: MailServer) -> None:
    letters(GROUP + 10)

    assert drain_once(now=NOW) == {"sent": GROUP + 10}

    assert len(set(ids(relay))) == GROUP + 10


def test_one_poisoned_row_of_several_is_set_aside_and_the_others_go(
    letters: Write, relay: MailServer
) -> None:
    rows = letters(5)
    Letter.objects.filter(pk=rows[2].pk).update(payload=Sealed("k1:this was never sealed"))

    assert drain_once(now=NOW) == {"sent": 4, "failed": 1}

    assert states() == ["sent", "sent", "failed", "sent", "sent"]
    poisoned = Letter.objects.filter(pk=rows[2].pk)
    assert poisoned.values_list("last_error", "next_at").get() == ("not_composed", None)


def test_temporary_fault_is_tried_again_later_under_the_same_message_id(
    letters: Write, relay: MailServer
) -> None:
    (letter,) = letters(1)
    relay.answer = lambda stage, envelope: "451 4.7.1 later" if stage == "RCPT" else None
    drain_once(now=NOW)
    letter.refresh_from_db()
    tried = letter.message_id
    assert (letter.state, letter.last_error, letter.smtp_code) == ("pending", "temporary 4.7.1", 451)
    assert letter.next_at is not None
    assert 48 <= (letter.next_at - NOW).total_seconds() <= 72

    relay.answer = lambda stage, envelope: None
    assert drain_once(now=NOW + timedelta(seconds=40)) == {}
    assert drain_once(now=NOW + 2 * MINUTE) == {"sent": 1}

    letter.refresh_from_db()
    assert ids(relay) == [tried] == [letter.message_id]
    assert (letter.attempts, letter.last_error) == (2, "")


def test_dead_address_fails_and_is_never_written_to_again(letters: Write, relay: MailServer) -> None:
    (letter,) = letters(1)
    relay.answer = lambda stage, envelope: (
        "550 5.1.1 <reader0@example.org> unknown" if stage == "RCPT" else None
    )
    drain_once(now=NOW)
    relay.answer = lambda stage, envelope: None
    write_letter(kind=LetterKind.ACCOUNT_CHANGED, address="reader0@example.org", now=NOW)

    drain_once(now=NOW)

    letter.refresh_from_db()
    assert (letter.state, letter.last_error, letter.smtp_code) == ("failed", "dead_address 5.1.1", 550)
    assert Suppression.objects.get().email_hash == email_hash("reader0@example.org")
    assert states() == ["failed", "cancelled"]
    assert relay.messages == []


def test_expired_row_is_missed_and_never_sent(letters: Write, relay: MailServer) -> None:
    letters(1)

    assert drain_once(now=NOW + timedelta(hours=1)) == {"missed": 1}

    assert relay.messages == []
    assert Letter.objects.get().last_error == "expired"


def test_row_of_a_killed_holder_goes_when_its_lease_is_over(letters: Write, relay: MailServer) -> None:
    letters(1)
    claim(tables()[0], now=NOW)

    assert drain_once(now=NOW + LEASE / 2) == {}
    assert drain_once(now=NOW + LEASE) == {"sent": 1}

    assert Letter.objects.get().attempts == 2


def test_row_that_kills_every_holder_is_set_aside(letters: Write, relay: MailServer) -> None:
    letters(2)
    Letter.objects.filter(pk=Letter.objects.first().pk).update(attempts=MOST_CLAIMS)  # type: ignore[union-attr]

    assert drain_once(now=NOW) == {"failed": 1, "sent": 1}


def test_relay_that_is_down_costs_one_mail_a_try_and_makes_no_loop(letters: Write, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, free_port()
    first, *others = letters(GROUP + 20)

    assert drain_once(now=NOW) == {"pending": 1}
    assert drain_once(now=NOW + timedelta(seconds=4)) == {}

    first.refresh_from_db()
    assert (first.last_error, first.attempts, first.smtp_code) == ("no_connection", 1, None)
    waiting = Letter.objects.exclude(pk=first.pk).values_list("state", "attempts", "next_at", "last_error")
    assert list(waiting.distinct()) == [("pending", 0, NOW, "")]
    assert len(others) == waiting.count()


def test_relay_that_is_back_takes_one_mail_and_then_all(letters: Write, relay: MailServer) -> None:
    letters(3)
    relay.answer = lambda stage, envelope: "421 4.3.2 going down" if stage == "MAIL" else None
    drain_once(now=NOW)
    assert Relay.objects.get().failures == 1

    relay.answer = lambda stage, envelope: None
    assert drain_once(now=NOW + timedelta(seconds=5)) == {"sent": 2}

    assert Relay.objects.values_list("failures", "fault", "paused_until").get() == (0, "", None)
    assert sorted(states()) == ["pending", "sent", "sent"]  # the first waits for its own next try


def test_asked_to_stop_it_finishes_the_mail_in_hand_and_gives_back_the_rest(
    letters: Write, relay: MailServer
) -> None:
    letters(5)

    settled = drain_once(now=NOW, should_stop=lambda: len(relay.messages) >= 2)

    assert settled == {"sent": 2}
    assert states() == ["sent", "sent", "pending", "pending", "pending"]
    assert set(Letter.objects.filter(state="pending").values_list("attempts", "next_at")) == {(0, NOW)}


def test_holder_stops_by_itself_before_its_lease_is_over(
    letters: Write, relay: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = letters(4)
    held, real = claim(tables()[0], now=NOW), claims.time.monotonic
    assert held is not None

    def slow() -> float:
        return real() + 0.4 * LEASE.total_seconds() * len(relay.messages)

    monkeypatch.setattr(claims, "time", SimpleNamespace(monotonic=slow))

    with open_book(held) as book, closing(open_lane()) as lane:
        left = Sending(held, lane, book, lambda: NOW, never, Watch()).run()

    assert left == [letter.pk for letter in written[2:]]
    assert states() == ["sent", "sent", "sending", "sending"]


def test_pass_ends_when_its_time_is_over(letters: Write, relay: MailServer) -> None:
    letters(3)

    assert drain_once(now=NOW, should_stop=stop_after(timedelta())) == {}

    assert states() == ["pending"] * 3


class _Unreadable(LetterGroup):
    """A group that cannot be read while it holds more than one row, nor with the letter to reader1."""

    def __init__(self, row_ids: Sequence[int], now: datetime) -> None:
        super().__init__(row_ids, now)
        if len(row_ids) > 1 or Letter.objects.get(pk=row_ids[0]).address == "reader1@example.org":
            raise KeyError("cannot be read")


@pytest.fixture
def unreadable() -> Iterator[None]:
    register(Table(Letter, _Unreadable))
    yield
    register(Table(Letter, LetterGroup))


def test_group_that_cannot_be_read_is_taken_row_by_row(
    letters: Write, relay: MailServer, unreadable: None
) -> None:
    letters(3)

    assert drain_once(now=NOW) == {"sent": 2, "failed": 1}

    assert states() == ["sent", "failed", "sent"]


@pytest.mark.django_db(transaction=True)
def test_no_mail_is_sent_inside_a_transaction(letters: Write, relay: MailServer) -> None:
    letters(1)

    with transaction.atomic(), pytest.raises(RuntimeError):
        drain_once(now=NOW)

    assert relay.messages == []


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_each_mail_once(letters: Write, relay: MailServer) -> None:
    letters(150)
    sent: list[int] = []

    def run() -> None:
        try:
            sent.append(drain_once(now=NOW)["sent"])
        finally:
            connection.close()

    clocks = [threading.Thread(target=run) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()

    assert sum(sent) == 150
    assert len(ids(relay)) == len(set(ids(relay))) == 150


@pytest.mark.django_db(transaction=True)
def test_mail_dropped_after_its_body_is_repeated_once_with_its_message_id_and_then_given_up(
    letters: Write, settings: Any
) -> None:
    letters(1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with rude(at="DATA", times=2) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, server.port, 2
        drain_once(now=NOW)
        (letter,) = Letter.objects.all()
        assert (letter.state, letter.last_error) == ("pending", "no_reply")
        assert letter.next_at == NOW + timedelta(seconds=90)
        drain_once(now=NOW + timedelta(seconds=90))

    letter.refresh_from_db()
    assert (letter.state, letter.last_error, letter.next_at) == ("failed", "no_reply", None)
    assert ids(server) == [letter.message_id] * 2
