"""What the work knows about an activist: the events they were asked to. The person's own page is on the people side."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.requests import activist_or_404
from events.queries.activists import assignments_of


@require_safe
@login_required
def activist_events(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an activist was asked to and answered: a page, or the part of one for a page that fetches it."""
    found = activist_or_404(request, public_id)
    rows = assignments_of(found, now=timezone.now())
    template = (
        "events/_activist_events.html" if request.headers.get("HX-Request") else "events/activist_events.html"
    )
    return render(request, template, {"activist": found, "rows": rows})
