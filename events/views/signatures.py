"""Signatures counted for a campaign: by section and source, with their history."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, sections_where
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import campaign_or_404
from events.forms.signatures import CountForm
from events.queries.signatures import count_history, counted, counts_by_section, shares_of
from events.views.charts import signature_chart
from events.views.signature_words import balance_of

PAGE = 30


@require_http_methods(READS_AND_POSTS)
@login_required
def signatures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the counts to everybody; coordinators add their own section's."""
    campaign = campaign_or_404(request.user, slug)
    form = _form(request, campaign)
    if form and form.perform():
        messages.success(request, _("The count is recorded."))
        return redirect("events:signatures", campaign.slug)
    sections, shares = counts_by_section(campaign), shares_of(campaign)
    now = timezone.now()
    context = {
        "campaign": campaign,
        "form": form,
        "sections": sections,
        "own": set(signed_in(request).roles),
        "is_global": signed_in(request).is_global_coordinator,
        "counted": counted(sections),
        "chart": signature_chart(campaign, now=now),
        "balance": balance_of(sections, shares),
        "history": Paginator(count_history(campaign), PAGE).get_page(request.GET.get("page")),
        "now": now,
    }
    return render(request, "events/signatures.html", context)


def _form(request: HttpRequest, campaign: object) -> CountForm | None:
    """Return the desk, None for readers who count nowhere. Raises PermissionDenied when they try all the same."""
    sections = sections_where(request.user, Permission.COUNT_SIGNATURES)
    if sections:
        return CountForm(submitted(request), by=signed_in(request), campaign=campaign, sections=sections)
    if request.method == "POST":
        raise PermissionDenied
    return None
