"""Doors to what came of an event: report, correct, add an attempt, give up."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import changeable_event_or_404
from events.choices import Channel
from events.forms.outcomes import AttemptForm, GiveUpForm, report_form
from events.models import DeliveryAttempt, Event
from events.rules.lifecycle import refuse_early_outcome
from events.views.desk import back_to, form_page, step_page


def too_early(event: Event) -> str:
    """Return why nothing can be reported of `event`, blank when it can."""
    try:
        refuse_early_outcome(status=event.status, starts_at=event.starts_at, now=timezone.now())
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""


@require_http_methods(READS_AND_POSTS)
@login_required
def event_outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record what came of an event, or correct it."""
    event = changeable_event_or_404(request.user, public_id, Permission.RECORD_OUTCOMES)
    form = report_form(event)(submitted(request), by=signed_in(request), event=event)
    if form.perform():
        return back_to(request, event, said=_("The outcome is recorded."))
    title = _("What happened at the mission?") if event.mission else _("What happened?")
    return form_page(request, form, event, title=title, verb=_("Record outcome"), refusal=too_early(event))


@require_http_methods(READS_AND_POSTS)
@login_required
def event_attempt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record another attempt to hand over (`?channel=post` fills in how), or correct one (`?correct=<its id>`)."""
    event = changeable_event_or_404(request.user, public_id, Permission.RECORD_OUTCOMES)
    attempt = _attempt_to_correct(request, event)
    channel = request.GET.get("channel", "")
    wished = {"channel": channel} if channel in Channel.values else {}
    form = AttemptForm(
        submitted(request), by=signed_in(request), event=event, attempt=attempt, initial=wished
    )
    if form.perform():
        return back_to(request, event, said=_("The attempt is recorded."))
    title = _("Correct a delivery attempt") if attempt else _("Add a delivery attempt")
    return form_page(request, form, event, title=title, verb=_("Record attempt"))


def _attempt_to_correct(request: HttpRequest, event: Event) -> DeliveryAttempt | None:
    """Return the attempt the address names, None when it names none. Raises Http404 for another event's."""
    wanted = request.GET.get("correct")
    if wanted is None:
        return None
    try:
        return get_object_or_404(event.attempts, public_id=UUID(wanted))
    except ValueError as error:
        raise Http404 from error


@require_http_methods(READS_AND_POSTS)
@login_required
def event_give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give up handing over, with the reason."""
    event = changeable_event_or_404(request.user, public_id, Permission.RECORD_OUTCOMES)
    form = GiveUpForm(submitted(request), by=signed_in(request), event=event)
    if form.perform():
        return back_to(request, event, said=_("It is given up. An attempt can still follow."))
    sentence = _("The event counts as finished then. A delivery attempt recorded later still counts.")
    return step_page(
        request,
        form,
        event,
        title=_("Give up handing over?"),
        verb=_("Give up"),
        sentence=sentence,
        danger=True,
    )
