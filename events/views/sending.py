"""Doors to the progress of a send: a part of the page of an event or a campaign that asks for itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, Visitor, may
from accounts.post.progress import progress_of
from events.access import campaign_or_404, event_or_404, require_on
from events.models import Campaign, Event, Reminder
from events.views.mail_words import Sending, sending_of


@require_safe
@login_required
def event_sending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how far the mails about an event have come, to those who may see its mails."""
    found = event_or_404(request.user, public_id)
    require_on(request.user, Permission.SEE_PEOPLE, found)
    return sending_part(request, event_progress(found, now=timezone.now()))


@require_safe
@login_required
def campaign_sending(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far the mails of a campaign have come, as counts, to those who have to do with mail."""
    found = campaign_or_404(request.user, slug)
    if not may_see_sending(request.user):
        raise PermissionDenied
    return sending_part(request, campaign_progress(found, now=timezone.now()))


def may_see_sending(user: Visitor) -> bool:
    """Say whether somebody sees how a campaign's mails go: coordinators of any section, and global ones."""
    return may(user, Permission.SEE_PEOPLE) or may(user, Permission.SEE_STATUS)


def event_progress(event: Event, *, now: datetime) -> Sending:
    """Return how far the mails about an event have come."""
    address = reverse("events:event_sending", args=[event.public_id])
    return sending_of(progress_of(Reminder.objects.filter(event=event), now=now), address=address)


def campaign_progress(campaign: Campaign, *, now: datetime) -> Sending:
    """Return how far the mails of a campaign have come."""
    address = reverse("events:campaign_sending", args=[campaign.slug])
    return sending_of(
        progress_of(Reminder.objects.filter(event__campaign=campaign), now=now), address=address
    )


def sending_part(request: HttpRequest, sending: Sending) -> HttpResponse:
    """Answer a poll: with the part, or with nothing while its figures are the same."""
    if request.headers.get("If-None-Match") == f'"{sending.stamp}"':
        return HttpResponseNotModified()
    response = render(request, "events/_sending.html", {"sending": sending})
    response.headers["Cache-Control"] = "no-store"
    return response
