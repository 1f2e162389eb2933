"""What came of a list that was imported."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Imported:
    """What an import did, or would do. `doubts` are sentences about rows that were taken all the same.

    `rejected` are (row, why); rows that were rejected before they came here are not among them.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    doubts: list[str] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return self.created + self.updated + self.unchanged + len(self.rejected)
