"""A mail server that refuses, leaves, falls silent or hangs up in the middle of a send; time is set, never awaited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.fields import email_hash
from accounts.models import Suppression
from accounts.post.drain import drain_once
from benchmarks.parts.rows import Balance, is_over
from events.models import Reminder
from tests.flows.sending import PEOPLE, Send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
MAILS = 40
PASSES = [timedelta(minutes=minutes) for minutes in (0, 1, 2, 4, 8, 16, 30, 60, 120, 300, 600)]
"""When the clock looks; back-offs are over by then."""
SILENT = {"wait": 1.5, "drop": "before"}
"""Longer than the lane waits here."""


@pytest.fixture
def post(send: Send, settings: Any) -> Iterator[Send]:
    """A planned send of this process, over one lane."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", send.sink.port
    settings.EMAIL_TIMEOUT, settings.MAIL_LANES = 0.5, 1
    send.sink.rules()
    send.plan(MAILS)
    return send


def sent(post: Send, *rules: dict[str, Any]) -> Balance:
    """Let the clock pass with these rules until nothing is left."""
    post.sink.rules(*rules)
    for passed in PASSES:
        drain_once(now=post.at + passed)
        if is_over(post.at):
            break
    return post.balance()


def at_each(stages: str, **rule: Any) -> list[dict[str, Any]]:
    """Return a rule for each stage, to be applied to one mail each."""
    return [{"at": stage, "skip": 3 + 5 * n, "times": 1, **rule} for n, stage in enumerate(stages.split())]


def test_put_off_mails_go_later(post: Send) -> None:
    found = sent(post, *at_each("MAIL RCPT DATA body", answer="451 4.3.0 Later"))

    assert (found.accepted, found.lost, found.repeats, found.strange) == (MAILS, 0, 0, 0)
    assert post.sink.tell("figures")["faults"] == 4
    assert Reminder.objects.filter(kind="asked", attempts=2).count() == 4


def test_server_that_leaves_is_met_again(post: Send) -> None:
    leaving = {"answer": "421 4.3.2 Closing"}
    found = sent(post, {"at": "connect", "times": 1, **leaving}, *at_each("MAIL RCPT DATA body", **leaving))

    assert (found.accepted, found.lost, found.repeats, found.strange) == (MAILS, 0, 0, 0)
    assert post.sink.tell("figures")["faults"] == 5


def test_refused_mails_are_shown_and_a_dead_address_is_left_alone(post: Send) -> None:
    row = Reminder.objects.filter(kind="asked").select_related("activist").order_by("pk")[10]
    assert row.activist is not None
    dead = {"at": "RCPT", "to": row.activist.email, "answer": "550 5.1.1 No such user"}
    found = sent(post, dead, *at_each("body", answer="554 5.7.1 Not this"))

    gone = MAILS // PEOPLE + 1  # all mails to the dead address, and the one that was not liked
    assert found.states["sent"] == found.accepted == MAILS - gone
    assert (found.lost, found.repeats, found.strange) == (0, 0, 0)
    assert Suppression.objects.filter(email_hash=email_hash(row.activist.email)).exists()


def test_silence_costs_nobody_a_mail_and_nobody_gets_two(post: Send) -> None:
    found = sent(post, *at_each("MAIL DATA body", **SILENT))

    assert (found.accepted, found.lost, found.repeats, found.strange) == (MAILS, 0, 0, 0)


def test_dropped_before_it_was_taken_goes_again_once(post: Send) -> None:
    found = sent(post, *at_each("body body", drop="before"))

    assert (found.accepted, found.lost, found.repeats, found.strange) == (MAILS, 0, 0, 0)


def test_dropped_after_it_was_taken_is_repeated_under_its_message_id(post: Send) -> None:
    found = sent(post, *at_each("body body body", drop="after"))

    assert (found.accepted, found.lost, found.repeats, found.strange) == (MAILS, 0, 3, 0)
    assert found.states == {"sent": MAILS}


def test_server_that_is_away_costs_no_mail_a_try(post: Send) -> None:
    post.sink.tell("refuse")
    for seconds in range(0, 60, 5):
        drain_once(now=post.at + timedelta(seconds=seconds))
    tried = Reminder.objects.filter(kind="asked", attempts__gt=0).count()
    post.sink.tell("accept")
    found = sent(post)

    assert tried <= 6  # one mail at a time looks whether it is back, less and less often
    assert (found.accepted, found.lost, found.repeats, found.strange) == (MAILS, 0, 0, 0)
