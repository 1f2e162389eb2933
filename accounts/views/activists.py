"""Activists: list, one person, add, edit. Only the coordinators of a section get here; global coordinators never."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.activists import REVEALED, reveal
from accounts.fields import masked_email, masked_phone
from accounts.forms.activists import ActivistFilterForm, EditActivistForm, NewActivistForm
from accounts.models import Section
from accounts.permissions import Permission, sections_where
from accounts.views.activist_list import activist_page
from accounts.views.requests import READS_AND_POSTS, activist_or_404, signed_in, submitted


def _sections(request: HttpRequest) -> QuerySet[Section]:
    """Return the sections whose activists the reader looks after. Raises PermissionDenied where there are none."""
    sections = sections_where(request.user, Permission.MANAGE_ACTIVISTS)
    if not sections:  # fetches them, which every page here needs anyway
        raise PermissionDenied
    return sections


@require_safe
@login_required
def activists(request: HttpRequest) -> HttpResponse:
    """List the activists of the reader's sections."""
    sections = _sections(request)
    form = ActivistFilterForm(request.GET, sections=sections)
    page = activist_page(sections, after=request.GET.get("after", ""), **form.wanted())
    context = {
        "form": form,
        "page": page,
        "sections": sections,
        "scope": ", ".join(section.name for section in sections),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/activists.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def activist(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one activist, address and phone masked; `show` asks for one of them, once, and that is recorded."""
    found = activist_or_404(request, public_id)
    shown = request.POST.get("show", "")
    context = {
        "activist": found,
        "today": timezone.localdate(),
        "email": masked_email(found.email),
        "phone": masked_phone(found.phone),
    }
    if shown in REVEALED:
        context |= {"shown": shown, shown: reveal(by=signed_in(request), activist=found, field=shown)}
    return render(request, "accounts/activist.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def activist_new(request: HttpRequest) -> HttpResponse:
    """Add an activist."""
    form = NewActivistForm(submitted(request), by=signed_in(request), sections=_sections(request))
    if added := form.perform():
        messages.success(request, _("%(name)s is on the list now.") % {"name": added})
        return redirect("accounts:activist", added.public_id)
    return render(request, "accounts/activist_form.html", {"form": form})


@require_http_methods(READS_AND_POSTS)
@login_required
def activist_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change an activist's facts."""
    found = activist_or_404(request, public_id)
    form = EditActivistForm(submitted(request), by=signed_in(request), activist=found)
    if form.perform():
        messages.success(request, _("Saved."))
        return redirect("accounts:activist", found.public_id)
    return render(request, "accounts/activist_form.html", {"form": form, "activist": found})
