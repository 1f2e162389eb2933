"""Instants read as texts are those Django reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from events.models import Reminder
from events.queries.instants import Instants, texts_of
from tests import make

NOW = datetime(2026, 5, 1, 12, 0, 7, 123456, tzinfo=UTC)


@pytest.mark.django_db
def test_texts_give_what_django_reads_to_the_microsecond() -> None:
    make.assignment(make.event(now=NOW), now=NOW)
    Reminder.objects.filter(kind="asked").update(state="sent", next_at=None, sent_at=NOW)
    names, instants = ("due_at", "sent_at", "next_at"), Instants()
    rows = Reminder.objects.order_by("pk")

    found = [(kind, *(instants[text] for text in texts)) for kind, *texts in texts_of(rows, ("kind",), names)]

    assert found == list(rows.values_list("kind", *names))
    assert any(sent_at == NOW for _kind, _due_at, sent_at, _next_at in found)
