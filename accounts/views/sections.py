"""Sections: list, one section with its members, settings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Role
from accounts.forms.sections import SectionForm
from accounts.models import Section, User
from accounts.permissions import Permission, may
from accounts.views.requests import signed_in, submitted


def _visible_sections(user: User) -> QuerySet[Section]:
    """Return the sections `user` may look at: their own; all of them for global coordinators."""
    if may(user, Permission.SEE_ALL_EVENTS):
        return Section.objects.all()
    return Section.objects.filter(pk__in=user.roles)


def _section_or_404(request: HttpRequest, slug: str) -> Section:
    found = _visible_sections(signed_in(request)).prefetch_related("covered").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def sections(request: HttpRequest) -> HttpResponse:
    """List the sections with the countries they cover and who coordinates them."""
    coordinators = Count(
        "memberships", filter=Q(memberships__role=Role.COORDINATOR, memberships__user__is_active=True)
    )
    found = (
        _visible_sections(signed_in(request))
        .annotate(coordinators=coordinators)
        .prefetch_related("covered")
        .order_by("name")
    )
    is_global = may(request.user, Permission.SEE_ALL_EVENTS)
    return render(request, "accounts/sections.html", {"sections": found, "is_global": is_global})


@require_safe
@login_required
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one section: members, countries, senders; members' addresses to coordinators only."""
    found = _section_or_404(request, slug)
    members = (
        found.memberships.filter(user__is_active=True).select_related("user").order_by("role", "user__name")
    )
    may_edit = may(request.user, Permission.MANAGE_SECTION, section=found)
    context = {
        "section": found,
        "members": members,
        "may_edit": may_edit,
        "may_write": may_edit or may(request.user, Permission.SEE_ALL_EVENTS),
    }
    return render(request, "accounts/section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def section_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a section's settings."""
    found = _section_or_404(request, slug)
    if not may(request.user, Permission.MANAGE_SECTION, section=found):
        raise PermissionDenied
    form = SectionForm(submitted(request), by=signed_in(request), section=found)
    if form.perform():
        messages.success(request, _("Saved."))
        return redirect("accounts:section", found.slug)
    return render(request, "accounts/section_form.html", {"form": form, "section": found})
