"""What a mail server's answer amounts to."""

from __future__ import annotations

import pytest

from accounts.post.faults import Fault, Receipt, enhanced_code, judge


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"5.1.1 <anna@example.org>: no such user", "5.1.1"),
        (b"4.7.1 Greylisted", "4.7.1"),
        (b"5.1.10", "5.1.10"),
        (b"no such user anna@example.org", ""),
        (b"5.1.1x nonsense", ""),
        (b"", ""),
    ],
)
def test_of_a_reply_the_status_code_is_kept_and_nothing_else(reply: bytes, code: str) -> None:
    assert enhanced_code(reply) == code


CASES = {
    "4xx is tried again": (451, b"4.3.0 later", Fault.TEMPORARY),
    "421 is tried again": (421, b"closing", Fault.TEMPORARY),
    "nonsense is tried again": (-1, b"", Fault.TEMPORARY),
    "550 alone is no dead address": (550, b"no", Fault.RECIPIENT_REFUSED),
    "policy is no dead address": (550, b"5.7.1 blocked", Fault.RECIPIENT_REFUSED),
    "unknown mailbox": (550, b"5.1.1 unknown", Fault.DEAD_ADDRESS),
    "disabled mailbox": (550, b"5.2.1 disabled", Fault.DEAD_ADDRESS),
}


@pytest.mark.parametrize(("code", "reply", "fault"), CASES.values(), ids=CASES)
def test_judgement_on_a_recipient(code: int, reply: bytes, fault: Fault) -> None:
    assert judge(code, reply, permanent=Fault.RECIPIENT_REFUSED).fault == fault


def test_only_a_recipient_can_be_a_dead_address() -> None:
    assert judge(554, b"5.1.1 odd", permanent=Fault.CONTENT_REFUSED).fault == Fault.CONTENT_REFUSED


def test_reason_that_is_stored_names_no_address() -> None:
    receipt = judge(550, b"5.1.1 <anna@example.org> unknown", permanent=Fault.RECIPIENT_REFUSED)

    assert receipt.reason == "dead_address 5.1.1"
    assert Receipt().reason == ""
