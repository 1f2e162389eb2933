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
    assert figures["last_sent_at"] is not None


def test_empty_outbox_has_no_lag() -> None:
    assert json.loads(said("--json"))["lag"] == 0


def test_words_for_people_name_the_same_figures() -> None:
    lines = dict(line.rsplit(None, 1) for line in said().splitlines())

    assert lines["pending"] == "0"
    assert lines["oldest due at"] == "-"
    assert {name.replace(" ", "_") for name in lines} == set(json.loads(said("--json")))
