"""Writing down what became of the mails of one claim, each before the next body leaves: a kill repeats one at most.

On PostgreSQL the statements travel through libpq's pipeline: each is sent, and committed, at once, and nobody waits for
the answer while the next mail is on its way. Whatever was not confirmed when the connection breaks is written again.

A sender that is killed leaves to the server what it has sent. An answer that reached nobody would take with it what
follows, so the server is let keep its answers back: each settlement is a transaction that says itself where it ends,
and only every sixteenth is followed by a sync, whose answer is awaited before anything else is sent.
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
from psycopg.pq.abc import PGconn, PGresult

from accounts.post.claim import Claim, instant
from accounts.post.settle import settle, stubborn
from accounts.post.states import Settlement
from accounts.post.tally import End, ends_of

log = logging.getLogger(__name__)
MOST_UNCONFIRMED = 16
"""With so many on their way the sender waits: a database that is slow to commit sets the pace."""
_NAME = b"handins_settle"
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
    """Sends each settlement at once as a transaction of its own, and reads the answers to several together.

    Within somebody else's transaction nothing can be committed: there each is written as any other statement.
    """

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._unconfirmed: deque[tuple[int, Settlement]] = deque()
        self._pipe: PGconn | None = None
        self._is_plain, self._hit = connection.in_atomic_block, False
        self._held = {row.id: row for row in claim.rows}
        self.settled: Counter[str] = Counter()
        self.ends: Counter[End] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.rest()

    def enter(self, row_id: int, settlement: Settlement) -> None:
        """Send one settlement. Raises OperationalError when the database stays away."""
        if self._pipe is None and not self._is_plain:
            self._open_pipe()
        if self._pipe is None:
            self._write(row_id, settlement)
            return
        self._unconfirmed.append((row_id, settlement))
        values = [_text(value) for value in _values(self._claim, row_id, settlement)]
        self._try(lambda pipe: self._send(pipe, values))
        if len(self._unconfirmed) >= MOST_UNCONFIRMED:
            self._try(self._confirm)

    def rest(self) -> None:
        """Wait for what is not confirmed yet, and leave the pipeline."""
        if self._pipe is not None:
            self._try(self._close_pipe)
        if self._pipe is not None:
            self._pipe = None
            connection.execute_wrappers.remove(_refuse)

    def _open_pipe(self) -> None:
        connection.ensure_connection()
        self._pipe = connection.connection.pgconn
        self._pipe.enter_pipeline_mode()
        connection.execute_wrappers.append(_refuse)
        sql = _STATEMENT.format(*(f"${number}" for number in range(1, 11)), table=self._claim.table.name)
        self._try(lambda pipe: self._begin(pipe, sql))

    def _begin(self, pipe: PGconn, sql: str) -> None:
        pipe.send_prepare(_NAME, sql.encode())
        pipe.send_query_params(b"BEGIN", [])

    def _close_pipe(self, pipe: PGconn) -> None:
        pipe.send_query_params(b"ROLLBACK", [])  # of the last of the chain, in which nothing was done
        pipe.send_query_params(b"DEALLOCATE " + _NAME, [])  # a pooled connection is somebody else's next
        self._confirm(pipe)
        pipe.exit_pipeline_mode()

    def _send(self, pipe: PGconn, values: list[bytes | None]) -> None:
        pipe.consume_input()  # tells of a connection that is gone
        pipe.send_query_prepared(_NAME, values)
        pipe.send_query_params(b"COMMIT AND CHAIN", [])
        _flush(pipe)

    def _confirm(self, pipe: PGconn) -> None:
        """Ask for the answers, and wait for them."""
        pipe.pipeline_sync()
        _flush(pipe)
        is_synced = False
        while not is_synced:
            _wait(pipe, select.POLLIN)
            pipe.consume_input()
            while not is_synced and not pipe.is_busy():
                result = pipe.get_result()
                if result is not None:  # which stands between the answers to two statements
                    is_synced = self._took_in(pipe, result)

    def _took_in(self, pipe: PGconn, result: PGresult) -> bool:
        """Take in one answer; say whether it is that to the sync. Raises OperationalError for a complaint."""
        if result.status == ExecStatus.PIPELINE_SYNC:
            return True
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(pipe.get_error_message())
        said = result.command_status or b""
        if said.startswith(b"UPDATE"):
            self._hit = result.command_tuples == 1
        elif said == b"COMMIT":
            self._count(*self._unconfirmed.popleft(), hit=self._hit)
        return False

    def _try(self, act: Callable[[PGconn], object]) -> None:
        if self._pipe is None:
            return
        try:
            act(self._pipe)
        except psycopg.Error:
            self._go_on_without_pipe()

    def _go_on_without_pipe(self) -> None:
        log.warning(
            "The connection to the database broke; %s settlements are written again.", len(self._unconfirmed)
        )
        self._pipe, self._is_plain = None, True
        connection.execute_wrappers.remove(_refuse)
        connection.close()
        again = list(self._unconfirmed)
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


def _flush(pipe: PGconn) -> None:
    while pipe.flush():
        _wait(pipe, select.POLLOUT)


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
