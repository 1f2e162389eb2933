"""Doors to the mails of a campaign: which go, when, what one event would bring, and what saving would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.forms.campaign_mails import CampaignMailsForm
from events.models import Campaign, Event
from events.queries.cadence_preview import previewed
from events.queries.reminding import ids_ahead
from events.reminders.foreseeing import foresee
from events.rules.altering import with_cadence
from events.rules.cadence import Cadence
from events.rules.cadence_settings import cadence_of
from events.views.campaigns import managed_campaign

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
        words = _("Saved. Mails that move: %(moved)d, not sent any more: %(cancelled)d, new: %(inserted)d.")
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
    effects, note = _foreseen(campaign, cadence) if is_changed and cadence else ((), "")
    return {
        "campaign": campaign,
        "form": form,
        "zone": zone,
        "mails": previewed(cadence, zone=zone, starts_wall=starts_wall) if cadence else [],
        "wrong": _first_error(form),
        "effects": effects,
        "note": note,
    }


def _first_error(form: CampaignMailsForm) -> str:
    """Return the first thing that is wrong, with its field's name; blank when nothing is."""
    for name, errors in form.errors.items() if form.is_bound else ():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}: {errors[0]}" if label else str(errors[0])
    return ""


def _foreseen(campaign: Campaign, cadence: Cadence) -> tuple[Sequence[tuple[int, str]], str]:
    """Return what saving would change, as events/_foreseen.html takes it: numbers, and of how many events."""
    now = timezone.now()
    ids = ids_ahead(now, after=0, limit=MOST_FORESEEN, campaign=campaign.pk)
    found = foresee(ids, now=now, altered=lambda one: with_cadence(one.event, cadence, now=now))
    numbers = (
        (found.moved, _("mails move")),
        (found.cancelled, _("are not sent any more")),
        (found.inserted, _("come anew")),
    )
    return numbers, _counted_over(len(ids))


def _counted_over(n: int) -> str:
    if n == MOST_FORESEEN:
        words = ngettext(
            "Counted over the first %(n)s event; there may be more.",
            "Counted over the first %(n)s events; there may be more.",
            n,
        )
    else:
        words = ngettext("Counted over %(n)s event ahead.", "Counted over %(n)s events ahead.", n)
    return words % {"n": n}


def _zone(campaign: Campaign) -> str:
    zones = Event.objects.filter(campaign=campaign).order_by("starts_at").values_list("time_zone", flat=True)
    return zones.first() or "UTC"


def _usual_start(campaign: Campaign) -> datetime:
    return datetime.combine(campaign.day_of_action, time(11))
