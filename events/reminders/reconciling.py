"""The hourly look: every event ahead has exactly its reminders. What it repairs is a fault elsewhere: the aim is 0."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from accounts.choices import MailState
from events.models import Reminder
from events.queries.reminding import ids_ahead
from events.reminders.planning import Planned, plan_ids

log = logging.getLogger(__name__)
EVENTS_AT_ONCE = 200
"""So that no transaction is long and no list is big."""
REMINDERS_LIVE = timedelta(days=180)
"""After the event, as declared in events.models.reminder."""


def reconcile(*, now: datetime) -> int:
    """Plan every event ahead again, in short transactions; return how many rows had to be repaired.

    Rows of people who stopped their mails go too, and are no fault.
    """
    total = _planned_anew(now=now)
    repaired = total.inserted + total.moved + total.cancelled - total.stopped
    if repaired:
        log.warning("Reconciling repaired %s reminders: %s.", repaired, total)
    return repaired


def replan_campaign(campaign: int, *, now: datetime) -> Planned:
    """Plan a campaign's events ahead again, in short transactions. Whatever interrupts it, `reconcile` finishes."""
    return _planned_anew(now=now, campaign=campaign)


def _planned_anew(*, now: datetime, campaign: int | None = None) -> Planned:
    total, last = Planned(), 0
    while ids := ids_ahead(now, after=last, limit=EVENTS_AT_ONCE, campaign=campaign):
        with transaction.atomic():
            total, last = total + plan_ids(events=ids, now=now), ids[-1]
    return total


def prune_reminders(*, now: datetime) -> int:
    """Delete reminders of events that were over long ago; returns how many."""
    old = Reminder.objects.filter(event__ends_at__lt=now - REMINDERS_LIVE).exclude(state=MailState.SENDING)
    deleted, _by_model = old.delete()
    return deleted
