"""How the clock is doing, from the shell."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.choices import LetterKind
from accounts.post.drain import drain_once
from accounts.post.letters import write_letter
from accounts.post.relay import pause

pytestmark = pytest.mark.django_db


def said(*options: str) -> str:
    out = StringIO()
    call_command("reminders", *options, stdout=out)
    return out.getvalue()


def test_json_counts_by_state_and_says_how_late_the_oldest_is() -> None:
    write_letter(kind=LetterKind.TEST, address="a@example.org")
    drain_once()
    write_letter(kind=LetterKind.TEST, address="b@example.org", now=timezone.now() - timedelta(seconds=90))

    figures = json.loads(said("--json"))

    assert {state: figures[state] for state in ("pending", "due", "sending", "sent", "failed", "missed")} == {
        "pending": 1,
        "due": 1,
        "sending": 0,
        "sent": 1,
        "failed": 0,
        "missed": 0,
    }
    assert 90 <= figures["lag"] == figures["oldest_due_age"] < 100
    assert figures["last_sent_at"] == figures["last_mail_at"] is not None


def test_json_tells_of_the_clock_the_relay_and_what_came_of_all_mails() -> None:
    write_letter(kind=LetterKind.TEST, address="a@example.org")
    drain_once(part="watch")
    pause("no_connection", now=timezone.now())

    figures = json.loads(said("--json"))

    assert set(figures["heartbeat_age"]) == {"clock", "watch", "mail"}
    assert (figures["clock_lives"], figures["relay_paused"]) == (True, True)
    assert figures["relay_fault"] == "no_connection"
    assert figures["relay_paused_since"] < figures["relay_paused_until"]
    assert (figures["sent_total"], figures["failed_total"]) == ({"test": 1}, {})
    assert (figures["missed_total"], figures["retries_total"], figures["repeats_total"]) == (0, 0, 0)


def test_empty_outbox_has_no_lag() -> None:
    figures = json.loads(said("--json"))

    assert (figures["lag"], figures["oldest_due_age"], figures["clock_lives"]) == (0, None, False)


def test_words_for_people_name_the_same_figures() -> None:
    lines = dict(line.split("  ", 1) for line in said().splitlines() if "  " in line)
    lines = {name: value.strip() for name, value in lines.items()}

    assert lines["pending"] == "0"
    assert lines["oldest due at"] == "-"
    assert {name.replace(" ", "_") for name in lines} == set(json.loads(said("--json")))
