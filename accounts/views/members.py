"""Members of a section: invite, change a role, take out, close and open accounts. Each asks who is there once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.members import InviteForm, MemberStepForm, RoleForm
from accounts.models import Membership, Section, User
from accounts.permissions import Permission, may, may_close_account, may_manage_members
from accounts.views.requests import READS_AND_POSTS, section_or_404, signed_in, step_up, submitted


def _managed_or_404(request: HttpRequest, slug: str) -> Section:
    section = section_or_404(request, slug)
    if not may_manage_members(request.user, section):
        raise PermissionDenied
    return section


def _member_or_404(request: HttpRequest, slug: str, public_id: UUID) -> Membership:
    section = _managed_or_404(request, slug)
    found = section.memberships.select_related("user", "section").filter(user__public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(READS_AND_POSTS)
@login_required
def member_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by mail."""
    section = _managed_or_404(request, slug)
    step_up(request)
    form = InviteForm(submitted(request), by=signed_in(request), section=section)
    if invited := form.perform():
        said = _("An invitation to %(address)s is on its way.") % {"address": invited.email}
        messages.success(request, said)
        return redirect("accounts:section", section.slug)
    return render(request, "accounts/member_invite.html", {"form": form, "section": section})


@require_http_methods(READS_AND_POSTS)
@login_required
def member(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show one member with what can be done, and change the role."""
    found = _member_or_404(request, slug, public_id)
    step_up(request)
    form = RoleForm(submitted(request), by=signed_in(request), member=found)
    if form.perform():
        messages.success(request, _("Saved. It holds from their next click on."))
        return redirect("accounts:section", found.section.slug)
    context = {
        "form": form,
        "member": found,
        "section": found.section,
        "others": _others(found),
        "may_close": may_close_account(request.user, found.user),
        "may_audit": may(request.user, Permission.SEE_AUDIT, section=found.section),
        "may_open": may(request.user, Permission.MANAGE_SECTIONS),
    }
    return render(request, "accounts/member.html", context)


@require_http_methods(READS_AND_POSTS)
@login_required
def member_step(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Invite again, take out of the section, close or open the account: `do` says which, after its effects."""
    found = _member_or_404(request, slug, public_id)
    form = MemberStepForm(submitted(request) or request.GET, by=signed_in(request), member=found)
    step = form.data.get("do", "")
    if not form.is_valid() and request.method != "POST":
        return redirect("accounts:member", slug, public_id)
    _require_step(request, step, found.user)
    step_up(request)
    if request.method == "POST" and form.perform():
        messages.success(request, _said(step, found.user))
        return redirect("accounts:section", found.section.slug)
    context = {"form": form, "member": found, "section": found.section, **_words(step, found)}
    return render(request, "accounts/member_step.html", context)


def _require_step(request: HttpRequest, step: str, account: User) -> None:
    asked: dict[str, Callable[[], bool]] = {
        MemberStepForm.CLOSE: lambda: may_close_account(request.user, account),
        MemberStepForm.OPEN: lambda: may(request.user, Permission.MANAGE_SECTIONS),
    }
    if step in asked and not asked[step]():
        raise PermissionDenied


def _others(member: Membership) -> int:
    """Return in how many other sections the person works."""
    return member.user.memberships.exclude(pk=member.pk).count()


def _said(step: str, user: User) -> str:
    return {
        MemberStepForm.INVITE: _("Another invitation to %(address)s is on its way."),
        MemberStepForm.REMOVE: _("%(name)s is not in this section any more."),
        MemberStepForm.CLOSE: _("The account of %(name)s is closed."),
        MemberStepForm.OPEN: _("%(name)s may sign in again."),
    }[step] % {"name": user.name, "address": user.email}


def _words(step: str, member: Membership) -> dict[str, Any]:
    """Return title, sentence and button of a step that is not taken yet."""
    name = {"name": member.user.name}
    if step == MemberStepForm.REMOVE:
        return {
            "title": _("Take %(name)s out of the section?") % name,
            "sentence": _(
                "Events they own stay, and need somebody else to look after them. Mails about this section stop."
            ),
            "verb": _("Take out"),
            "danger": True,
            "undo": _("You can invite them again."),
        }
    if step == MemberStepForm.CLOSE:
        return {
            "title": _("Close the account of %(name)s?") % name,
            "sentence": _(
                "They are shut out at once, in every section. What they did stays in the audit trail."
            ),
            "verb": _("Close the account"),
            "danger": True,
            "undo": _("A global coordinator can open the account again."),
        }
    if step == MemberStepForm.OPEN:
        return {"title": _("Let %(name)s sign in again?") % name, "verb": _("Open the account")}
    return {"title": _("Send %(name)s another invitation?") % name, "verb": _("Send")}
