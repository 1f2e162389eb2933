"""Writing down what became of the mails of one claim, each before the next body leaves: a kill repeats one at most.

On PostgreSQL the statements travel through libpq's pipeline: each is sent, and committed, at once, and its answer is
awaited before the next statement only; meanwhile the next mail is on its way. Whatever was not confirmed when the
connection breaks is written again. Of a sender that is killed the server has one statement left, and carries it out. Of
several it would lose all but the first: an answer that reaches nobody ends the connection.
"""

from __future__ import annotations

import logging
import select
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, NoReturn, Protocol, Self

import psycopg
from django.db import connection
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from accounts.post.claim import Claim, instant
from accounts.post.settle import settle, stubborn
from accounts.post.states import Settlement
from accounts.post.tally import End, ends_of

log = logging.getLogger(__name__)
LOST_ROW = "Row %s of %s is somebody else's by now."
_STATEMENT = """
UPDATE {table} SET state = {0}, next_at = {1}, sent_at = {2}, smtp_code = {3}, last_error = {4},
    message_id = COALESCE(NULLIF({5}, ''), message_id), attempts = attempts - {6}, claim = '',
    may_have_arrived = may_have_arrived OR {7}
WHERE id = {8} AND claim = {9} AND state = 'sending'
"""


class Book(Protocol):
    """Where settlements are entered. `settled` counts them by state, `ends` as the tally takes them; complete once the
    book is closed."""

    settled: Counter[str]
    ends: Counter[End]

    def enter(self, row_id: int, settlement: Settlement) -> None:
        """Hand a settlement to the database."""
        ...

    def rest(self) -> None:
        """Wait until all is confirmed; then the connection is free for other statements."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...


def open_book(claim: Claim) -> Book:
    """Return the book of a claim, for the database there is."""
    return PostgresBook(claim) if connection.vendor == "postgresql" else PlainBook(claim)


class PlainBook:
    """Writes each settlement and waits for it: SQLite is in the same process."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._sql = _STATEMENT.format(*["?"] * 10, table=claim.table.name)
        self._held = {row.id: row for row in claim.rows}
        self.settled: Counter[str] = Counter()
        self.ends: Counter[End] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        return

    def rest(self) -> None:
        """Nothing waits."""

    def enter(self, row_id: int, settlement: Settlement) -> None:
        """Write one settlement. Raises OperationalError when the database stays away."""
        if stubborn(lambda: self._written(row_id, settlement)):
            self.settled[settlement.state] += 1
            self.ends.update(ends_of(self._held[row_id], settlement))
        else:
            log.warning(LOST_ROW, row_id, self._claim.table.name)

    def _written(self, row_id: int, settlement: Settlement) -> bool:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            # not through Django's cursor, which would translate the statement for each mail
            cursor = connection.connection.execute(self._sql, _values(self._claim, row_id, settlement))
        return bool(cursor.rowcount)


class PostgresBook:
    """Sends each settlement at once as a transaction of its own, and reads its answer before the next."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._unconfirmed: deque[tuple[int, Settlement] | None] = deque()
        self._pipe: PGconn | None = None
        self._is_broken = self._hit = False
        self._held = {row.id: row for row in claim.rows}
        self.settled: Counter[str] = Counter()
        self.ends: Counter[End] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.rest()

    def enter(self, row_id: int, settlement: Settlement) -> None:
        """Send one settlement. Raises OperationalError when the database stays away."""
        if self._pipe is None and not self._is_broken:
            self._open_pipe()
        self._try_reading()
        if self._pipe is None:
            self._write(row_id, settlement)
            return
        values = [_text(value) for value in _values(self._claim, row_id, settlement)]
        self._try((row_id, settlement), lambda pipe: pipe.send_query_prepared(b"", values))

    def rest(self) -> None:
        """Wait for what is not confirmed yet, and leave the pipeline."""
        self._try_reading()
        if self._pipe is not None:
            self._pipe.exit_pipeline_mode()
            self._pipe = None
            connection.execute_wrappers.remove(_refuse)

    def _open_pipe(self) -> None:
        connection.ensure_connection()
        self._pipe = connection.connection.pgconn
        self._pipe.enter_pipeline_mode()
        connection.execute_wrappers.append(_refuse)
        sql = _STATEMENT.format(*(f"${number}" for number in range(1, 11)), table=self._claim.table.name)
        # the unnamed statement: it lives until the next one, and leaves nothing behind in a pooled connection
        self._try(None, lambda pipe: pipe.send_prepare(b"", sql.encode()))

    def _try(self, entry: tuple[int, Settlement] | None, send: Callable[[PGconn], None]) -> None:
        assert self._pipe is not None
        self._unconfirmed.append(entry)
        try:
            send(self._pipe)
            self._pipe.pipeline_sync()
            while self._pipe.flush():
                _wait(self._pipe, select.POLLOUT)
        except psycopg.Error:
            self._go_on_without_pipe()

    def _try_reading(self) -> None:
        """Wait for the answers that are missing."""
        try:
            while self._pipe is not None and self._unconfirmed:
                self._pipe.consume_input()
                self._read(self._pipe)
                if self._unconfirmed:
                    _wait(self._pipe, select.POLLIN)
        except psycopg.Error:
            self._go_on_without_pipe()

    def _read(self, pipe: PGconn) -> None:
        while self._unconfirmed and not pipe.is_busy():
            result = pipe.get_result()
            if result is None:  # stands between the answer to a statement and the one to its sync
                continue
            if result.status == ExecStatus.COMMAND_OK:
                self._hit = result.command_tuples == 1
            elif result.status != ExecStatus.PIPELINE_SYNC:
                raise psycopg.OperationalError(pipe.get_error_message())
            elif (entry := self._unconfirmed.popleft()) is not None:  # committed
                self._count(*entry, hit=self._hit)

    def _go_on_without_pipe(self) -> None:
        log.warning(
            "The connection to the database broke; %s settlements are written again.", len(self._unconfirmed)
        )
        self._pipe, self._is_broken = None, True
        connection.execute_wrappers.remove(_refuse)
        connection.close()
        again = [entry for entry in self._unconfirmed if entry is not None]
        self._unconfirmed.clear()
        for row_id, settlement in again:
            self._write(row_id, settlement)

    def _write(self, row_id: int, settlement: Settlement) -> None:
        self._count(row_id, settlement, hit=settle(self._claim, row_id, settlement))

    def _count(self, row_id: int, settlement: Settlement, *, hit: bool) -> None:
        if hit:
            self.settled[settlement.state] += 1
            self.ends.update(ends_of(self._held[row_id], settlement))
        else:
            log.warning(LOST_ROW, row_id, self._claim.table.name)


def _refuse(*_statement: Any) -> NoReturn:
    """Stands before every statement of Django's while the pipeline is open: it would read somebody else's answer."""
    raise AssertionError("Settlements are on their way on this connection; let the book rest first.")


def _wait(pipe: PGconn, event: int) -> None:
    poll = select.poll()
    poll.register(pipe.socket, event)
    poll.poll()


def _values(claim: Claim, row_id: int, settlement: Settlement) -> tuple[Any, ...]:
    """Return the values of the statement's marks."""
    return (
        settlement.state.value,
        settlement.next_at and instant(settlement.next_at),
        settlement.sent_at and instant(settlement.sent_at),
        settlement.smtp_code,
        settlement.reason[:120],
        settlement.message_id,
        int(not settlement.counts),
        settlement.may_have_arrived,
        row_id,
        claim.token,
    )


def _text(value: object) -> bytes | None:
    return None if value is None else str(value).encode()
