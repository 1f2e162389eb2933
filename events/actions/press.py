"""What is prepared for the press: the embargo, and figures frozen at an instant."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from accounts.models import User
from events.access import public_events
from events.models import Campaign, PressSnapshot
from events.queries.press import press_document
from events.rules.press_document import digest_of


@transaction.atomic
def set_embargo(*, by: Actor, campaign: Campaign, until: datetime, now: datetime | None = None) -> Campaign:
    """Keep the figures for the press inside until an instant. Raises ValidationError for one that is past."""
    now = now or timezone.now()
    campaign.refresh_from_db(from_queryset=Campaign.objects.select_for_update())
    if until <= now and campaign.embargo_until != until:
        refusal = ValidationError(_("This is past. To let the figures out, end the embargo."), code="past")
        raise ValidationError({"embargo_until": refusal})
    if campaign.embargo_until != until:
        campaign.embargo_until = until
        campaign.save(update_fields=["embargo_until"])
        record(by=by, act="campaign.embargo_set", row=campaign, fields=["embargo_until"], at=now)
    return campaign


@transaction.atomic
def end_embargo(*, by: Actor, campaign: Campaign, now: datetime | None = None) -> Campaign:
    """Let the figures out now, to whoever has their address; where no embargo is set nothing changes."""
    campaign.refresh_from_db(from_queryset=Campaign.objects.select_for_update())
    if campaign.embargo_until is not None:
        campaign.embargo_until = None
        campaign.save(update_fields=["embargo_until"])
        record(by=by, act="campaign.embargo_ended", row=campaign, fields=["embargo_until"], at=now)
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
