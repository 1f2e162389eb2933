"""The second factor: required of every account in production, its secrets sealed like other personal columns."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.actions.key_rotation import AUTHENTICATORS
from accounts.fields import seal, unseal
from handins.middleware import COOKIELESS, Handler

# Setting a second factor up, and signing out instead, must stay reachable without one.
OPEN_PATHS = (*COOKIELESS, "/accounts/", "/metrics", settings.STATIC_URL)


class SealedSecrets(DefaultMFAAdapter):
    """Keeps one-time-code secrets and recovery seeds unreadable in a leaked dump."""

    def encrypt(self, text: str) -> str:
        return seal(text, context=AUTHENTICATORS)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, context=AUTHENTICATORS)


class RequireSecondFactor:
    """Sends a signed-in user without a second factor to the page that sets one up (SECOND_FACTOR_REQUIRED)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SECOND_FACTOR_REQUIRED or request.path_info.startswith(OPEN_PATHS):
            return self.get_response(request)
        if not request.user.is_authenticated or has_second_factor(request):
            return self.get_response(request)
        messages.warning(
            request, _("Please set up a second factor first: a passkey, or codes from your phone.")
        )
        return redirect("mfa_index")


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session used a second factor or, asked of the database, whether the user has one."""
    used = {record["method"] for record in get_authentication_records(request, request.user)}
    return "mfa" in used or DefaultMFAAdapter().is_mfa_enabled(request.user)
