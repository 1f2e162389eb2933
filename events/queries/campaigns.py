"""Campaigns as lists, and each section's share in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.choices import BoardState, EventStatus
from events.models import Campaign, SignatureCount
from events.queries.board_glance import Glance
from events.queries.board_summary import Summary
from events.queries.signatures import newest_counts


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


def section_shares(summary: Summary) -> list[SectionShare]:
    """Return every section that has events or signatures in a campaign, by name."""
    slugs = {each.section: each.section_slug for each in summary.glances}
    slugs.update({each.section: each.slug for each in summary.signatures})
    counted = {each.section: each.total for each in summary.signatures}
    standing: dict[str, list[Glance]] = defaultdict(list)
    for each in summary.glances:
        if each.state != BoardState.CANCELLED:
            standing[each.section].append(each)
    return [_share(standing[name], name, slugs[name], counted.get(name, 0)) for name in sorted(slugs)]


def _share(standing: Sequence[Glance], name: str, slug: str, counted: int) -> SectionShare:
    return SectionShare(
        section=name,
        slug=slug,
        events=len(standing),
        finished=sum(each.reported is not None for each in standing),
        counted=counted,
        allotted=sum(each.allotted or 0 for each in standing),
        handed_over=sum(each.handed_over for each in standing),
    )
