"""Whether the board's lines say what the rows say: looked at after every test that used a database."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.utils import DatabaseError

from events.models import Event
from events.queries.board_lines import stale_lines


def forgotten_lines() -> list[str]:
    """Return the events whose line an action forgot to refresh, and what it should say."""
    if connection.needs_rollback:
        return []
    try:
        with transaction.atomic():  # a test may end in a transaction that the database gave up
            events = list(Event.objects.values_list("pk", flat=True))
            stale = list(stale_lines(events)) if events else []
    except DatabaseError:
        return []
    titles = dict(Event.objects.filter(pk__in=[line.pk for line in stale]).values_list("pk", "title"))
    return [f"{titles[line.pk]} ({line.pk}): {line}" for line in stale]
