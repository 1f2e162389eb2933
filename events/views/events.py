"""Doors to events as one reads them: the list, one event, its audit trail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.audit import trail
from accounts.models import User
from accounts.permissions import Permission, may
from accounts.post.pulse import pulse
from accounts.views.requests import signed_in
from events.access import event_or_404, may_on, require_on, visible_events
from events.exchange.exports import events_csv
from events.forms.filters import EVERYWHERE, EventFilterForm
from events.models import Event
from events.queries.earlier import earlier_reports
from events.queries.event_page import event_page
from events.queries.events import EventFilter, every_row, list_page, matching
from events.queries.mails import mail_lines, mails_by_state
from events.queries.people import people_of
from events.queries.photos import PhotoRow, consented_photos, photos_of
from events.queries.trail import trail_rows
from events.views.desk import crumbs_of
from events.views.mail_words import mail_notice
from events.views.sending import event_progress

NEWEST = 5
"""Entries of the audit trail on the event's own page."""


@dataclass(frozen=True)
class Rights:
    """What the reader may do on one event."""

    change: bool
    people: bool
    report: bool
    trail: bool


def rights_on(user: User, event: Event) -> Rights:
    """Return what `user` may do on `event`."""
    return Rights(
        change=may_on(user, Permission.CHANGE_EVENTS, event),
        people=may_on(user, Permission.SEE_PEOPLE, event),
        report=may_on(user, Permission.RECORD_OUTCOMES, event),
        trail=may_on(user, Permission.SEE_AUDIT, event),
    )


def _scope(user: User, form: EventFilterForm) -> tuple[QuerySet[Event], QuerySet[Event], EventFilter]:
    """Return the events asked for, those outside the reader's sections, and what is asked beyond the scope."""
    asked = form.asked()
    visible = visible_events(user)
    if asked.section == EVERYWHERE:
        return visible, visible.none(), replace(asked, section="")
    own = visible.filter(section__in=form.own_sections)
    return own, visible.exclude(section__in=form.own_sections), asked


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_safe
@login_required
def events(request: HttpRequest) -> HttpResponse:
    """List events, or hand them out as CSV (`?format=csv`)."""
    user, now = signed_in(request), timezone.now()
    form = EventFilterForm(request.GET, reader=user)
    own, outside, asked = _scope(user, form)
    found = matching(own, asked, now=now)
    if request.GET.get("format") == "csv":
        return events_csv(every_row(found, now=now))
    context = {
        "form": form,
        "page": list_page(found, number=_number(request.GET.get("page", "")), now=now),
        "outside": matching(outside, replace(asked, section=""), now=now).count(),
        "scope": form.scope(),
        "is_filtered": form.asked() != EventFilter(),
        "several_sections": form.asked().section == EVERYWHERE or len(form.own_sections) > 1,
        "confirmable": {
            section.name
            for section in form.own_sections
            if may(user, Permission.CHANGE_EVENTS, section=section)
        },
        "may_schedule": may(user, Permission.SCHEDULE_EVENTS) or may(user, Permission.DRAFT_EVENTS),
        "mail_notice": mail_notice(pulse(now), reader=user),
        "now": now,
    }
    return render(request, "events/event_list.html", context)


@require_safe
@login_required
def event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one event; people, mails and trail only to those who may see them."""
    user, now = signed_in(request), timezone.now()
    found = event_or_404(user, public_id)
    rights = rights_on(user, found)
    page = event_page(found, now=now)
    people = people_of(found) if rights.people else {}
    mails = mail_lines(found) if rights.people else []
    context = {
        "event": found,
        "page": page,
        "rights": rights,
        "mails": mails,
        "mails_sentence": mails_by_state(mails),
        "sending": event_progress(found, now=now) if rights.people else None,
        "crew": [(role, people.get(role.role, [])) for role in page.roles],
        "trail": trail_rows(trail(found)[:NEWEST]) if rights.trail else None,
        "photos": _photos(found, rights) if page.has_begun else [],
        "crumbs": crumbs_of(found)[:1],
        "now": now,
    }
    return render(request, "events/event_page.html", context)


def _photos(event: Event, rights: Rights) -> list[PhotoRow]:
    """Return the photos of `event` that the reader may see."""
    return photos_of(event) if rights.report else consented_photos(event)


@require_safe
@login_required
def event_trail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show everything that was done to an event: who, when, what, which fields."""
    found = event_or_404(request.user, public_id)
    require_on(request.user, Permission.SEE_AUDIT, found)
    context = {
        "event": found,
        "trail": trail_rows(trail(found)),
        "earlier": earlier_reports(found),
        "rights": rights_on(signed_in(request), found),
    }
    return render(
        request, "events/event_trail.html", {**context, "crumbs": crumbs_of(found), "now": timezone.now()}
    )
