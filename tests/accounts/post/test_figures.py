"""The clock's figures, against the instant of asking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from accounts.post.drain import drain_once
from accounts.post.figures import clock_figures
from tests.accounts.post.conftest import NOW, Write

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_empty_outbox_has_nothing_to_date() -> None:
    figures = clock_figures(NOW)

    assert (figures.pending, figures.due, figures.oldest_due_age, figures.last_pass_age) == (0, 0, None, None)


def test_what_waits_grows_older_while_the_clock_stands(letters: Write) -> None:
    letters(3)

    assert clock_figures(NOW - MINUTE).due == 0
    figures = clock_figures(NOW + 2 * MINUTE)
    assert (figures.pending, figures.due, figures.oldest_due_age) == (3, 3, 2 * MINUTE)


def test_pass_and_accepted_mail_leave_a_trace(letters: Write) -> None:
    letters(2)

    drain_once(now=NOW)

    figures = clock_figures(NOW + MINUTE)
    assert len(mail.outbox) == 2
    assert (figures.sent, figures.due) == (2, 0)
    assert (figures.last_sent_at, figures.last_mail_at) == (NOW, NOW)
    assert (figures.last_pass_at, figures.last_pass_age) == (NOW, MINUTE)
