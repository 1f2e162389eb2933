"""Doors to photos: those of an event, one of them at a desk, and the pixels, which go to whoever may see them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Permission
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted
from events.access import changeable_event_or_404, changeable_photo_or_404, may_on, photo_or_404
from events.forms.event_action import EventActionForm
from events.forms.photos import (
    AddPhotoForm,
    CoverPhotoForm,
    DeletePhotoForm,
    DescribePhotoForm,
    PressPhotoForm,
)
from events.models import Photo
from events.queries.photos import jpeg_of, photo_row, photos_of
from events.views.desk import crumbs_of
from events.views.outcomes import too_early

DONE: dict[str, Promise] = {
    "describe": gettext_lazy("Saved."),
    "cover": gettext_lazy("The boxes are in the photo now."),
    "approve": gettext_lazy("The press can have this photo now."),
    "withdraw": gettext_lazy("The press does not get this photo any more."),
    "delete": gettext_lazy("The photo is deleted."),
}


@require_safe
@login_not_required
def photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the pixels. The address changes with them; nobody but the reader's browser keeps a copy."""
    found = photo_or_404(request.user, public_id)
    response = HttpResponse(jpeg_of(found), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.public_id}.jpg"'
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=600)
    return response


@require_http_methods(READS_AND_POSTS)
@login_required
def event_photos(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an event's photos, and take another one in."""
    event = changeable_event_or_404(request.user, public_id, Permission.RECORD_OUTCOMES)
    files = request.FILES if request.method == "POST" else None
    form = AddPhotoForm(submitted(request), files, by=signed_in(request), event=event)
    if added := form.perform():
        messages.success(request, _("The photo is stored. Say what it shows, and cover faces if need be."))
        return redirect("events:photo_edit", added.public_id)
    context = {
        "event": event,
        "photos": photos_of(event),
        "form": form,
        "refusal": too_early(event),
        "crumbs": crumbs_of(event),
    }
    return render(request, "events/photos.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def photo_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what a photo shows, cover faces, approve it for the press, delete it: one named button each."""
    found = changeable_photo_or_404(request.user, public_id)
    user = signed_in(request)
    may_approve = may_on(user, Permission.APPROVE_PHOTOS, found.event)
    step = request.POST.get("do", "")
    if step in ("approve", "withdraw") and not may_approve:
        raise PermissionDenied
    forms = _forms(request, found, by=user, step=step)
    if step in DONE and forms[step].perform():
        messages.success(request, str(DONE[step]))
        return (
            redirect("events:event_photos", found.event.public_id)
            if step == "delete"
            else redirect(request.path)
        )
    found.refresh_from_db()
    context = {
        "event": found.event,
        "photo": photo_row(found),
        "forms": forms,
        "press_form": forms["withdraw" if found.approved_at else "approve"],
        "may_approve": may_approve,
        "crumbs": crumbs_of(found.event),
    }
    return render(request, "events/photo.html", context)


def _forms(request: HttpRequest, photo: Photo, *, by: User, step: str) -> dict[str, EventActionForm]:
    """Return the forms of the page by the button that sends them; only the one that was sent is filled."""
    kinds: dict[str, Callable[..., EventActionForm]] = {
        "describe": DescribePhotoForm,
        "cover": CoverPhotoForm,
        "approve": PressPhotoForm,
        "withdraw": PressPhotoForm,
        "delete": DeletePhotoForm,
    }
    return {
        name: kind(request.POST if name == step else None, by=by, photo=photo) for name, kind in kinds.items()
    }
