"""What is prepared for the press: the embargo, and figures frozen at an instant."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import User
from events.access import public_events
from events.models import Campaign, PressSnapshot
from events.queries.press import press_document
from events.rules.press_document import digest_of


@transaction.atomic
def set_embargo(
    *, by: Actor, campaign: Campaign, until: datetime | None, now: datetime | None = None
) -> Campaign:
    """Keep the figures for the press inside until an instant; None ends the embargo."""
    campaign.refresh_from_db(from_queryset=Campaign.objects.select_for_update())
    if campaign.embargo_until != until:
        campaign.embargo_until = until
        campaign.save(update_fields=["embargo_until"])
        record(by=by, act="campaign.embargo_set", row=campaign, fields=["embargo_until"], at=now)
    return campaign


@transaction.atomic
def freeze_figures(*, by: Actor, campaign: Campaign, now: datetime | None = None) -> PressSnapshot:
    """Store what can be cited now, with its digest; nothing changes it afterwards."""
    now = now or timezone.now()
    document = press_document(campaign, public_events(), now=now)
    snapshot = PressSnapshot.objects.create(
        campaign=campaign, as_of=now, figures=document, sha256=digest_of(document),
        frozen_by=by if isinstance(by, User) else None,
    )  # fmt: skip
    record(by=by, act="campaign.press_frozen", row=campaign, at=now)
    return snapshot
