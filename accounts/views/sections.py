"""Sections: list, one section with its members, settings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Role
from accounts.forms.members import MemberFilterForm
from accounts.forms.sections import NewSectionForm, SectionForm
from accounts.permissions import Permission, may, may_manage_members
from accounts.views.requests import READS_AND_POSTS, section_or_404, signed_in, submitted, visible_sections

FILTERS_FROM = 8
"""Members; fewer are read faster than a search is typed."""


@require_safe
@login_required
def sections(request: HttpRequest) -> HttpResponse:
    """List the sections with the countries they cover and who coordinates them."""
    coordinators = Count(
        "memberships", filter=Q(memberships__role=Role.COORDINATOR, memberships__user__is_active=True)
    )
    found = (
        visible_sections(signed_in(request))
        .annotate(coordinators=coordinators)
        .prefetch_related("covered")
        .order_by("name")
    )
    context = {
        "sections": found,
        "may_add": may(request.user, Permission.MANAGE_SECTIONS),
        "may_audit": may(request.user, Permission.SEE_NETWORK_AUDIT),
    }
    return render(request, "accounts/sections.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def section_new(request: HttpRequest) -> HttpResponse:
    """Add a section; the next thing it needs is a coordinator."""
    if not may(request.user, Permission.MANAGE_SECTIONS):
        raise PermissionDenied
    form = NewSectionForm(submitted(request), by=signed_in(request))
    if added := form.perform():
        messages.success(
            request, _("Section %(name)s is there. Invite its coordinator now.") % {"name": added.name}
        )
        return redirect("accounts:member_invite", added.slug)
    return render(request, "accounts/section_form.html", {"form": form})


@require_safe
@login_required
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one section: members, countries, senders; members' addresses to coordinators only."""
    found = section_or_404(request, slug)
    may_edit = may(request.user, Permission.MANAGE_SECTION, section=found)
    may_manage = may_manage_members(request.user, found)
    members = found.memberships.select_related("user").order_by("-user__is_active", "role", "user__name")
    if not may_manage:
        members = members.filter(user__is_active=True)
    may_write = may_edit or may(request.user, Permission.SEE_ALL_EVENTS)
    form = MemberFilterForm(request.GET, sees_addresses=may_write, sees_accounts=may_manage)
    context = {
        "section": found,
        "form": form,
        "members": form.matching(members),
        "has_filters": form.is_filtered or len(members) >= FILTERS_FROM,
        "may_edit": may_edit,
        "may_manage": may_manage,
        "may_write": may_write,
    }
    return render(request, "accounts/section.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def section_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a section's settings."""
    found = section_or_404(request, slug)
    if not may(request.user, Permission.MANAGE_SECTION, section=found):
        raise PermissionDenied
    form = SectionForm(submitted(request), by=signed_in(request), section=found)
    if form.perform():
        messages.success(request, _("Saved."))
        return redirect("accounts:section", found.slug)
    return render(request, "accounts/section_form.html", {"form": form, "section": found})
