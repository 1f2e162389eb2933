"""The doors for Celery: they take nothing, return nothing, and do what the clock does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.choices import LetterKind
from accounts.models import Heartbeat, Letter
from accounts.post.letters import write_letter
from events import tasks
from events.models import Reminder
from handins.celery import app
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_send_due_sends_what_is_due_now() -> None:
    write_letter(kind=LetterKind.TEST, address="anna@example.org")

    assert tasks.send_due() is None

    assert [message.to for message in mail.outbox] == [["anna@example.org"]]
    assert Heartbeat.objects.filter(part="clock").exists()


def test_expire_marks_what_is_too_late() -> None:
    write_letter(kind=LetterKind.TEST, address="anna@example.org", now=timezone.now() - DAY)

    tasks.expire()

    assert Letter.objects.get().state == "missed"


def test_reconcile_brings_back_what_is_lost() -> None:
    event = make.event()
    make.coordinator(event.section)
    make.assignment(event)
    Reminder.objects.all().delete()

    tasks.reconcile()

    assert event.reminders.filter(activist__isnull=False).count() == 7


def test_prune_deletes_what_is_old() -> None:
    long_ago = timezone.now() - 400 * DAY
    write_letter(kind=LetterKind.TEST, address="anna@example.org", now=long_ago)
    Letter.objects.update(state="sent", sent_at=long_ago, next_at=None)
    make.assignment(make.event(now=long_ago), now=long_ago)

    tasks.prune()

    assert not Letter.objects.exists()
    assert not Reminder.objects.exists()


@pytest.mark.database("sqlite")
def test_every_tick_of_the_beat_is_a_task_without_arguments() -> None:
    for tick in app.conf.beat_schedule.values():
        name = tick["task"].rpartition(".")[2]
        assert getattr(tasks, name).name == tick["task"]
        assert "args" not in tick
        assert tick["options"]["expires"] > 0
