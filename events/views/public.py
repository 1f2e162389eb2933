"""What the world may see without an account: calendars of public events. Nobody is named; no cookie is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.models import Section
from events.access import public_events
from events.calendars import feed_of
from events.choices import CampaignStatus
from events.exchange.feeds import CALENDAR
from events.models import Campaign, Event
from events.views.answers import for_all

FRESH = "public, max-age=300"
View = Callable[..., HttpResponseBase]


def in_asked_language(view: View) -> View:
    """Answer in the language that `?language=` names: no cookie is read here, and an embedding page knows its own."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("language", "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(asked):
            request.LANGUAGE_CODE = asked
            return view(request, *args, **kwargs)

    return answer


def page_for_all(
    request: HttpRequest, template: str, context: Callable[[], dict[str, object]]
) -> HttpResponseBase:
    """Return a page that any cache may keep: nothing asks who reads it, so it is the same for everybody."""

    def compose() -> HttpResponse:
        return HttpResponse(render_to_string(template, {**context(), "request": request}))

    response = for_all(request, compose)
    response.headers["Cache-Control"] = FRESH
    return response


def told_campaign(slug: str) -> tuple[Campaign, QuerySet[Event]]:
    """Return a campaign with its public events. Raises Http404 while it has none: that is nobody's business."""
    campaign = Campaign.objects.exclude(status=CampaignStatus.DRAFT).filter(slug=slug).first()
    events = public_events().filter(campaign=campaign, planned_at__isnull=False)
    if campaign is None or not events.exists():
        raise Http404
    return campaign, events


@login_not_required
@require_safe
def campaign_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return a campaign's public events as a calendar."""
    campaign, events = told_campaign(slug)
    return _feed(request, events, name=campaign.title)


@login_not_required
@require_safe
def section_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return a section's public events as a calendar."""
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        raise Http404
    events = public_events().filter(section=section, planned_at__isnull=False)
    if not events.exists():  # what has shown nothing yet is nobody's business
        raise Http404
    return _feed(request, events, name=section.name)


def _feed(request: HttpRequest, events: QuerySet[Event], *, name: str) -> HttpResponseBase:
    def compose() -> HttpResponse:
        found = events.select_related("mission").order_by("starts_at", "pk")
        return HttpResponse(feed_of(found, name=name, is_public=True), content_type=CALENDAR)

    return for_every_site(for_all(request, compose, heeds=(), is_timeless=True))


def for_every_site(response: HttpResponseBase) -> HttpResponseBase:
    """Let caches keep `response`, and scripts of any site read it; neither sends a cookie."""
    response.headers["Cache-Control"] = FRESH
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
