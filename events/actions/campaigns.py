"""Open, edit and close campaigns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from events.choices import CampaignStatus, EventStatus
from events.models import Campaign, Event
from events.rules import lifecycle


@transaction.atomic
def draft_campaign(
    *,
    by: Actor,
    title: str,
    slug: str,
    ask: str,
    target_country: str,
    day_of_action: date,
    window_start: date,
    window_end: date,
    target_label: str = "",
    now: datetime | None = None,
) -> Campaign:
    """Write down a campaign that only global coordinators work on yet. Raises ValidationError."""
    campaign = Campaign(
        title=title, slug=slug, ask=ask, target_country=target_country, target_label=target_label,
        day_of_action=day_of_action, window_start=window_start, window_end=window_end,
    )  # fmt: skip
    campaign.full_clean()
    campaign.save()
    record(by=by, act="campaign.drafted", row=campaign, at=now)
    return campaign


@transaction.atomic
def open_campaign(*, by: Actor, now: datetime | None = None, **facts: Any) -> Campaign:
    """Write down a campaign and open it to the sections. `facts`: as `draft_campaign` takes. Raises ValidationError."""
    return start_campaign(by=by, campaign=draft_campaign(by=by, now=now, **facts), now=now)


@transaction.atomic
def start_campaign(*, by: Actor, campaign: Campaign, now: datetime | None = None) -> Campaign:
    """Open a draft, or open a closed campaign again. Raises ValidationError when it is open."""
    campaign.refresh_from_db(from_queryset=Campaign.objects.select_for_update())
    if campaign.status == CampaignStatus.OPEN:
        raise ValidationError(_("This campaign is open already."), code="open")
    campaign.status, campaign.closed_at = CampaignStatus.OPEN, None
    campaign.save(update_fields=["status", "closed_at"])
    record(by=by, act="campaign.opened", row=campaign, fields=["status"], at=now)
    return campaign


EDITABLE = frozenset(
    ["title", "slug", "ask", "target_country", "target_label", "day_of_action", "window_start", "window_end"]
)


@transaction.atomic
def edit_campaign(*, by: Actor, campaign: Campaign, now: datetime | None = None, **changes: Any) -> Campaign:
    """Change what `changes` names (see EDITABLE). Events keep their own dates. Raises ValidationError."""
    assert EDITABLE.issuperset(changes), changes.keys() - EDITABLE
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    changed = {name for name, value in changes.items() if getattr(campaign, name) != value}
    for name in changed:
        setattr(campaign, name, changes[name])
    if changed:
        campaign.full_clean()
        campaign.save()
        record(by=by, act="campaign.edited", row=campaign, fields=changed, at=now)
    return campaign


@transaction.atomic
def close_campaign(*, by: Actor, campaign: Campaign, now: datetime | None = None) -> Campaign:
    """Close a campaign: nothing is scheduled in it any more. Raises ValidationError while planned events are ahead."""
    now = now or timezone.now()
    campaign.refresh_from_db(from_queryset=Campaign.objects.select_for_update())
    if campaign.status == CampaignStatus.CLOSED:
        raise ValidationError(_("This campaign is closed already."), code="closed")
    ahead = Event.objects.filter(campaign=campaign, status=EventStatus.PLANNED, ends_at__gt=now)
    lifecycle.refuse_closing(list(ahead.order_by("starts_at").values_list("title", flat=True)))
    campaign.status, campaign.closed_at = CampaignStatus.CLOSED, now
    campaign.save(update_fields=["status", "closed_at"])
    record(by=by, act="campaign.closed", row=campaign, fields=["status"], at=now)
    return campaign
