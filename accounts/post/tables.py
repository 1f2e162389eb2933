"""Which tables the clock works off, and who composes their mails. Apps register theirs in ready()."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.choices import MailState
from accounts.models import Outgoing
from accounts.post.mail import Sendable


@dataclass(frozen=True)
class NotWanted:
    """A mail that must not go out any more: its last state (cancelled or missed) and why."""

    reason: str
    state: MailState = MailState.CANCELLED


@dataclass(frozen=True)
class NotYet:
    """A mail that has to wait until another instant."""

    until: datetime


class Group(Protocol):
    """The rows of one claim with everything read that composing them takes."""

    def still_wanted(self, row_id: int) -> NotWanted | NotYet | None:
        """Say what speaks against sending this row now; None when nothing does."""
        ...

    def compose(self, row_id: int) -> Sendable:
        """Return the mail of this row. Whatever it raises concerns this row only."""
        ...


@dataclass(frozen=True)
class Table:
    """A table of outgoing rows. `open_group` reads what the rows of a claim need, in a fixed number of queries."""

    model: type[Outgoing]
    open_group: Callable[[Sequence[int], datetime], Group]

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table


_tables: dict[str, Table] = {}


def register(table: Table) -> None:
    """Let the clock work `table` off. Registering it again replaces it."""
    _tables[table.name] = table


def tables() -> tuple[Table, ...]:
    """Return the registered tables; letters come first, people wait for them."""
    return tuple(sorted(_tables.values(), key=lambda table: table.model._meta.app_label))
