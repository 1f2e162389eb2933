"""Looks at everything that is stored at once: "nothing half-stored" is checked on every own table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.models import AuditEntry
from accounts.privacy import own_models


def contents() -> dict[str, list[dict[str, Any]]]:
    """Return {model: its rows by id}, sealed columns as they stand."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in own_models()}


@contextmanager
def nothing_stored() -> Iterator[None]:
    """Within this block no row is added, changed or removed."""
    before = contents()
    yield
    after = contents()
    assert {label: rows for label, rows in after.items() if rows != before[label]} == {}


def acts(row: Any = None) -> list[tuple[str, list[str]]]:
    """Return (act, fields) of the audit entries, oldest first: of `row`, or of everything."""
    entries = AuditEntry.objects.order_by("id")
    if row is not None:
        entries = entries.filter(object_id=row.public_id)
    return list(entries.values_list("act", "fields"))
