"""The press page of a campaign: everybody reads; who prepares it sets the embargo and freezes figures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, may
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import campaign_or_404, public_events
from events.exchange.press import press_file as file_of
from events.forms.press import EmbargoForm, EndEmbargoForm, FreezeForm
from events.models import Campaign
from events.queries.photos import public_photos
from events.queries.press import events_kept_back, press_document, press_figures, snapshots_of
from events.rules.press import is_under_embargo
from events.rules.press_document import texts_of
from events.views.charts import signature_chart
from events.views.press_words import shown

SNAPSHOTS = 20


@require_safe
@login_required
def press(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what can be cited of a campaign now, and what was frozen earlier."""
    campaign, now = campaign_or_404(request.user, slug), timezone.now()
    figures = press_figures(campaign, public_events(), now=now)
    context = {
        "campaign": campaign,
        "press": shown(figures, title=campaign.title, texts=texts_of(figures)),
        "chart": signature_chart(campaign, now=now),
        "photos": public_photos(campaign),
        "kept_back": events_kept_back(campaign, public_events()),
        "snapshots": list(snapshots_of(campaign)[:SNAPSHOTS]),
        "under_embargo": is_under_embargo(campaign.embargo_until, now=now),
        "may_prepare": may(request.user, Permission.PREPARE_PRESS),
        "now": now,
    }
    return render(request, "events/press.html", context)


@require_safe
@login_required
def press_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Return the figures as a file; under an embargo only to who prepares them."""
    campaign, now = campaign_or_404(request.user, slug), timezone.now()
    if is_under_embargo(campaign.embargo_until, now=now) and not may(request.user, Permission.PREPARE_PRESS):
        raise PermissionDenied
    return file_of(press_document(campaign, public_events(), now=now), form, slug=campaign.slug)


def _prepared(request: HttpRequest, slug: str) -> Campaign:
    campaign = campaign_or_404(request.user, slug)
    if not may(request.user, Permission.PREPARE_PRESS):
        raise PermissionDenied
    return campaign


@require_http_methods(READS_AND_POSTS)
@login_required
def press_embargo(request: HttpRequest, slug: str) -> HttpResponse:
    """Set or move the embargo."""
    campaign = _prepared(request, slug)
    form = EmbargoForm(submitted(request), by=signed_in(request), campaign=campaign)
    if form.perform():
        messages.success(request, _("Saved."))
        return redirect("events:press", campaign.slug)
    return render(request, "events/press_embargo.html", {"form": form, "campaign": campaign})


@require_http_methods(READS_AND_POSTS)
@login_required
def press_embargo_end(request: HttpRequest, slug: str) -> HttpResponse:
    """End the embargo now, after saying what that lets out."""
    campaign = _prepared(request, slug)
    if campaign.embargo_until is None:
        return redirect("events:press_embargo", campaign.slug)
    form = EndEmbargoForm(submitted(request), by=signed_in(request), campaign=campaign)
    if form.perform():
        messages.success(request, _("The embargo is over."))
        return redirect("events:press", campaign.slug)
    context = {"form": form, "campaign": campaign, "snapshots": snapshots_of(campaign).count()}
    return render(request, "events/press_embargo_end.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def press_freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the figures, after showing them."""
    campaign = _prepared(request, slug)
    form = FreezeForm(submitted(request), by=signed_in(request), campaign=campaign)
    if snapshot := form.perform():
        messages.success(request, _("The figures are frozen. Their page and its files stay as they are."))
        return redirect(snapshot.get_absolute_url())
    figures = press_figures(campaign, public_events(), now=timezone.now())
    effects = (
        (len(figures.events), _("Public events")),
        (figures.counted.total, capfirst(_("signatures counted"))),
        (figures.handed_over.total, capfirst(_("signatures handed over"))),
    )
    context = {"form": form, "campaign": campaign, "effects": effects}
    return render(request, "events/press_freeze.html", context)
