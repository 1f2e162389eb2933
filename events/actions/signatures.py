"""Counting signatures: totals by section and source, each as of an instant."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from accounts.models import Section, User
from events.models import Campaign, SignatureCount


@transaction.atomic
def count_signatures(
    *,
    by: Actor,
    campaign: Campaign,
    section: Section,
    source: str,
    count: int,
    as_of: datetime | None = None,
    now: datetime | None = None,
) -> SignatureCount:
    """Record a section's total from one source as of an instant (default: now). Raises ValidationError."""
    now = now or timezone.now()
    as_of = as_of or now
    if as_of > now:
        raise ValidationError(
            {"as_of": ValidationError(_("A count cannot be newer than now."), code="future")}
        )
    row = SignatureCount(
        campaign=campaign, section=section, source=source, count=count, as_of=as_of,
        counted_by=by if isinstance(by, User) else None,
    )  # fmt: skip
    row.full_clean()
    row.save()
    record(
        by=by, act="campaign.signatures_counted", row=campaign, fields=["signatures"], section=section, at=now
    )
    return row
