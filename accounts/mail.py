"""Letters: what allauth would send becomes a row of the outbox, and how a letter is written when it goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.choices import LetterKind
from accounts.models import Letter, Suppression, User
from accounts.post.faults import Fault
from accounts.post.letters import write_letter
from accounts.post.mail import Mail, fold_lines
from accounts.post.tables import NotWanted, Table, register
from accounts.tokens import message_id

ASKED_FOR = frozenset(
    {
        LetterKind.TEST,
        LetterKind.INVITATION,
        LetterKind.PASSWORD_RESET,
        LetterKind.SIGN_IN_CODE,
        LetterKind.ADDRESS_CONFIRMATION,
    }
)
"""Somebody waits for these at this moment: they go out even to an address that was given up before."""

KINDS = {
    "password_reset_key": LetterKind.PASSWORD_RESET,
    "password_reset_code": LetterKind.PASSWORD_RESET,
    "unknown_account": LetterKind.PASSWORD_RESET_UNKNOWN,
    "login_code": LetterKind.SIGN_IN_CODE,
    "email_confirmation": LetterKind.ADDRESS_CONFIRMATION,
    "email_confirmation_signup": LetterKind.ADDRESS_CONFIRMATION,
}
"""allauth's templates and our kinds; every other template tells that something about the account changed."""

CHANGED = {
    "password_changed": _("Your password was changed."),
    "password_set": _("A password was set."),
    "password_reset": _("Your password was reset."),
    "email_changed": _("Your e-mail address was changed."),
    "email_confirm": _("Your e-mail address was confirmed."),
    "email_deleted": _("An e-mail address was removed."),
    "account_already_exists": _(
        "Somebody tried to use your address for another account. Nothing was changed."
    ),
    "totp_activated": _("Sign-in with an authenticator app was switched on."),
    "totp_deactivated": _("Sign-in with an authenticator app was switched off."),
    "recovery_codes_generated": _("New recovery codes were made. The old ones do not work any more."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
}
CHANGED_SOMEHOW = _("Something about how you sign in was changed.")


# --- into the outbox ----------------------------------------------------------------------------------------------


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by people who know the person; mail is written as letters. No request speaks SMTP."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed sign-ins per account *and* address: allauth's key would let anybody lock somebody out."""
        # what the address looks like is handins.middleware's: forwarded ones are believed from our proxies only
        return f"{_network(self.get_client_ip(request))} {credentials.get('email', '').lower()}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter. Known and unknown addresses cost the same: one row each."""
        name = template_prefix.rpartition("/")[2]
        user = context.get("user")
        write_letter(
            kind=KINDS.get(name, LetterKind.ACCOUNT_CHANGED),
            address=email,
            user=user,
            payload={"what": name, "code": str(context.get("code", "")), "path": _path(context)},
            language=user.language if user else translation.get_language() or "",
        )


def _network(address: str) -> str:
    """Return what one visitor can choose freely among: an IPv6 network of 64 bits, or the IPv4 address itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False)) if known.version == 6 else address


def _path(context: Mapping[str, Any]) -> str:
    """Return the path of the address a letter leads to: its host is ours, whatever the request called it."""
    url = context.get("password_reset_url") or context.get("activate_url") or ""
    return urlsplit(str(url)).path


# --- out of the outbox --------------------------------------------------------------------------------------------


class LetterGroup:
    """The letters of one claim, with what it takes to write them: two queries."""

    def __init__(self, row_ids: Sequence[int], now: datetime) -> None:
        self._now = now
        self._letters = {row.pk: row for row in Letter.objects.filter(pk__in=row_ids).select_related("user")}
        hashes = {letter.address_hash for letter in self._letters.values()}
        suppressed = Suppression.objects.filter(email_hash__in=hashes)
        self._suppressed = set(suppressed.values_list("email_hash", flat=True))

    def still_wanted(self, row_id: int) -> NotWanted | None:
        """Say no for closed accounts, and for addresses that were given up and did not ask for this letter."""
        letter = self._letters[row_id]
        if letter.user is not None and not letter.user.is_active:
            return NotWanted(Fault.CLOSED)
        if letter.address_hash in self._suppressed and letter.kind not in ASKED_FOR:
            return NotWanted(Fault.SUPPRESSED)
        return None

    def compose(self, row_id: int) -> Mail:
        """Return the letter in its reader's language; nothing in it names what the installation is for."""
        letter = self._letters[row_id]
        name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
        is_discreet = letter.user is not None and letter.user.discreet
        with translation.override(letter.language):
            context = _context(letter, is_discreet=is_discreet)
            subject, text, html = (
                render_to_string(f"emails/{letter.kind}/{part}", context)
                for part in ("subject.txt", "body.txt", "body.html")
            )
        return Mail(
            sender=sender,
            sender_name="" if is_discreet else name,
            to=letter.address,
            subject=" ".join(subject.split()),
            text=fold_lines(text),
            html=html,
            message_id=message_id("letter", letter.pk, 1),
            at=self._now,
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        )


def _context(letter: Letter, *, is_discreet: bool) -> dict[str, Any]:
    payload = json.loads(letter.payload or "{}")
    path = _password_path(letter) if letter.kind == LetterKind.INVITATION else payload.get("path", "")
    return {
        "code": payload.get("code", ""),
        "url": settings.PUBLIC_URL + path if path else "",
        "changed": CHANGED.get(payload.get("what", ""), CHANGED_SOMEHOW),
        "home": f"{settings.PUBLIC_URL}/",
        "language": letter.language,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "brand": "" if is_discreet else "handins",
        "section": "" if is_discreet else payload.get("section", ""),
        "drafts": payload.get("drafts", 0),
        "days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
    }


def _password_path(letter: Letter) -> str:
    """Return where somebody who has no password yet sets one; good for one use, made when the letter is written."""
    return password_path(letter.user) if letter.user and not letter.user.has_usable_password() else ""


def password_path(user: User) -> str:
    """Return the path at which `user` sets a password, once, within PASSWORD_RESET_TIMEOUT."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])


def register_letters() -> None:
    """Let the clock work letters off; called when the app is ready."""
    register(Table(Letter, LetterGroup))
