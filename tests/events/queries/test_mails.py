"""The mails of an event as a few lines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.choices import MailState
from events.choices import ReminderKind
from events.models import Event, Reminder
from events.queries.mails import MARKS, mail_lines, mails_by_state
from tests import make

pytestmark = pytest.mark.django_db
DUE = timezone.now() + timedelta(days=3)


def mail(event: Event, kind: str, state: str, *, revision: int = 1, why: str = "", days: int = 0) -> None:
    """Write a mail as the clock leaves it behind."""
    due_at = DUE + timedelta(days=days)
    is_open = state in (MailState.PENDING, MailState.SENDING)
    Reminder.objects.create(
        event=event,
        activist=make.activist(section=event.section),
        kind=kind,
        revision=revision,
        state=state,
        due_at=due_at,
        next_at=due_at if is_open else None,
        sent_at=due_at if state == MailState.SENT else None,
        expires_at=due_at + timedelta(days=1),
        last_error=why,
    )


def test_mails_of_one_kind_are_one_line_with_their_states_and_reasons() -> None:
    event = make.event()
    for _number in range(2):
        mail(event, ReminderKind.DAY_BEFORE, MailState.SENT)
    mail(event, ReminderKind.DAY_BEFORE, MailState.CANCELLED, why="cannot_come", days=-1)
    (line,) = mail_lines(event)

    assert (line.what, line.number, line.due_at) == ("Second reminder", 3, DUE)
    assert [(share.number, share.words) for share in line.shares] == [(2, "sent"), (1, "not needed")]
    assert mails_by_state([line]) == "2 sent · 1 not needed"


def test_each_move_has_its_own_line() -> None:
    event = make.event()
    for revision in (2, 3):
        mail(event, ReminderKind.MOVED, MailState.SENT, revision=revision, days=revision)
        mail(event, ReminderKind.DAY_BEFORE, MailState.PENDING, revision=revision)

    assert [(line.what, line.number) for line in mail_lines(event)] == [
        ("Second reminder", 2),
        ("Moved", 1),
        ("Moved", 1),
    ]


def test_several_reasons_are_counted() -> None:
    event = make.event()
    for why in ("answered", "answered", "cannot_come"):
        mail(event, ReminderKind.NUDGE, MailState.CANCELLED, why=why)
    (line,) = mail_lines(event)

    assert "2 × " in line.why
    assert "1 × " in line.why


def test_every_state_has_a_mark() -> None:
    assert MARKS.keys() == set(MailState)


def test_any_number_of_mails_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    event = make.event()
    for _number in range(5):
        mail(event, ReminderKind.ASKED, MailState.PENDING)
    with django_assert_num_queries(1):
        assert mail_lines(event)[0].number == 5
