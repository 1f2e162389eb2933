# ruff: noqa: S608 - table and column names are our own; every value travels as a parameter
"""The three writing statements of a plan. Rows travel as one JSON parameter: their number changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from events.models import Reminder
from events.rules.changes import Cancel, Move
from events.rules.reminding import Wanted

_TYPES = {
    "id": "bigint",
    "event_id": "bigint",
    "activist_id": "bigint",
    "user_id": "bigint",
    "kind": "text",
    "revision": "integer",
    "round": "smallint",
    "attempts": "smallint",
    "reason": "text",
    "due_at": "timestamptz",
    "next_at": "timestamptz",
    "expires_at": "timestamptz",
}
_TABLE = Reminder._meta.db_table


def insert(mails: Sequence[Wanted], *, now: datetime) -> int:
    """Store new rows; one that somebody else stored meanwhile stays as it is. Returns how many were stored."""
    columns = (
        "event_id", "activist_id", "user_id", "kind", "revision", "round", "due_at", "expires_at"
    )  # fmt: skip
    instants = _Instants()
    rows = [
        [
            mail.key.event,
            mail.key.recipient.id if mail.key.recipient.table == "activist" else None,
            mail.key.recipient.id if mail.key.recipient.table == "user" else None,
            mail.key.kind,
            mail.key.revision,
            mail.key.round,
            instants[mail.due_at],
            instants[mail.expires_at],
        ]
        for mail in mails
    ]
    listed = ", ".join(columns)
    return _execute(
        f"INSERT INTO {_TABLE} ({listed}, next_at, created_at, state, attempts, claim, last_error, message_id)"
        f" SELECT {listed}, due_at, %s, 'pending', 0, '', '', '' FROM {_rows(columns)} WHERE true"
        " ON CONFLICT DO NOTHING",
        [instants[now]],
        rows,
    )


def move(moves: Sequence[Move]) -> int:
    """Let waiting or cancelled rows wait for another time, revision, or again. Returns how many did."""
    columns = ("id", "revision", "due_at", "next_at", "expires_at", "attempts")
    instants = _Instants()
    rows = [
        [
            move.id,
            move.wanted.key.revision,
            instants[move.wanted.due_at],
            instants[move.next_at],
            instants[move.wanted.expires_at],
            move.attempts,
        ]
        for move in moves
    ]
    return _execute(
        f"UPDATE {_TABLE} SET state = 'pending', revision = rows.revision, due_at = rows.due_at,"
        " next_at = rows.next_at, expires_at = rows.expires_at, attempts = rows.attempts, last_error = '',"
        f" smtp_code = NULL FROM {_rows(columns)}"
        f" WHERE {_TABLE}.id = rows.id AND state IN ('pending', 'cancelled')",
        [],
        rows,
    )


def cancel(cancels: Sequence[Cancel]) -> int:
    """Finish waiting rows that are not wanted, with the reason. Returns how many were finished."""
    columns = ("id", "reason")
    return _execute(
        f"UPDATE {_TABLE} SET state = 'cancelled', next_at = NULL, last_error = rows.reason"
        f" FROM {_rows(columns)} WHERE {_TABLE}.id = rows.id AND state = 'pending'",
        [],
        [[row.id, str(row.reason)] for row in cancels],
    )


def _rows(columns: Sequence[str]) -> str:
    """Return the SQL of a table `rows` that unpacks a JSON list of lists."""
    if connection.vendor == "postgresql":
        unpacked = ", ".join(f"(value->>{n})::{_TYPES[name]} AS {name}" for n, name in enumerate(columns))
        return f"(SELECT {unpacked} FROM jsonb_array_elements(%s::jsonb) AS listed(value)) AS rows"
    unpacked = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(columns))
    return f"(SELECT {unpacked} FROM json_each(%s)) AS rows"


class _Instants(dict[datetime, str]):
    """The database's own text for an instant; thousands of rows share a few."""

    def __missing__(self, instant: datetime) -> str:
        text = self[instant] = str(connection.ops.adapt_datetimefield_value(instant))
        return text


def _execute(sql: str, before: list[Any], rows: list[list[Any]]) -> int:
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql, [*before, json.dumps(rows)])
        return int(cursor.rowcount)
