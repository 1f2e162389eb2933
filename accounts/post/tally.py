"""Counting what became of mails, a group at a time, in one short transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection, models, transaction

from accounts.choices import MailState
from accounts.models import MailMinute, MailTally
from accounts.post.claim import Held, instant
from accounts.post.faults import MAY_HAVE_ARRIVED, Fault
from accounts.post.settle import stubborn
from accounts.post.states import Settlement
from accounts.post.tables import Table

RETRY: Final = "retry"
"""A try that failed, and another will follow."""
REPEAT: Final = "repeat"
"""A mail that was handed over once more though it may have arrived before: at most so many are in a mailbox twice."""


class End(NamedTuple):
    """What is counted: mails of a kind that came to the same."""

    kind: str
    came_to: str
    fault: str = ""


def ends_of(held: Held, settlement: Settlement) -> Iterator[End]:
    """Yield what settling a row adds to the tally."""
    fault = settlement.reason.partition(" ")[0]
    if settlement.state != MailState.PENDING:
        yield End(held.kind, settlement.state.value, fault)
    elif settlement.counts:
        yield End(held.kind, RETRY, fault)
    is_handed_over = settlement.state == MailState.SENT or fault == Fault.NO_REPLY
    if is_handed_over and held.last_error in MAY_HAVE_ARRIVED:
        yield End(held.kind, REPEAT, held.last_error)


def tally(table: Table, ends: Counter[End], *, now: datetime) -> None:
    """Add to the counts. Any number of processes may do so at once.

    Not in the transaction that settles a mail: a sender that is killed takes the counts of its group with it.
    """
    if not ends:
        return
    # in one order, so that two senders never wait for each other
    rows = [(table.model._meta.model_name, *end, count) for end, count in sorted(ends.items())]
    sent, failed = (sum(n for end, n in ends.items() if end.came_to == to) for to in ("sent", "failed"))
    minute = instant(now.replace(second=0, microsecond=0))

    def write() -> None:
        with transaction.atomic(savepoint=False):
            _add(MailTally, ("source", "kind", "came_to", "fault"), ("count",), rows)
            if sent or failed:
                _add(MailMinute, ("minute",), ("sent", "failed"), [(minute, sent, failed)])

    stubborn(write)


def _add(
    model: type[models.Model], keys: Sequence[str], counts: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of (*keys, *counts); where the keys are known, add the counts to what stands there."""
    table = model._meta.db_table
    marks = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in rows)
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counts)
    sql = (
        f"INSERT INTO {table} ({', '.join((*keys, *counts))}) VALUES {marks}"  # noqa: S608 - names are our own
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
