"""What is an activist's own behind the links in her mails: which mails she gets, her events, her calendar.

Rules as in events.views.links: every effect is a POST with a named button, and the first button records nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.models import Activist
from accounts.views.requests import submitted
from events.exchange.feeds import feed_response
from events.forms.links import WantedKindsForm, new_calendar, stop_mails
from events.queries.own_events import calendar_address, calendar_events, own_events


def mails(request: HttpRequest, activist: Activist, *, now: datetime) -> HttpResponse:
    """Choose kinds of mail or stop all: by named buttons, or by the one POST of a mail program (RFC 8058)."""
    asked = request.POST.get("stop", "")
    form = WantedKindsForm(submitted(request) if asked == "kinds" else None, activist=activist)
    if asked == "kinds" and form.perform() is not None:
        return redirect(f"{request.path}?saved=1")
    is_asked = asked == "all" or request.POST.get("List-Unsubscribe") == "One-Click"
    if is_asked:
        stop_mails(activist)
    nothing = request.method == "POST" and not is_asked and "keep" not in request.POST
    context = {
        "form": form,
        "is_stopped": activist.opted_out_at is not None,
        "nothing": nothing,
        "is_saved": request.method != "POST" and "saved" in request.GET,
    }
    return render(request, "events/link/unsubscribe.html", context, status=400 if nothing else 200)


def events(request: HttpRequest, activist: Activist, *, now: datetime) -> HttpResponse:
    """Show what the activist is asked for, with the way to each answer, and her calendar's address."""
    asked = request.POST.get("do", "")
    if asked == "new_calendar":
        new_calendar(activist)
        return redirect(request.path)
    nothing = request.method == "POST" and "keep" not in request.POST
    context = {
        "rows": own_events(activist, now=now),
        "calendar": "" if activist.discreet else calendar_address(activist, now=now),
        "nothing": nothing,
        "section": activist.section.name,
        "reply_to": activist.section.reply_to,
        "now": now,
    }
    return render(request, "events/link/own_events.html", context, status=400 if nothing else 200)


def calendar(request: HttpRequest, activist: Activist, *, now: datetime) -> HttpResponseBase:
    """Return the activist's events as a calendar to subscribe to. Nothing of what is discreet is in it."""
    if request.method == "POST":
        return render(request, "events/link/gone.html", status=400)
    events = [] if activist.discreet else calendar_events(activist, now=now)
    return feed_response(request, events, name="handins")
