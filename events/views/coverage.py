"""Coverage of a campaign: where the target has missions, and where nobody acts yet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, may, sections_where
from accounts.views.requests import signed_in
from events.access import campaign_or_404, visible_events
from events.forms.coverage import CoverageFilterForm
from events.queries.coverage import coverage_of


@require_safe
@login_required
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every host country of the target's missions: planned, asked or none; and sections without an event."""
    campaign, reader = campaign_or_404(request.user, slug), signed_in(request)
    found = coverage_of(campaign, visible=visible_events(reader))
    form = CoverageFilterForm(request.GET)
    form.is_valid()
    text, state = form.cleaned_data.get("q", ""), form.cleaned_data.get("state", "")
    context = {
        "campaign": campaign,
        "coverage": found,
        "counts": [(state, words, found.counts[state]) for state, words in form.states],
        "rows": found.narrowed(text=text, state=state),
        "form": form,
        "is_filtered": bool(text or state),
        "may_plan": may(reader, Permission.MANAGE_CAMPAIGNS),
        "may_draft": reader.is_global_coordinator,
        "own": {section.slug for section in sections_where(reader, Permission.CHANGE_EVENTS)},
    }
    return render(request, "events/coverage.html", context)
