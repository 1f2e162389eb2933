"""What is kept about one activist: a copy of it, and its end. Both ask who asks once more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.erasure import erase_activist, export_activist, objections_to_erasing
from accounts.views.requests import READS_AND_POSTS, activist_or_404, signed_in, step_up


@require_http_methods(READS_AND_POSTS)
@login_required
def activist_export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what a copy holds, and give it as JSON to who presses the button."""
    found = activist_or_404(request, public_id)
    step_up(request)
    if request.method == "POST" and request.POST.get("do") == "export":
        kept = export_activist(by=signed_in(request), activist=found)
        headers = {"Content-Disposition": 'attachment; filename="person.json"'}
        return JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False}, headers=headers)
    context = {
        "activist": found,
        "title": _("A copy of what is kept about %(name)s?") % {"name": found.name},
        "sentence": _(
            "Facts, assignments with answers, and which mails went: to hand to the person who asked for it. "
            "It holds address and phone: delete the file afterwards."
        ),
        "verb": _("Download the copy"),
        "press": "export",
    }
    return render(request, "accounts/activist_step.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def activist_erase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what erasing takes away, and do it when the button is pressed."""
    found = activist_or_404(request, public_id)
    step_up(request)
    refusals: list[str] = []
    if request.method == "POST" and request.POST.get("do") == "erase":
        try:
            erase_activist(by=signed_in(request), activist=found)
        except ValidationError as error:
            refusals = error.messages
        else:
            messages.success(request, _("The person is erased. Counts of past events stay as they were."))
            return redirect("accounts:activists")
    context = {
        "activist": found,
        "refusals": refusals or objections_to_erasing(found, now=timezone.now()),
        "title": _("Erase %(name)s?") % {"name": found.name},
        "sentence": _(
            "Name, address, phone and wishes go for ever; mails that wait are not sent, and the person is taken off "
            "every event ahead. Counts of past events stay. Backups keep the person until they are deleted."
        ),
        "verb": _("Erase the person"),
        "press": "erase",
        "danger": True,
        "undo": _("This cannot be undone."),
    }
    return render(request, "accounts/activist_step.html", context)
