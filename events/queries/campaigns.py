"""Campaigns as lists, and each section's share in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.choices import BoardState, EventStatus
from events.models import Campaign, SignatureCount
from events.queries.board_rows import BoardRow
from events.queries.signatures import SectionCounts, newest_counts


@dataclass(frozen=True)
class CampaignRow:
    """One campaign as a line; events are those planned or done."""

    campaign: Campaign
    events: int
    sections: int
    signatures: int


@dataclass(frozen=True)
class SectionShare:
    """What one section has in a campaign."""

    section: str
    slug: str
    events: int
    finished: int
    counted: int
    allotted: int
    handed_over: int


def campaign_rows(campaigns: QuerySet[Campaign]) -> list[CampaignRow]:
    """Return `campaigns` as lines, the newest day of action first; two queries."""
    counting = Q(events__status__in=(EventStatus.PLANNED, EventStatus.DONE))
    annotated = campaigns.annotate(
        event_count=Count("events", filter=counting),
        section_count=Count("events__section", filter=counting, distinct=True),
    ).order_by("-day_of_action", "title")  # Django forgets a model's own order in a grouped query
    signatures: dict[int, int] = {}
    for campaign, count in newest_counts(SignatureCount.objects.filter(campaign__in=campaigns)).values_list(
        "campaign", "count"
    ):
        signatures[campaign] = signatures.get(campaign, 0) + count
    return [
        CampaignRow(campaign, campaign.event_count, campaign.section_count, signatures.get(campaign.pk, 0))
        for campaign in annotated
    ]


def section_shares(rows: Sequence[BoardRow], counts: Sequence[SectionCounts]) -> list[SectionShare]:
    """Return every section that has events or signatures in a campaign, by name."""
    slugs = {row.section: row.section_slug for row in rows}
    slugs.update({each.section: each.slug for each in counts})
    counted = {each.section: each.total for each in counts}
    return [
        _share([row for row in rows if row.section == name], name, slugs[name], counted.get(name, 0))
        for name in sorted(slugs)
    ]


def _share(rows: Sequence[BoardRow], name: str, slug: str, counted: int) -> SectionShare:
    standing = [row for row in rows if row.state != BoardState.CANCELLED]
    return SectionShare(
        section=name,
        slug=slug,
        events=len(standing),
        finished=sum(row.report is not None for row in standing),
        counted=counted,
        allotted=sum(row.allotted or 0 for row in standing),
        handed_over=sum(row.handed_over for row in standing),
    )
