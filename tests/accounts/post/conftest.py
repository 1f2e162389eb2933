"""Rows of the outbox for tests of the clockwork: letters, which need nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from accounts.choices import LetterKind
from accounts.models import Letter
from accounts.post.letters import write_letter

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
Write = Callable[..., list[Letter]]


@pytest.fixture
def letters(db: None) -> Write:
    """Write so many letters, due at NOW and of use for an hour."""

    def write(count: int = 1, *, expires_in: timedelta = timedelta(hours=1)) -> list[Letter]:
        return [
            write_letter(
                kind=LetterKind.TEST, address=f"reader{number}@example.org", now=NOW, expires_in=expires_in
            )
            for number in range(count)
        ]

    return write
