"""What went to whom about an event, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.post.drain import drain_once
from accounts.post.faults import Fault
from events.choices import Role
from events.models import Event
from events.queries.ledger import LedgerFilter, LedgerRow, ledger_rows, matching, reason_words
from events.rules.reasons import NotSent
from tests import make

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def ledger(event: Event) -> list[LedgerRow]:
    return list(ledger_rows(event.reminders.order_by("due_at", "pk"), now=NOW))


@pytest.mark.django_db
def test_ledger_says_what_to_whom_when_there_and_why() -> None:
    event = make.event(now=NOW)
    coordinator = make.coordinator(event.section)
    anna = make.activist(section=event.section, name="Anna")
    make.assignment(event, anna, role=Role.STEWARD, said="no", now=NOW)
    ben = make.activist(section=event.section, name="Ben")
    make.assignment(event, ben, role=Role.STEWARD, now=NOW)
    drain_once(now=NOW)

    with CaptureQueriesContext(connection) as captured:
        rows = ledger(event)

    told = {(row.what, row.to): row for row in rows}
    sent, stopped = told["asked to take part", "Ben"], told["second reminder", "Anna"]
    assert (sent.state, sent.state_words, sent.local, sent.why) == (
        "sent",
        "sent",
        datetime(2026, 5, 1, 22, 0),
        "somebody is asked to take part",
    )
    assert (stopped.state, stopped.local, stopped.why) == (
        "cancelled",
        datetime(2026, 5, 30, 18, 0),
        "the person cannot come",
    )
    assert not told["report due", coordinator.name].is_to_activist
    assert len(captured) == 1


@pytest.mark.django_db
def test_why_counts_the_days_before_the_event_until_that_has_moved() -> None:
    event = make.event(now=NOW)
    make.assignment(event, role=Role.STEWARD, now=NOW)

    def whys() -> set[str]:
        return {row.why for row in ledger(event) if row.what == "first reminder"}

    assert whys() == {"7 days before the event"}

    event.reminders.filter(kind="week_before").update(state="sent", next_at=None, sent_at=NOW)
    assert whys() == {"7 days before the event"}

    Event.objects.filter(pk=event.pk).update(revision=event.revision + 1)
    assert whys() == {"the event comes nearer"}


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "found"), [("zoe", 1), ("ZOË", 1), ("smi zo", 1), ("oe", 0), ("zoe x", 0)])
def test_those_who_run_the_event_are_found_by_name_however_it_is_written(asked: str, found: int) -> None:
    event = make.event(now=NOW)
    coordinator = make.coordinator(event.section)
    User.objects.filter(pk=coordinator.pk).update(name="Zoë Smith")
    make.assignment(event, role=Role.STEWARD, now=NOW)
    mails = event.reminders.filter(kind="report_due")

    assert matching(mails, LedgerFilter(text=asked)).count() == found


@pytest.mark.django_db
def test_row_that_waits_for_another_try_says_when_and_what_the_server_said() -> None:
    event = make.event(now=NOW)
    make.assignment(event, role=Role.STEWARD, now=NOW)
    later = NOW + timedelta(minutes=5)
    event.reminders.filter(kind="asked").update(attempts=2, next_at=later, last_error="temporary 4.7.1")

    (row,) = [row for row in ledger(event) if row.what == "asked to take part"]

    assert (row.at, row.tries) == (later, 2)
    assert row.why == "the mail server asked to try again later (4.7.1)"


def test_every_reason_has_words() -> None:
    assert all(reason_words(reason) for reason in [*Fault.values, *NotSent.values])
    assert (reason_words(""), reason_words("something of tomorrow")) == ("", " (of tomorrow)")
