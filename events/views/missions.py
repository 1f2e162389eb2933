"""The directory of missions: list, one mission with its history, add, edit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, may, sections_where
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.choices import EventStatus
from events.forms.missions import EditMissionForm, MissionFilterForm, NewMissionForm
from events.models import Mission
from events.queries.board_rows import board_rows
from events.queries.missions import MissionFilters, find_missions, record_of
from events.views.scope import reach_of

PAGE = 50


@require_safe
@login_required
def missions(request: HttpRequest) -> HttpResponse:
    """Search the directory."""
    form = MissionFilterForm(request.GET)
    asked = form.asked()
    page = Paginator(find_missions(asked), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_filtered": asked != MissionFilters(),
        "may_add": may(request.user, Permission.ADD_MISSIONS),
    }
    return render(request, "events/missions.html", context)


@require_safe
@login_required
def mission(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one mission: facts with their source, and how it answered hand-ins."""
    found = get_object_or_404(
        Mission.objects.select_related("place", "added_by_section"), public_id=public_id
    )
    now = timezone.now()
    planned = Q(mission=found, planned_at__isnull=False) & ~Q(status=EventStatus.DRAFT)
    rows = board_rows(planned, reach=reach_of(signed_in(request)), now=now)
    context = {
        "mission": found,
        "rows": tuple(reversed(rows)),
        "record": record_of(rows),
        "may_change": may(request.user, Permission.CHANGE_MISSIONS),
        "may_schedule": may(request.user, Permission.SCHEDULE_EVENTS)
        or may(request.user, Permission.DRAFT_EVENTS),
        "now": now,
    }
    return render(request, "events/mission.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def mission_new(request: HttpRequest) -> HttpResponse:
    """Add a mission that no list has."""
    if not may(request.user, Permission.ADD_MISSIONS):
        raise PermissionDenied
    sections = sections_where(request.user, Permission.ADD_MISSIONS)
    form = NewMissionForm(submitted(request), by=signed_in(request), sections=sections)
    if made := form.perform():
        messages.success(request, _("The mission is in the directory."))
        return redirect(made.get_absolute_url())
    return render(request, "events/mission_form.html", {"form": form})


@require_http_methods(READS_AND_POSTS)
@login_required
def mission_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a mission's facts."""
    found = get_object_or_404(Mission, public_id=public_id)
    if not may(request.user, Permission.CHANGE_MISSIONS):
        raise PermissionDenied
    form = EditMissionForm(submitted(request), by=signed_in(request), mission=found)
    if form.perform():
        messages.success(request, _("Saved."))
        return redirect(found.get_absolute_url())
    return render(request, "events/mission_form.html", {"form": form, "mission": found})
