"""Doors to the mails of a campaign: which go, when, what one event would bring, and what saving would change."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.requests import signed_in, submitted
from events.forms.campaign_mails import CampaignMailsForm
from events.models import Campaign, Event
from events.queries.cadence_preview import previewed
from events.queries.reminding import ids_ahead
from events.reminders.foreseeing import Foreseen, foresee
from events.rules.altering import with_cadence
from events.rules.cadence import Cadence
from events.rules.cadence_settings import cadence_of
from events.views.campaigns import managed_campaign
from events.views.desk import READS_AND_POSTS

MOST_FORESEEN = 200
"""Events whose mails are counted before saving; for more of them the numbers are said to be of these."""


@require_http_methods(READS_AND_POSTS)
@login_required
def campaign_mails(request: HttpRequest, slug: str) -> HttpResponse:
    """Set which mails a campaign sends, and when; `?preview=1`, or its button, shows what the form means."""
    found = managed_campaign(request, slug)
    if request.GET.get("preview") or request.POST.get("do") == "preview":
        form = CampaignMailsForm(submitted(request) or request.GET, by=signed_in(request), campaign=found)
        form.is_valid()
        return render(request, _template(request), _context(found, form))
    form = CampaignMailsForm(submitted(request), by=signed_in(request), campaign=found, zone=_zone(found))
    if form.perform():
        done = form.planned
        words = _("Saved. %(moved)d mails move, %(cancelled)d are not sent any more, %(inserted)d come anew.")
        numbers = {"moved": done.moved, "cancelled": done.cancelled, "inserted": done.inserted}
        messages.success(request, words % numbers)
        return redirect("events:campaign_mails", slug=found.slug)
    return render(request, "events/campaign_mails.html", _context(found, form))


def _template(request: HttpRequest) -> str:
    return (
        "events/_cadence_preview.html" if request.headers.get("HX-Request") else "events/campaign_mails.html"
    )


def _context(campaign: Campaign, form: CampaignMailsForm) -> dict[str, object]:
    """Return the page's context: the preview is of the form as it stands, or of what is stored where that is wrong."""
    said = getattr(form, "cleaned_data", {})
    cadence = said.get("cadence") if form.is_bound and not form.errors else cadence_of(campaign.cadence)
    zone, starts_wall = form.starts() or (_zone(campaign), _usual_start(campaign))
    is_changed = form.is_bound and cadence is not None and cadence != cadence_of(campaign.cadence)
    return {
        "campaign": campaign,
        "form": form,
        "zone": zone,
        "mails": previewed(cadence, zone=zone, starts_wall=starts_wall) if cadence else [],
        "most_foreseen": MOST_FORESEEN,
        "foreseen": _foreseen(campaign, cadence) if is_changed and cadence else None,
    }


def _foreseen(campaign: Campaign, cadence: Cadence) -> tuple[Foreseen, int]:
    """Return what saving would change, and of how many events that is."""
    now = timezone.now()
    ids = ids_ahead(now, after=0, limit=MOST_FORESEEN, campaign=campaign.pk)
    return foresee(ids, now=now, altered=lambda found: with_cadence(found.event, cadence, now=now)), len(ids)


def _zone(campaign: Campaign) -> str:
    zones = Event.objects.filter(campaign=campaign).order_by("starts_at").values_list("time_zone", flat=True)
    return zones.first() or "UTC"


def _usual_start(campaign: Campaign) -> datetime:
    return datetime.combine(campaign.day_of_action, time(11))
