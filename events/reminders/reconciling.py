"""The hourly look: every event ahead has exactly its reminders. What it repairs is a fault elsewhere: the aim is 0."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from accounts.choices import MailState
from events.models import Event, Reminder
from events.queries.reminding import ids_ahead
from events.reminders.planning import Planned, plan_ids
from events.rules.retention import PEOPLE_LIVE

log = logging.getLogger(__name__)
EVENTS_AT_ONCE = 200
"""So that no transaction is long and no list is big."""
ROWS_AT_ONCE = 1_000


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
    """Delete reminders of events that were over long ago, a portion at a time; returns how many."""
    over = Event.objects.filter(ends_at__lt=now - PEOPLE_LIVE)
    old = Reminder.objects.filter(event__in=over).exclude(state=MailState.SENDING).order_by("pk")
    total = 0
    while deleted := Reminder.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:ROWS_AT_ONCE])
    ).delete()[0]:
        total += deleted
    return total
