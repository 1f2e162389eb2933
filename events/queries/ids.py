"""Many row ids as one parameter: preparing them one by one takes Django longer than the database takes to find them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Expression


class Ids(Expression):
    """A set of ids, for the right side of `__in`. The statement stays the same however many there are."""

    output_field = BigIntegerField()

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__()
        self.ids = sorted(ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the set as SQLite unpacks it."""
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.ids)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the set as PostgreSQL unpacks it."""
        return "(SELECT unnest(%s::bigint[]))", [self.ids]
