"""When the mails of a campaign go, and which kinds it does without."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from events.models import Campaign
from events.reminders.planning import Planned
from events.reminders.reconciling import replan_campaign
from events.rules.cadence import Cadence
from events.rules.cadence_settings import cadence_of, check_cadence, kinds_changed, stored_of


def set_cadence(*, by: Actor, campaign: Campaign, cadence: Cadence, now: datetime | None = None) -> Planned:
    """Store when the campaign's mails go, and plan its events ahead again; return how many mails that changed.

    It holds for what is due from now on: nothing goes out at once because its new time is over.
    Planning follows in short transactions, so that no sender waits; the hourly look finishes what was interrupted.
    Raises ValidationError.
    """
    now = now or timezone.now()
    check_cadence(cadence)
    with transaction.atomic():
        campaign.refresh_from_db(from_queryset=Campaign.objects.select_for_update())
        before, after = campaign.cadence, stored_of(cadence)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        if not changed:
            return Planned()
        fresh = dict.fromkeys(sorted(kinds_changed(cadence_of(before), cadence)), now.isoformat())
        campaign.cadence, campaign.cadence_since = after, campaign.cadence_since | fresh
        campaign.save(update_fields=["cadence", "cadence_since"])
        record(by=by, act="campaign.mails_set", row=campaign, fields=changed, at=now)
    return replan_campaign(campaign.pk, now=now)
