"""The audit trail of a section, and of what belongs to none: who did what, when; filters and export."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Section
from accounts.permissions import Permission, may
from accounts.views.requests import ask_again, section_or_404, signed_in
from events.exchange.exports import trail_csv
from events.forms.trail import TrailFilterForm
from events.queries.paging import PAGE
from events.queries.trail import TrailFilter, all_named_rows, named_rows, trail_of


@require_safe
@login_required
def section_acts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was done in a section to those who may see its trail, or hand it out as CSV (`?format=csv`)."""
    section = section_or_404(request, slug)
    if not may(request.user, Permission.SEE_AUDIT, section=section):
        raise PermissionDenied
    crumb = (reverse("accounts:section", args=[slug]), section.name)
    return _trail(request, section, zone=section.time_zone, lead=section.name, crumbs=[crumb])


@require_safe
@login_required
def network_acts(request: HttpRequest) -> HttpResponse:
    """Show what was done that belongs to no section, in the reader's time zone."""
    if not may(request.user, Permission.SEE_NETWORK_AUDIT):
        raise PermissionDenied
    lead = _("What belongs to no section: campaigns, missions, accounts.")
    return _trail(request, None, zone=signed_in(request).time_zone or "UTC", lead=lead, crumbs=[])


def _trail(
    request: HttpRequest, section: Section | None, *, zone: str, lead: str, crumbs: list[tuple[str, str]]
) -> HttpResponse:
    form = TrailFilterForm(request.GET, section=section)
    asked = form.asked()
    entries = trail_of(section, asked, zone=zone)
    if request.GET.get("format") == "csv":
        ask_again(request)
        return trail_csv(all_named_rows(entries))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {
        "zone": zone,
        "lead": lead,
        "form": form,
        "page": page,
        "rows": named_rows(list(page)),
        "is_filtered": asked != TrailFilter(),
        "crumbs": [(reverse("accounts:sections"), _("Sections")), *crumbs],
    }
    return render(request, "events/trail.html", context)
