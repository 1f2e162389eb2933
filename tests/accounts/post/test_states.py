"""The state machine: every arrow of its drawing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.choices import MailState
from accounts.post.claim import Held
from accounts.post.faults import Fault, Receipt
from accounts.post.states import BACK_OFF, TRIES, Settlement, after
from tests.accounts.post.conftest import NOW

DAY = timedelta(days=1)


def held(attempts: int = 1, *, lasts: timedelta = DAY, last_error: str = "") -> Held:
    return Held(1, attempts, NOW, NOW + lasts, last_error)


def outcome(receipt: Receipt, row: Held, *, jitter: float = 0.0) -> Settlement:
    return after(receipt, row, message_id="<1@example.org>", now=NOW, jitter=jitter)


def test_accepted_is_sent() -> None:
    assert outcome(Receipt(smtp_code=250), held()) == Settlement(
        MailState.SENT, sent_at=NOW, smtp_code=250, message_id="<1@example.org>"
    )


@pytest.mark.parametrize("fault", [Fault.TEMPORARY, Fault.NO_CONNECTION, Fault.LOG_IN, Fault.SENDER_REFUSED])
def test_temporary_fault_is_tried_six_times_with_growing_pauses(fault: Fault) -> None:
    settled = [outcome(Receipt(fault, 451), held(attempts)) for attempts in range(1, TRIES + 1)]

    assert [s.next_at and s.next_at - NOW for s in settled] == [*BACK_OFF, None]
    assert [s.state for s in settled] == [MailState.PENDING] * 5 + [MailState.FAILED]
    assert {s.reason for s in settled} == {str(fault)}


@pytest.mark.parametrize(("jitter", "minutes"), [(-1.0, 4), (0.0, 5), (1.0, 6)])
def test_pauses_are_spread_by_a_fifth(jitter: float, minutes: int) -> None:
    settled = outcome(Receipt(Fault.TEMPORARY), held(2), jitter=jitter)

    assert settled.next_at == NOW + timedelta(minutes=minutes)


def test_no_try_is_made_when_the_mail_is_of_no_use_any_more() -> None:
    settled = outcome(Receipt(Fault.TEMPORARY, 451, "4.7.1"), held(lasts=timedelta(seconds=30)))

    assert (settled.state, settled.next_at) == (MailState.FAILED, None)
    assert settled.reason == "temporary 4.7.1"


@pytest.mark.parametrize("fault", [Fault.RECIPIENT_REFUSED, Fault.DEAD_ADDRESS, Fault.CONTENT_REFUSED])
def test_refused_for_good_has_failed(fault: Fault) -> None:
    assert outcome(Receipt(fault, 550), held()).state == MailState.FAILED


def test_unconfirmed_is_repeated_once_under_the_same_message_id() -> None:
    first = outcome(Receipt(Fault.NO_REPLY), held())
    second = outcome(Receipt(Fault.NO_REPLY), held(2, last_error=first.reason))

    assert (first.state, first.next_at) == (MailState.PENDING, NOW + timedelta(seconds=90))
    assert (second.state, second.next_at) == (MailState.FAILED, None)
    assert first.message_id == second.message_id


def test_unconfirmed_after_another_fault_is_still_repeated() -> None:
    assert outcome(Receipt(Fault.NO_REPLY), held(3, last_error="temporary 4.7.1")).state == MailState.PENDING


def test_only_what_was_on_its_way_unconfirmed_may_have_arrived() -> None:
    assert [fault for fault in Fault if outcome(Receipt(fault), held()).may_have_arrived] == [Fault.NO_REPLY]
