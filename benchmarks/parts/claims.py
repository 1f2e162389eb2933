"""What a claim costs beside so many finished rows: ``python -m parts.claims NUMBER …`` on a filled database."""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import UTC, datetime

ROUNDS = 40
WAITING = 1_000
COPY = """
INSERT INTO events_reminder (event_id, activist_id, kind, revision, round, due_at, expires_at, next_at, created_at,
    state, attempts, claim, last_error, message_id, sent_at)
SELECT event_id, activist_id, kind, {revision}, 1, due_at, expires_at, NULL, created_at, 'sent', 1, '', '', '', due_at
FROM events_reminder WHERE revision = 1 AND activist_id IS NOT NULL AND kind = 'asked'
"""


def main(numbers: list[int]) -> None:
    """Print milliseconds for a claim of 100 and for an empty one, for each number of finished rows."""
    import django

    django.setup()
    from events.models import Reminder

    now = datetime.now(UTC)
    base = Reminder.objects.filter(kind="asked", activist__isnull=False).count()
    found = {}
    revision = 1
    for number in numbers:
        while Reminder.objects.filter(state="sent").count() + base <= number + base // 2:
            revision += 1
            _sql(COPY.format(revision=revision))
        _tidy()
        waiting = list(
            Reminder.objects.filter(kind="asked", revision=1).values_list("pk", flat=True)[:WAITING]
        )
        Reminder.objects.filter(pk__in=waiting).update(next_at=now, due_at=now)
        found[number] = {"claim_ms": _claims(now), "empty_ms": _empty(now)}
    print(json.dumps(found))


def _claims(now: datetime) -> float:
    from accounts.post.claim import claim
    from accounts.post.settle import give_back

    spent = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        held = claim(_table(), now=now, most=100)
        spent.append(time.perf_counter() - began)
        assert held is not None
        give_back(held, [row.id for row in held.rows], now=now)
    return round(statistics.median(spent) * 1000, 3)


def _empty(now: datetime) -> float:
    from accounts.post.claim import claim
    from events.models import Reminder

    Reminder.objects.filter(next_at__lte=now).update(next_at=datetime(2100, 1, 1, tzinfo=UTC))
    spent = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        assert claim(_table(), now=now, most=100) is None
        spent.append(time.perf_counter() - began)
    return round(statistics.median(spent) * 1000, 3)


def _table() -> object:
    from accounts.post.tables import tables

    return next(table for table in tables() if table.name == "events_reminder")


def _sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def _tidy() -> None:
    from django.db import connection

    _sql("VACUUM ANALYZE events_reminder" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])
