"""The public list of a campaign, as a page any site may embed and as GeoJSON. No cookie is read; nobody is named."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from events.exchange.geojson import geojson_of
from events.forms.public_list import PublicFilterForm
from events.queries.public_list import as_rows, countries_with, public_rows
from events.views.answers import for_all
from events.views.public import for_every_site, in_asked_language, page_for_all, told_campaign

PAGE = 100
SEARCHED = ("q", "country", "when")


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@in_asked_language
def public_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List the public events of a campaign: search, filters, what is next first."""
    campaign, events = told_campaign(slug)
    now = timezone.now()
    form = PublicFilterForm(request.GET, countries=countries_with(events))
    found = public_rows(events, form.asked(), now=now)

    def context() -> dict[str, object]:
        page = Paginator(found, PAGE).get_page(request.GET.get("page"))
        return {
            "campaign": campaign,
            "form": form,
            "page": page,
            "rows": as_rows(page, now=now),
            "is_demonstration": settings.DEMO,
            "is_embedded": bool(request.GET.get("embed")),
            "now": now,
        }

    return page_for_all(request, "events/public_list.html", context)


@login_not_required
@require_safe
def public_map(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return a campaign's public events as GeoJSON, narrowed as the list is."""
    _campaign, events = told_campaign(slug)
    now = timezone.now()
    form = PublicFilterForm(request.GET, countries=countries_with(events))
    rows = public_rows(events, form.asked(), now=now)
    return for_every_site(for_all(request, lambda: geojson_of(as_rows(rows, now=now)), heeds=SEARCHED))
