"""Who runs an event besides its section's coordinators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from accounts.models import User
from events.actions.changing import changing
from events.models import Event
from events.reminders import plan


def name_organisers(
    *, by: Actor, event: Event, organisers: Iterable[User], now: datetime | None = None
) -> Event:
    """Make `organisers` the users who run the event. Raises ValidationError for users outside its section."""
    now = now or timezone.now()
    chosen = {user.pk for user in organisers}
    with changing(event):
        members = set(event.section.memberships.filter(user__in=chosen).values_list("user_id", flat=True))
        if chosen - members:
            raise ValidationError(
                {
                    "organisers": ValidationError(
                        _("Choose people who belong to the event's section."), code="other_section"
                    )
                }
            )
        if chosen != set(event.organisers.values_list("pk", flat=True)):
            event.organisers.set(chosen)
            record(by=by, act="event.edited", row=event, fields=["organisers"], section=event.section, at=now)
            plan(events=[event], now=now)
    return event
