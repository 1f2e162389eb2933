"""The calendar of a section: the page on which a user gets an address, and what a calendar program reads there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, may
from accounts.views.requests import READS_AND_POSTS, section_or_404, signed_in
from events.actions.section_calendars import end_section_calendar, renew_section_calendar
from events.exchange.feeds import feed_response
from events.queries.section_calendars import (
    section_calendar_address,
    section_calendar_events,
    section_calendar_of,
)


@require_http_methods(READS_AND_POSTS)
@login_required
def section_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the reader's address of the section's calendar; make another one or end it, by named buttons."""
    section, user = section_or_404(request, slug), signed_in(request)
    asked = request.POST.get("do", "")
    if asked == "new":
        renew_section_calendar(by=user, section=section)
        messages.success(request, _("Subscribe to the address below in your calendar."))
    elif asked == "end":
        end_section_calendar(by=user, section=section)
        messages.success(request, _("The address has ended."))
    if asked in ("new", "end"):
        return redirect("events:section_calendar", slug)
    context = {
        "section": section,
        "address": section_calendar_address(user, section),
        "crumbs": [
            (reverse("accounts:sections"), _("Sections")),
            (reverse("accounts:section", args=[slug]), section.name),
        ],
    }
    return render(request, "events/section_calendar.html", context)


@login_not_required
@require_safe
def section_calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return a section's events as a calendar, while the user who has the address may see them. Nobody is named."""
    found = section_calendar_of(token)
    if found is None or not may(found.user, Permission.SEE_EVENTS, section=found.section):
        raise Http404
    with translation.override(found.user.language):
        events = section_calendar_events(found.section, now=timezone.now())
        response = feed_response(request, events, name=found.section.name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
