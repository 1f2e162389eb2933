"""Signatures: what was counted, allotted to missions and handed over, and where these contradict each other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Count:
    """A section's total from one source as of an instant; it replaces what it counted earlier, never adds to it."""

    section: str
    source: str
    count: int
    as_of: datetime

    @property
    def key(self) -> tuple[str, str]:
        """What the total is of: "Online" and "online" are one source."""
        return self.section, self.source.casefold()


@dataclass(frozen=True)
class Share:
    """What one event has to hand over, and what it did; None where nobody said. Called-off events have none."""

    section: str
    allotted: int | None
    handed_over: int | None


class Conflict(StrEnum):
    """What cannot be true of one section, or of one event."""

    ALLOTTED_OVER_COUNTED = "allotted_over_counted"
    HANDED_OVER_ALLOTTED = "handed_over_allotted"
    COUNTED_TWICE = "counted_twice"


@dataclass(frozen=True)
class Balance:
    """One section's signatures, or everybody's."""

    counted: int
    allotted: int
    handed_over: int
    conflicts: tuple[Conflict, ...] = ()

    @property
    def left(self) -> int:
        """Signatures counted that no mission has yet."""
        return max(self.counted - self.handed_over, 0)


def newest_of(counts: Iterable[Count]) -> dict[tuple[str, str], Count]:
    """Return the newest count of every section and source; of two as of one instant, the one given last."""
    newest: dict[tuple[str, str], Count] = {}
    for count in counts:
        held = newest.get(count.key)
        if held is None or count.as_of >= held.as_of:
            newest[count.key] = count
    return newest


def share_conflicts(share: Share) -> tuple[Conflict, ...]:
    """Return what cannot be true of one event: it handed over more than it had."""
    if share.allotted is None or share.handed_over is None:
        return ()
    return (Conflict.HANDED_OVER_ALLOTTED,) if share.handed_over > share.allotted else ()


def balances(counts: Iterable[Count], shares: Iterable[Share]) -> dict[str, Balance]:
    """Return {section: its balance} for every section that counted, was allotted or handed over something.

    A section where nobody counted yet contradicts nothing.
    """
    newest = newest_of(counts)
    counted: dict[str, int] = defaultdict(int)
    allotted: dict[str, int] = defaultdict(int)
    handed_over: dict[str, int] = defaultdict(int)
    wrong: dict[str, set[Conflict]] = defaultdict(set)
    for count in newest.values():
        counted[count.section] += count.count
    for share in shares:
        allotted[share.section] += share.allotted or 0
        handed_over[share.section] += share.handed_over or 0
        wrong[share.section].update(share_conflicts(share))
    for section in counted_twice(newest.values()):
        wrong[section].add(Conflict.COUNTED_TWICE)
    for section, total in allotted.items():
        if section in counted and total > counted[section]:
            wrong[section].add(Conflict.ALLOTTED_OVER_COUNTED)
    return {
        section: Balance(
            counted=counted.get(section, 0),
            allotted=allotted.get(section, 0),
            handed_over=handed_over.get(section, 0),
            conflicts=tuple(conflict for conflict in Conflict if conflict in wrong[section]),
        )
        for section in sorted({*counted, *allotted})
    }


def counted_twice(newest: Iterable[Count]) -> set[str]:
    """Return the sections that give the very number another one gives from a source of the same name.

    Each section counts its own signatures; two equal totals are most likely one that was taken over.
    """
    sections: dict[tuple[str, int], set[str]] = defaultdict(set)
    for count in newest:
        if count.count:
            sections[count.source.casefold(), count.count].add(count.section)
    return {section for same in sections.values() if len(same) > 1 for section in same}


def together(parts: Iterable[Balance]) -> Balance:
    """Return the campaign's balance: the sum of its sections', every conflict once."""
    parts = list(parts)
    found = {conflict for part in parts for conflict in part.conflicts}
    return Balance(
        counted=sum(part.counted for part in parts),
        allotted=sum(part.allotted for part in parts),
        handed_over=sum(part.handed_over for part in parts),
        conflicts=tuple(conflict for conflict in Conflict if conflict in found),
    )


def totals_over_time(counts: Iterable[Count]) -> Sequence[tuple[datetime, int]]:
    """Return (instant, the campaign's total from then on), oldest first: what was newest at every instant."""
    held: dict[tuple[str, str], int] = {}
    totals: dict[datetime, int] = {}
    total = 0
    for count in sorted(counts, key=lambda each: each.as_of):
        total += count.count - held.get(count.key, 0)
        held[count.key] = count.count
        totals[count.as_of] = total
    return list(totals.items())
