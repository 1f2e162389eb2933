"""New events, however many, in a fixed number of statements; and what holds for each of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record_each
from events.actions.board_lines import refresh_lines
from events.choices import CampaignStatus
from events.models import Campaign, Event
from events.reminders import plan
from events.rules import lifecycle
from events.rules.local_time import resolve


def add_events(*, by: Actor, act: str, events: Collection[Event], now: datetime) -> None:
    """Store checked `events` with an entry of the trail each, their lines of the board and their reminders.

    In the caller's transaction.
    """
    Event.objects.bulk_create(events)
    record_each(by=by, act=act, rows=[(event, event.section) for event in events], at=now)
    refresh_lines(events=events)
    plan(events=events, now=now)


def refuse_closed(campaign: Campaign) -> None:
    """Raise ValidationError when nothing is scheduled in the campaign any more."""
    if campaign.status == CampaignStatus.CLOSED:
        raise ValidationError(
            {
                "campaign": ValidationError(
                    _("This campaign is closed. Choose an open one."), code="campaign_closed"
                )
            }
        )


def set_time(
    event: Event, *, starts_wall: datetime, starts_fold: int | None, ends_at: datetime | None, now: datetime
) -> None:
    """Set start and end; the length stays as it was when no end is given. Raises ValidationError."""
    starts_wall = starts_wall.replace(fold=0)
    starts_at = resolve(wall=starts_wall, zone=event.time_zone, fold=starts_fold)
    lifecycle.refuse_past_start(starts_at, now=now)
    length = (
        event.ends_at - event.starts_at if event.starts_at and event.ends_at else lifecycle.DEFAULT_LENGTH
    )
    ends_at = ends_at or starts_at + length
    lifecycle.refuse_bad_end(starts_at=starts_at, ends_at=ends_at)
    event.starts_wall, event.starts_fold = starts_wall, starts_fold or 0
    event.starts_at, event.ends_at = starts_at, ends_at
