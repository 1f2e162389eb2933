"""The clock without a broker, from the shell."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from accounts.choices import LetterKind
from accounts.models import Letter
from accounts.post.letters import write_letter
from events.management.commands import run_due

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def letter(**facts: Any) -> Letter:
    return write_letter(kind=LetterKind.TEST, address="anna@example.org", **facts)


def said(*options: str) -> str:
    out = StringIO()
    call_command("run_due", *options, stdout=out)
    return out.getvalue().strip()


def test_once_sends_what_is_due_and_ends() -> None:
    letter()

    assert said("--once") == "1 sent"
    assert said("--once") == "nothing due"
    assert len(mail.outbox) == 1


def test_at_pretends_another_instant() -> None:
    letter(now=datetime(2017, 6, 1, tzinfo=UTC))

    assert said("--at", "2017-05-31T23:59:00Z") == "nothing due"
    assert said("--at", "2017-06-01T10:00:00+10:00") == "1 sent"

    assert Letter.objects.get().sent_at == datetime(2017, 6, 1, tzinfo=UTC)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("instant", ["yesterday", "2017-06-01T10:00:00", "2017-13-01T10:00:00Z"])
def test_at_wants_an_instant_with_its_zone(instant: str) -> None:
    with pytest.raises(CommandError, match="--at"):
        said("--at", instant)


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("backend", "demo", "is_refused"),
    [
        (SMTP, False, True),
        ("anymail.backends.mailgun.EmailBackend", False, True),
        (SMTP, True, False),
        ("django.core.mail.backends.console.EmailBackend", False, False),
        ("handins.mailbox.FileBackend", False, False),
    ],
)
def test_at_never_sends_real_mail_from_another_time(
    settings: Any, backend: str, demo: bool, is_refused: bool
) -> None:
    settings.EMAIL_BACKEND, settings.DEMO = backend, demo

    if is_refused:
        with pytest.raises(CommandError, match="real mail"):
            said("--at", "2017-06-01T00:00:00Z")
    else:
        assert said("--at", "2017-06-01T00:00:00Z") == "nothing due"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("options", [("--once", "--watch"), ("--watch", "--at", "2017-06-01T00:00:00Z")])
def test_options_exclude_one_another(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        said(*options)


def stop_soon() -> None:
    """Send this process SIGTERM as soon as a mail has gone."""

    def wait() -> None:
        while not mail.outbox:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


@pytest.fixture(autouse=True)
def _signals_as_before() -> Any:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
def test_watch_leaves_fresh_mail_to_the_senders_and_ends_at_a_signal() -> None:
    fresh, overdue = letter(), letter(now=timezone.now() - timedelta(seconds=16))
    stop_soon()

    said("--watch")

    assert Letter.objects.get(pk=overdue.pk).state == "sent"
    assert Letter.objects.get(pk=fresh.pk).state == "pending"


@pytest.mark.django_db(transaction=True)
def test_without_options_it_keeps_house_as_well() -> None:
    late, due = letter(now=timezone.now() - timedelta(days=1)), letter()
    Letter.objects.filter(pk=late.pk).update(next_at=timezone.now() - timedelta(hours=2))
    stop_soon()

    said()

    assert Letter.objects.get(pk=due.pk).state == "sent"
    assert Letter.objects.get(pk=late.pk).state == "missed"


@pytest.mark.database("sqlite")
def test_database_that_is_away_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def away() -> None:
        raise DatabaseError("the server closed the connection")

    run_due._passed(away)

    assert "The database is away" in caplog.text
