"""Taking due rows: one statement decides who owns a row, until the lease is over. An expired lease *is* a due row."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.post.holders import new_token
from accounts.post.tables import Table

GROUP = 100
"""Rows of a first claim; how fast they go decides about the next."""
SMALLEST, LARGEST = 20, 400
LENGTH = timedelta(seconds=3)
"""A group takes about so long: what is decided meanwhile comes too late for it, and reading it costs the same."""
LEASE = timedelta(seconds=120)
FENCE = 0.8
"""A holder stops by itself when this part of its lease is over: nobody else can own the row yet."""


@dataclass(frozen=True)
class Held:
    """One claimed row. `attempts` counts this one; `last_error` is what the try before ended with."""

    id: int
    attempts: int
    due_at: datetime
    expires_at: datetime
    last_error: str
    kind: str = ""


@dataclass(frozen=True)
class Claim:
    """A group of rows held under one token, which says who holds them. Every change of them names it."""

    table: Table
    token: str
    rows: tuple[Held, ...]
    taken: float = field(default_factory=time.monotonic)

    @property
    def is_safe(self) -> bool:
        """Whether another mail may be begun: measured by a clock that nobody sets."""
        return time.monotonic() - self.taken < LEASE.total_seconds() * FENCE


def next_size(sent: int, *, seconds: float) -> int:
    """Return how many rows to claim after a group of which `sent` were worked off in `seconds`."""
    return max(SMALLEST, min(LARGEST, int(sent / max(seconds, 0.001) * LENGTH.total_seconds())))


# Materialised: PostgreSQL could otherwise lock more rows than it updates. SKIP LOCKED: nobody waits for anybody.
_POSTGRESQL = """
WITH due AS MATERIALIZED (
    SELECT id FROM {table} WHERE next_at <= %s ORDER BY next_at, id LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE {table} AS held SET state = 'sending', claim = %s, next_at = %s, attempts = held.attempts + 1,
    last_error = {last_error}, may_have_arrived = held.may_have_arrived OR held.state = 'sending'
FROM due WHERE held.id = due.id
RETURNING held.id, held.attempts, held.due_at, held.expires_at, held.last_error, held.kind
"""
# One writer at a time (BEGIN IMMEDIATE): the subselect needs no lock of its own.
_SQLITE = """
UPDATE {table} SET state = 'sending', claim = %s, next_at = %s, attempts = attempts + 1,
    last_error = {last_error}, may_have_arrived = may_have_arrived OR state = 'sending'
WHERE id IN (SELECT id FROM {table} WHERE next_at <= %s ORDER BY next_at, id LIMIT %s)
RETURNING id, attempts, due_at, expires_at, last_error, kind
"""
# A row still being sent when its lease is over: whoever had it is gone, and may have handed it over before.
_LAST_ERROR = """
CASE WHEN {held}state = 'sending' AND {held}last_error <> 'no_reply' THEN 'taken_over' ELSE {held}last_error END
"""


def claim(
    table: Table, *, now: datetime, overdue_by: timedelta = timedelta(), most: int = GROUP
) -> Claim | None:
    """Take up to `most` rows that have been due for `overdue_by`; None when there is none.

    Any number of processes may call this at once; each row goes to one of them. Raises RuntimeError inside a
    transaction: it would stay open while mail is sent.
    """
    token = new_token()
    latest, lease_over = instant(now - overdue_by), instant(now + LEASE)
    is_postgresql = connection.vendor == "postgresql"
    last_error = _LAST_ERROR.format(held="held." if is_postgresql else "").strip()
    sql = (_POSTGRESQL if is_postgresql else _SQLITE).format(table=table.name, last_error=last_error)
    params: list[Any] = (
        [latest, most, token, lease_over] if is_postgresql else [token, lease_over, latest, most]
    )
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    rows = (Held(pk, tries, _read(due), _read(ends), *rest) for pk, tries, due, ends, *rest in found)
    held = tuple(sorted(rows, key=lambda row: (row.due_at, row.id)))
    return Claim(table, token, held) if held else None


def instant(instant: datetime) -> object:
    """Return an instant as a raw statement takes it."""
    return connection.ops.adapt_datetimefield_value(instant)


def _read(stored: object) -> datetime:
    """Return an instant as the database hands it out: SQLite's are text without a zone."""
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
