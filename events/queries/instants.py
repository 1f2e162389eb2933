"""Instants read as the database writes them: thousands of rows share a few, and each of those is understood once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast


class Instants(dict[str | None, Any]):
    """{text of an instant: the instant}; None is None. Both databases write UTC, SQLite without saying so."""

    def __init__(self) -> None:
        super().__init__({None: None})

    def __missing__(self, text: str) -> datetime:
        instant = datetime.fromisoformat(text)
        self[text] = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return self[text]


def texts_of(
    rows: QuerySet[Any], columns: Sequence[str], instants: Sequence[str]
) -> Iterable[tuple[Any, ...]]:
    """Return the rows' `columns`, and then their `instants` as texts, for `Instants` to understand."""
    texts = {f"text_of_{name}": Cast(name, TextField()) for name in instants}
    return rows.annotate(**texts).values_list(*columns, *texts)
