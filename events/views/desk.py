"""What the doors of the work share: the page around a form, and the page before a step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms.action import ActionForm
from events.models import Event


def crumbs_of(event: Event) -> list[tuple[str, str]]:
    """Return the way to a page about `event`."""
    return [(reverse("events:events"), _("Events")), (event.get_absolute_url(), event.title)]


def back_to(request: HttpRequest, event: Event, *, said: str) -> HttpResponse:
    """Say what was done and show the event."""
    messages.success(request, said)
    return redirect(event)


def form_page(
    request: HttpRequest, form: ActionForm, event: Event, *, title: str, verb: str, **more: Any
) -> HttpResponse:
    """Show a form about `event`: with what is wrong beside the fields after a try."""
    context = {"form": form, "event": event, "title": title, "verb": verb, "crumbs": crumbs_of(event), **more}
    return render(request, "events/event_form.html", context)


def step_page(
    request: HttpRequest,
    form: ActionForm,
    event: Event,
    *,
    title: str,
    verb: str,
    effects: Iterable[tuple[int, str]] = (),
    **more: Any,
) -> HttpResponse:
    """Show what a step will do, in numbers, before anything is done."""
    context = {
        "form": form,
        "event": event,
        "title": title,
        "verb": verb,
        "effects": effects,
        "crumbs": crumbs_of(event),
    }
    return render(request, "events/event_step.html", {**context, **more})
