"""Signatures counted: what counts now, by section and source, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lower, RowNumber

from events.models import Campaign, SignatureCount


@dataclass(frozen=True)
class SectionCounts:
    """What one section counted: its newest count of every source."""

    section: str
    slug: str
    counts: tuple[SignatureCount, ...]

    @property
    def total(self) -> int:
        return sum(count.count for count in self.counts)

    @property
    def newest_at(self) -> datetime:
        return max(count.as_of for count in self.counts)


@dataclass(frozen=True)
class Counted:
    """A total with its origin: how many counts it adds up, and how new the newest is."""

    total: int = 0
    counts: int = 0
    newest_at: datetime | None = None


def newest_counts(counts: QuerySet[SignatureCount]) -> QuerySet[SignatureCount]:
    """Return, of `counts`, the newest per campaign, section and source: a count is a total, so only that one counts.

    "Online" and "online" are one source.
    """
    place = Window(
        RowNumber(),
        partition_by=[F("campaign"), F("section"), Lower("source")],
        order_by=[F("as_of").desc(), F("id").desc()],
    )
    return counts.annotate(place=place).filter(place=1)


def counts_by_section(campaign: Campaign) -> list[SectionCounts]:
    """Return what counts in `campaign`, by section name; one query."""
    newest = newest_counts(SignatureCount.objects.filter(campaign=campaign)).select_related(
        "section", "counted_by"
    )
    rows = sorted(newest, key=lambda row: (row.section.name, row.source))
    sections = groupby(rows, key=lambda row: (row.section.name, row.section.slug))
    return [SectionCounts(name, slug, tuple(group)) for (name, slug), group in sections]


def counted(sections: Iterable[SectionCounts]) -> Counted:
    """Return the campaign's total with its origin."""
    rows = [count for section in sections for count in section.counts]
    if not rows:
        return Counted()
    return Counted(sum(row.count for row in rows), len(rows), max(row.as_of for row in rows))


def count_history(campaign: Campaign) -> QuerySet[SignatureCount]:
    """Return every count of `campaign`, newest first."""
    return campaign.signature_counts.select_related("section", "counted_by")
