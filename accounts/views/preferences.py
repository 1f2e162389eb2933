"""What users set for themselves, and the test mail."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.letters import send_test_mail
from accounts.choices import LetterKind
from accounts.forms.preferences import PreferencesForm
from accounts.models import Letter, User
from accounts.views.requests import READS_AND_POSTS, signed_in, submitted

BETWEEN_TESTS = timedelta(minutes=1)
"""A button pressed again and again must not fill somebody's mailbox."""


def newest_test(user: User) -> Letter | None:
    """Return the last test mail `user` asked for."""
    return Letter.objects.filter(user=user, kind=LetterKind.TEST).order_by("-id").first()


@require_http_methods(READS_AND_POSTS)
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Change the reader's own name, language, zone and mail habits."""
    user = signed_in(request)
    form = PreferencesForm(submitted(request), by=user)
    if form.perform():
        with override(
            form.cleaned_data["language"]
        ):  # the answer already speaks the language that was chosen
            messages.success(request, _("Saved."))
        return redirect("accounts:preferences")
    return render(request, "accounts/preferences.html", {"form": form, "test": newest_test(user)})


@require_POST
@login_required
def test_mail(request: HttpRequest) -> HttpResponse:
    """Write a test mail to the reader's own address."""
    user = signed_in(request)
    last = newest_test(user)
    if last and timezone.now() - last.created_at < BETWEEN_TESTS:
        messages.info(request, _("A test mail was written less than a minute ago. Give it a moment."))
    else:
        send_test_mail(by=user, user=user)
        messages.success(request, _("A test mail to %(address)s is on its way.") % {"address": user.email})
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Return the page that asked, if it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("accounts:preferences")
