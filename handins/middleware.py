"""What every request passes through and Django does not bring: proxies we believe, the user's language."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponseBase]

# Reached from a mail, from a probe or from somebody else's page: no cookie is read there, so no user is known.
LINKS = "/k/"
COOKIELESS = (LINKS, "/public/", "/livez", "/readyz", "/clockz")


class TrustedProxies:
    """Sets REMOTE_ADDR to the visitor's address when a trusted proxy forwards, and drops forged headers otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = request.META.get("REMOTE_ADDR", "")
        if is_trusted(peer):
            request.META["REMOTE_ADDR"] = visitor(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""))
        else:
            request.META.pop("HTTP_X_FORWARDED_FOR", None)
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


def is_trusted(address: str) -> bool:
    """Tell whether `address` belongs to TRUSTED_PROXIES."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.TRUSTED_PROXIES)


def visitor(peer: str, forwarded: str) -> str:
    """Return the last address in `forwarded` that is not one of our proxies: everything before it can be forged."""
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    for hop in reversed(hops):
        if not is_trusted(hop):
            return hop if _is_address(hop) else peer
    return hops[0] if hops else peer


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class NothingKept:
    """Keeps pages out of every cache, also refusals and redirects, and cookies out of pages that know no reader.

    An address under /k/ is what a mail's reader may do: no such page names it to another one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(COOKIELESS):
            request.COOKIES = {}
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.path_info.startswith(LINKS):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


class LanguageOfUser:
    """Shows pages in the signed-in user's own language, unless another was chosen on this very device."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.is_wanted(request) and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    @staticmethod
    def is_wanted(request: HttpRequest) -> bool:
        return (
            not request.path_info.startswith(COOKIELESS)
            and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES
        )
