"""The doors behind the links in mails. Their authority is the token: no cookie is read or set, nobody else is named.

Every effect is a POST with a named button, because mail scanners fetch links and submit forms; the first button of each
page records nothing. Django's CSRF check is left out (there is no cookie to compare with, and browsers send
`Origin: null` from pages with `no-referrer`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from accounts.views.requests import READS_AND_POSTS, submitted
from events.access import link_of
from events.choices import LinkPurpose, Role
from events.forms.links import AnswerLinkForm
from events.forms.outcomes import report_form
from events.forms.photos import LinkPhotoForm
from events.models import Assignment, Event, Link, Outcome
from events.queries.event_page import event_page
from events.queries.photos import photos_of
from events.rules.lifecycle import refuse_answering
from events.views import own_links
from events.views.outcomes import too_early


@csrf_exempt
@gzip_page  # the report has to arrive over a bad network; no such page shows a secret beside what somebody sends
@login_not_required
@require_http_methods(READS_AND_POSTS)
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what the token stands for, in the reader's language; an unknown, expired or revoked one is a calm page."""
    request.COOKIES, request.user = {}, AnonymousUser()  # whoever is signed in here is of no interest
    now = timezone.now()
    found = link_of(token, now=now)
    language = _language(request, found)
    with translation.override(language):
        response = (
            _open(request, found, now=now) if found else render(request, "events/link/gone.html", status=404)
        )
    response["Content-Language"] = language
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _language(request: HttpRequest, link: Link | None) -> str:
    """Return the activist's language, the browser's where nobody is known."""
    if link is None:
        return translation.get_language_from_request(request)
    activist = link.activist or (link.assignment and link.assignment.activist)
    return activist.language if activist else settings.LANGUAGE_CODE


def _open(request: HttpRequest, link: Link, *, now: datetime) -> HttpResponseBase:
    if link.activist is not None:
        return _OF_A_PERSON[LinkPurpose(link.purpose)](request, link.activist, now=now)
    assert link.assignment is not None  # the constraint link_has_one_subject
    if link.purpose == LinkPurpose.REPORT:
        return _report(request, link.assignment, until=link.expires_at, now=now)
    return _answer(request, link.assignment, now=now)


_OF_A_PERSON: dict[LinkPurpose, Callable[..., HttpResponseBase]] = {
    LinkPurpose.UNSUBSCRIBE: own_links.mails,
    LinkPurpose.MINE: own_links.events,
    LinkPurpose.CALENDAR: own_links.calendar,
}


def _answer(request: HttpRequest, assignment: Assignment, *, now: datetime) -> HttpResponse:
    event, activist = assignment.event, assignment.activist
    form = AnswerLinkForm(submitted(request), activist=activist, event=event)
    if form.perform() is not None:
        return redirect(request.path)
    own = event.assignments.filter(activist=activist)
    context = {
        "event": event,
        "answer": assignment.answer,
        "roles": [Role(role).label for role in own.values_list("role", flat=True)],
        "closed": _closed(event, now=now),
        "errors": form.errors,
        "wished": request.GET.get("answer", ""),
        "now": now,
    }
    return render(request, "events/link/answer.html", context, status=400 if form.errors else 200)


def _closed(event: Event, *, now: datetime) -> str:
    """Return why no answer is needed any more, blank while one is."""
    try:
        refuse_answering(status=event.status, ends_at=event.ends_at, now=now)
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""


def _report(request: HttpRequest, assignment: Assignment, *, until: datetime, now: datetime) -> HttpResponse:
    event = assignment.event
    desk = report_form(event)
    if request.method != "POST" and "blank" in request.GET:
        return _blank(request, assignment)
    form = desk(submitted(request), by=assignment.activist, event=event)
    sent = request.POST.get("send")
    if sent == "report" and form.perform() is not None:
        return redirect(request.path)
    photo_form = LinkPhotoForm(*_with_files(request, sent), by=assignment.activist, event=event)
    if sent == "photo" and photo_form.perform() is not None:
        return redirect(request.path)
    context = {
        "event": event,
        "form": form if sent != "photo" else desk(by=assignment.activist, event=event),
        "questions": " ".join(form.large_questions()),
        "photo_form": photo_form,
        "photos": photos_of(event),
        "page": event_page(event, now=now),
        "until": until,
        "refusal": too_early(event),
        "not_sent": request.method == "POST" and sent not in ("report", "photo"),
        "now": now,
    }
    refused = request.method == "POST"
    return render(request, "events/link/report.html", context, status=400 if refused else 200)


def _blank(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Return the report as a phone keeps it for when there is no network: nothing on it tells which event it is."""
    event = assignment.event
    if too_early(event) or Outcome.objects.filter(event=event).exists():
        return HttpResponse(status=404)
    form = report_form(event)(by=assignment.activist, event=event)
    form.forget_allotment()
    return render(request, "events/link/blank.html", {"event": event, "form": form})


def _with_files(request: HttpRequest, sent: str | None) -> tuple[Any, ...]:
    """Return what the photo's form was sent with; nothing when it was another one."""
    return (request.POST, request.FILES) if sent == "photo" else ()
