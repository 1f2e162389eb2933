"""Numbered pages of lists whose rows are made from what a query finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE = 50
"""Rows on a page."""
Row = TypeVar("Row")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page of a list: `found` counts all rows that match, `number` starts at 1."""

    rows: Sequence[Row]
    found: int
    number: int

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return (self.number - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def has_next(self) -> bool:
        """Whether more follow."""
        return self.last < self.found

    @property
    def previous_number(self) -> int:
        """Number of the page before."""
        return self.number - 1

    @property
    def next_number(self) -> int:
        """Number of the page after."""
        return self.number + 1
