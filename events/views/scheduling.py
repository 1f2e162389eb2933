"""Doors that change what, where and when: schedule, edit, move, confirm, cancel, clone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, may
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import changeable_event_or_404, visible_events
from events.choices import EventStatus
from events.forms.details import EditForm
from events.forms.scheduling import CancelForm, CloneForm, ConfirmForm, MoveForm, ScheduleForm
from events.models import Event
from events.queries.preview import Preview, preview
from events.queries.suggestions import mission_by_id
from events.rules.cadence_settings import cadence_of
from events.rules.lifecycle import DEFAULT_LENGTH
from events.views.desk import back_to, form_page, step_page
from events.views.effects import (
    effects_of_cancelling,
    effects_of_confirming,
    effects_of_move,
    told_of_another_place,
)


def _wished(request: HttpRequest) -> dict[str, str]:
    """Return what the address asks to fill in: `?campaign=` and `?mission=`, from the directory's "Schedule" link."""
    wished = {
        name: request.GET[name] for name in ("campaign", "section", "kind", "date") if request.GET.get(name)
    }
    mission = mission_by_id(request.GET.get("mission", ""))
    return {**wished, "mission": str(mission.public_id), "where": str(mission)} if mission else wished


@require_http_methods(READS_AND_POSTS)
@login_required
def event_new(request: HttpRequest) -> HttpResponse:
    """Schedule an event, or save it as a draft."""
    if not may(request.user, Permission.SCHEDULE_EVENTS) and not may(request.user, Permission.DRAFT_EVENTS):
        raise PermissionDenied
    if request.GET.get("preview"):
        return render(request, "events/_preview.html", {"preview": _previewed(request)})
    form = ScheduleForm(submitted(request), by=signed_in(request), initial=_wished(request))
    if event := form.perform():
        messages.success(request, _("The draft is saved.") if form.is_draft else _("The event is scheduled."))
        return redirect(event)
    crumbs = [(reverse("events:events"), _("Events"))]
    return render(request, "events/event_new.html", {"form": form, "crumbs": crumbs})


def _previewed(request: HttpRequest) -> Preview | None:
    """Return what the form as it stands would bring about; None while place or time is not clear."""
    user, now = signed_in(request), timezone.now()
    form = ScheduleForm(request.GET, by=user)
    form.is_valid()
    if form.placing is None or form.starts is None:
        return None
    where, starts_at = form.placing, form.starts.instant
    campaign = form.cleaned_data.get("campaign")
    return preview(
        visible_events(user),
        city=where.city,
        place=where.place,
        zone=where.time_zone,
        starts_at=starts_at,
        ends_at=form.ends_at(zone=where.time_zone) or starts_at + DEFAULT_LENGTH,
        reader_zone=user.time_zone,
        now=now,
        cadence=cadence_of(campaign.cadence if campaign else {}),
    )


@require_http_methods(READS_AND_POSTS)
@login_required
def event_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the texts of an event."""
    event = changeable_event_or_404(request.user, public_id)
    form = EditForm(submitted(request), by=signed_in(request), event=event)
    if form.perform():
        return back_to(request, event, said=_("Saved."))
    return form_page(
        request, form, event, title=_("Edit event"), verb=_("Save"), words=_who_is_told(event, form)
    )


def _who_is_told(event: Event, form: EditForm) -> str:
    """Return who is mailed when the place changes; blank where that can neither be changed nor is mailed."""
    if event.status != EventStatus.PLANNED or "meeting_point" not in form.fields:
        return ""
    told = told_of_another_place(event, now=timezone.now())
    return _("A new meeting point or address is mailed to the people who know the old one: %(n)s.") % {
        "n": told
    }


@require_http_methods(READS_AND_POSTS)
@login_required
def event_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move an event to another time or place; `?preview=1`, or its button, shows what that would do."""
    event = changeable_event_or_404(request.user, public_id)
    typed = request.GET if request.GET.get("preview") else submitted(request)
    is_preview = typed is not None and bool(typed.get("preview") or typed.get("do") == "preview")
    form = MoveForm(typed, by=signed_in(request), event=event)
    if not is_preview and form.perform():
        return back_to(request, event, said=_("The event is moved."))
    found = effects_of_move(event, form, now=timezone.now())
    if request.headers.get("HX-Request") and is_preview:
        return render(request, "events/_foreseen.html", {"effects": found.numbers, "note": found.note})
    words = {"title": _("Move event"), "verb": _("Move event")}
    return step_page(request, form, event, effects=found.numbers, note=found.note, foresees=True, **words)


@require_http_methods(READS_AND_POSTS)
@login_required
def event_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Turn a draft into a planned event."""
    event = changeable_event_or_404(request.user, public_id)
    form = ConfirmForm(submitted(request), by=signed_in(request), event=event)
    if form.perform():
        return back_to(request, event, said=_("The event is planned."))
    effects = effects_of_confirming(event, now=timezone.now()).numbers
    return step_page(
        request, form, event, title=_("Confirm this draft?"), verb=_("Confirm event"), effects=effects
    )


@require_http_methods(READS_AND_POSTS)
@login_required
def event_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call an event off, with the reason."""
    event = changeable_event_or_404(request.user, public_id)
    form = CancelForm(submitted(request), by=signed_in(request), event=event)
    if form.perform():
        return back_to(request, event, said=_("The event is cancelled."))
    effects = effects_of_cancelling(event, now=timezone.now()).numbers
    undo = _("This cannot be undone; a cancelled event can be cloned.")
    return step_page(
        request,
        form,
        event,
        title=_("Cancel this event?"),
        verb=_("Cancel event"),
        effects=effects,
        danger=True,
        undo=undo,
    )


@require_http_methods(READS_AND_POSTS)
@login_required
def event_clone(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a draft like this event at another time."""
    event = changeable_event_or_404(request.user, public_id)
    form = CloneForm(submitted(request), by=signed_in(request), event=event)
    if clone := form.perform():
        return back_to(request, clone, said=_("A draft was made. Nobody is assigned yet."))
    words = _("Place, texts and needs are copied; people are not. Times are local to %(city)s.") % {
        "city": event.city
    }
    return form_page(request, form, event, title=_("Clone event"), verb=_("Make a draft"), words=words)
