"""Tokens of links and of messages: derived by HMAC, never stored. Which row they open is not decided here."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

TOKEN_BYTES = 18
"""144 bits: nobody guesses one (OWASP asks for 64 and more), and it stays on one line of a mail."""


@lru_cache(maxsize=8)
def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"handins:{purpose}".encode(), "sha256")


def _mac(purpose: str, text: str) -> bytes:
    return hmac.digest(_key(settings.SECRET_KEY, purpose), text.encode(), "sha256")


def _readable(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def link_token(link_id: int, generation: int) -> str:
    """Return the token of a link's generation: the same one each time, unguessable without SECRET_KEY."""
    return link_tokens()(link_id, generation)


def link_tokens() -> Callable[[int, int], str]:
    """Return `link_token` with its key at hand, for mails by the thousand."""
    key = _key(settings.SECRET_KEY, "link")

    def token(link_id: int, generation: int) -> str:
        mac = hmac.digest(key, f"{link_id}:{generation}".encode(), "sha256")
        return _readable(mac[:TOKEN_BYTES])

    return token


def calendar_token(calendar_id: int, generation: int) -> str:
    """Return the token of a section's calendar for one user; see `link_token`."""
    return _readable(_mac("calendar", f"{calendar_id}:{generation}")[:TOKEN_BYTES])


def digest(token: str) -> str:
    """Return what is stored of a token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def message_id(table: str, row_id: int, revision: int) -> str:
    """Return the Message-ID (RFC 5322 section 3.6.4, with angle brackets) of a row's mail.

    It is the same at every try, so that a repeat can be recognised, and says nothing about the row.
    """
    local = _mac("message", f"{table}:{row_id}:{revision}")[:16].hex()
    return f"<{local}@{settings.MAIL_DOMAIN}>"
