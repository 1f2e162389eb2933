"""Signatures counted: what counts now, by section and source, and how it came to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import Lower, RowNumber
from django_countries.fields import Country

from events.choices import DELIVERING_PETITIONS, EventStatus
from events.models import Campaign, DeliveryAttempt, Event, Mission, SignatureCount
from events.rules.signatures import (
    Balance,
    Conflict,
    Count,
    Share,
    balances,
    share_conflicts,
    totals_over_time,
)


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


def counts_by_section(campaign: Campaign, *, names: bool = True) -> list[SectionCounts]:
    """Return what counts in `campaign`, by section name; one query. `names`: who counted is read, too."""
    newest = newest_counts(SignatureCount.objects.filter(campaign=campaign))
    newest = newest.select_related("section", "counted_by") if names else newest.select_related("section")
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


@dataclass(frozen=True)
class EventShare:
    """One event's part of the signatures. Nobody is named; `section` is a name, `slug` its short name."""

    city: str
    country: Country
    mission: Mission | None
    section: str
    slug: str
    allotted: int | None
    handed_over: int | None
    reported_at: datetime | None
    is_demonstration: bool

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What cannot be true of it."""
        return share_conflicts(self.share)

    @property
    def share(self) -> Share:
        """What the rules read."""
        return Share(self.slug, self.allotted, self.handed_over)


def shares_of(campaign: Campaign) -> list[EventShare]:
    """Return every planned event that was allotted signatures or handed some over, by country and city; one query.

    What a mission refused is not handed over, whatever the report says.
    """
    delivered = DeliveryAttempt.objects.filter(event=OuterRef("pk"), petition__in=DELIVERING_PETITIONS)
    events = (
        Event.objects.filter(campaign=campaign, status__in=(EventStatus.PLANNED, EventStatus.DONE))
        .exclude(allotted_signatures=None, outcome__signatures_handed_over=None)
        .annotate(is_delivered=Exists(delivered))
        .select_related("section", "mission", "outcome")
    )
    return sorted(map(_event_share, events), key=lambda each: (each.country.name, each.city))


def _event_share(event: Any) -> EventShare:
    outcome = getattr(event, "outcome", None)
    handed_over = outcome.signatures_handed_over if outcome else None
    return EventShare(
        city=event.city,
        country=event.country,
        mission=event.mission,
        section=event.section.name,
        slug=event.section.slug,
        allotted=event.allotted_signatures,
        handed_over=0 if outcome and handed_over and not event.is_delivered else handed_over,
        reported_at=outcome.reported_at if outcome else None,
        is_demonstration=bool(outcome and outcome.is_demonstration),
    )


def campaign_balances(sections: Iterable[SectionCounts], shares: Iterable[EventShare]) -> dict[str, Balance]:
    """Return {section's short name: its balance}, from what counts now and what events have."""
    counts = [
        Count(section.slug, row.source, row.count, row.as_of)
        for section in sections
        for row in section.counts
    ]
    return balances(counts, [share.share for share in shares])


def totals_of(campaign: Campaign) -> Sequence[tuple[datetime, int]]:
    """Return (instant, the campaign's total from then on), oldest first; one query."""
    rows = campaign.signature_counts.order_by("as_of", "id").values_list(
        "section__slug", "source", "count", "as_of"
    )
    return totals_over_time(Count(*row) for row in rows)
