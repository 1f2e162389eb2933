"""A section's calendar: its address for one user, and what stands in it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Section, User
from accounts.tokens import calendar_token, digest
from events.models import Event, SectionCalendar
from events.queries.own_events import IN_CALENDAR


def section_calendar_address(user: User, section: Section) -> str:
    """Return the address of `user`'s calendar of `section`, blank where there is none."""
    mine = SectionCalendar.objects.filter(user=user, section=section).first()
    if mine is None:
        return ""
    path = reverse("events:section_calendar_feed", args=[calendar_token(mine.pk, mine.generation)])
    return settings.PUBLIC_URL + path


def section_calendar_of(token: str) -> SectionCalendar | None:
    """Return the calendar a token stands for, None for an unknown one. What its user may see is not asked here."""
    found = SectionCalendar.objects.select_related("user", "section").filter(digest=digest(token))
    return found.first()


def section_calendar_events(section: Section, *, now: datetime) -> QuerySet[Event]:
    """Return what stands in it: what was planned, or planned and called off. Nothing discreet, and no drafts."""
    found = Event.objects.filter(
        section=section, ends_at__gt=now - IN_CALENDAR, planned_at__isnull=False, discreet=False
    )
    return found.select_related("mission").order_by("starts_at", "pk")
