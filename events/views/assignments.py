"""Doors to needs, assignments and answers. Names are shown only to those who may see the section's people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.fields import clean_text
from accounts.permissions import Permission
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import assignable_activists, assignment_or_404, changeable_event_or_404, require_on
from events.choices import Answer, Role
from events.forms.assignments import AnswerForm, AssignForm, NeedsForm, UnassignForm
from events.models import Assignment, Event
from events.queries.event_page import EventPage, event_page
from events.queries.people import candidates
from events.views.desk import back_to, crumbs_of, form_page, step_page


@require_http_methods(READS_AND_POSTS)
@login_required
def event_needs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how many of each role the event wants."""
    event = changeable_event_or_404(request.user, public_id)
    form = NeedsForm(submitted(request), by=signed_in(request), event=event)
    if form.perform():
        return back_to(request, event, said=_("The needs are saved."))
    return form_page(request, form, event, title=_("Whom the event needs"), verb=_("Save needs"))


@require_http_methods(READS_AND_POSTS)
@login_required
def event_assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Find activists by name and ask them, one button each; the page stays for the next one."""
    event = changeable_event_or_404(request.user, public_id)
    require_on(request.user, Permission.SEE_PEOPLE, event)
    activists = assignable_activists(request.user, event)
    page = event_page(event, now=timezone.now())
    wished = {"role": request.GET.get("role") or _first_open_role(page)}
    form = AssignForm(
        submitted(request), by=signed_in(request), event=event, activists=activists, initial=wished
    )
    if assignment := form.perform():
        messages.success(request, _said(assignment))
        return redirect(_again(request, event))
    text = clean_text(request.GET.get("q", "")[:100])
    context = {
        "event": event,
        "form": form,
        "q": text,
        "page": page,
        "candidates": candidates(event, activists, text=text, today=timezone.localdate()),
        "crumbs": crumbs_of(event),
    }
    return render(request, "events/event_assign.html", context)


def _first_open_role(page: EventPage) -> str:
    """Return the role somebody is missing for, so that the most likely one is chosen already."""
    missing = [role.role for role in page.roles if role.yes + role.asked < role.wanted]
    return (missing or [Role.PARTICIPANT if page.roles else Role.LEAD])[0]


def _said(assignment: Assignment) -> str:
    words = {"name": assignment.activist.name, "role": assignment.get_role_display()}
    return _("%(name)s is asked as %(role)s.") % words


def _again(request: HttpRequest, event: Event) -> str:
    """Return the same page for the next person; the role follows from what is still open."""
    text = request.GET.get("q", "")
    return reverse("events:event_assign", args=[event.public_id]) + (
        f"?{urlencode({'q': text})}" if text else ""
    )


@require_http_methods(READS_AND_POSTS)
@login_required
def assignment_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record the answer somebody gave by phone."""
    assignment = assignment_or_404(request.user, public_id)
    form = AnswerForm(submitted(request), by=signed_in(request), assignment=assignment)
    if form.perform():
        said = _("%(name)s said yes.") if assignment.answer == Answer.YES else _("%(name)s said no.")
        return back_to(request, assignment.event, said=said % {"name": assignment.activist.name})
    context = {
        "assignment": assignment,
        "event": assignment.event,
        "form": form,
        "crumbs": crumbs_of(assignment.event),
    }
    return render(request, "events/event_answer.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def assignment_unassign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take somebody off a role; whoever was mailed before is told."""
    assignment = assignment_or_404(request.user, public_id)
    form = UnassignForm(submitted(request), by=signed_in(request), assignment=assignment)
    if form.perform():
        return back_to(
            request, assignment.event, said=_("%(name)s is taken off.") % {"name": assignment.activist.name}
        )
    words = {"name": assignment.activist.name, "role": assignment.get_role_display()}
    sentence = (
        _(
            "%(name)s is asked as %(role)s. If a mail went out before, another one says that nobody needs to come."
        )
        % words
    )
    title = _("Take %(name)s off?") % words
    return step_page(
        request, form, assignment.event, title=title, verb=_("Take off"), sentence=sentence, danger=True
    )
