"""The audit trail of a section: who did what, when; filters and export."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, may
from accounts.views.requests import ask_again, section_or_404
from events.exchange.exports import trail_csv
from events.forms.trail import TrailFilterForm
from events.queries.paging import PAGE
from events.queries.trail import TrailFilter, all_named_rows, named_rows, section_trail


@require_safe
@login_required
def section_acts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was done in a section to those who may see its trail, or hand it out as CSV (`?format=csv`)."""
    section = section_or_404(request, slug)
    if not may(request.user, Permission.SEE_AUDIT, section=section):
        raise PermissionDenied
    form = TrailFilterForm(request.GET, section=section)
    asked = form.asked()
    entries = section_trail(section, asked)
    if request.GET.get("format") == "csv":
        ask_again(request)
        return trail_csv(all_named_rows(entries))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {
        "section": section,
        "form": form,
        "page": page,
        "rows": named_rows(list(page)),
        "is_filtered": asked != TrailFilter(),
        "crumbs": [
            (reverse("accounts:sections"), _("Sections")),
            (reverse("accounts:section", args=[slug]), section.name),
        ],
    }
    return render(request, "events/section_trail.html", context)
