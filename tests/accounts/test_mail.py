"""Letters: what allauth sends becomes a row, and what a letter says when it goes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.choices import Language, LetterKind
from accounts.mail import CHANGED, AccountAdapter
from accounts.models import Letter, User
from accounts.models.public_id import new_public_id
from accounts.post.drain import drain_once
from accounts.post.letters import withdraw_letters, write_letter
from accounts.post.mail import WIDTH
from accounts.post.settle import suppress
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return make.user(email="anna@example.org")


def sent(kind: str, **facts: Any) -> Any:
    """Write a letter, let the clock send it, return what arrived."""
    write_letter(**{"kind": kind, "address": "anna@example.org", "now": NOW, **facts})
    drain_once(now=NOW)
    return mail.outbox[-1]


@pytest.mark.parametrize("address", ["anna@example.org", "nobody@example.org"])
def test_asking_for_a_password_writes_one_letter_for_known_and_unknown_addresses(
    client: Client, user: User, address: str
) -> None:
    response = client.post(reverse("account_reset_password"), {"email": address})

    assert response.status_code == 302
    (letter,) = Letter.objects.all()
    assert letter.address == address
    assert mail.outbox == []


def test_password_letter_leads_to_our_own_address_whatever_the_request_called_us(
    client: Client, user: User, settings: Any
) -> None:
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://handins.example", ["evil.example"]
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "evil.example"})

    drain_once()

    (message,) = mail.outbox
    assert "https://handins.example/accounts/password/reset/key/" in message.body
    assert "evil.example" not in message.message().as_string()


def test_nobody_signs_up() -> None:
    assert not AccountAdapter().is_open_for_signup(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("account/email/password_reset_key", LetterKind.PASSWORD_RESET),
        ("account/email/unknown_account", LetterKind.PASSWORD_RESET_UNKNOWN),
        ("account/email/login_code", LetterKind.SIGN_IN_CODE),
        ("account/email/email_confirmation", LetterKind.ADDRESS_CONFIRMATION),
        ("mfa/email/totp_activated", LetterKind.ACCOUNT_CHANGED),
        ("account/email/something_new", LetterKind.ACCOUNT_CHANGED),
    ],
)
def test_every_template_of_allauth_has_its_kind(template: str, kind: LetterKind) -> None:
    AccountAdapter().send_mail(template, "anna@example.org", {})

    assert Letter.objects.get().kind == kind


@pytest.mark.parametrize("what", [*CHANGED, "something_new"])
def test_change_of_the_account_is_named(what: str) -> None:
    message = sent(LetterKind.ACCOUNT_CHANGED, payload={"what": what})

    sentence = str(CHANGED.get(what, "Something about how you sign in was changed."))
    assert sentence in " ".join(message.body.split())


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", LetterKind.values)
def test_every_letter_has_three_parts_in_every_language(kind: str, language: str) -> None:
    message = sent(kind, language=language, payload={"code": "ABC-DEF", "path": "/somewhere/"})

    parsed = message.message()
    direction = "rtl" if language == "ar" else "ltr"
    assert [part.get_content_type() for part in parsed.get_payload()] == ["text/plain", "text/html"]
    assert message.subject
    assert f'lang="{language}" dir="{direction}"' in message.alternatives[0].content
    assert all(len(line) <= WIDTH or "://" in line for line in message.body.splitlines())
    assert "{%" not in message.body + message.alternatives[0].content
    assert translation.get_language() == "en"


def test_code_and_link_stand_in_both_parts() -> None:
    code = sent(LetterKind.SIGN_IN_CODE, payload={"code": "ABC-DEF"})
    link = sent(LetterKind.PASSWORD_RESET, payload={"path": "/accounts/x/"})

    assert all("ABC-DEF" in part for part in (code.body, code.alternatives[0].content))
    assert all("/accounts/x/" in part for part in (link.body, link.alternatives[0].content))
    assert code.extra_headers["Auto-Submitted"] == "auto-generated"


def test_letter_to_a_discreet_reader_names_nobody(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Human Rights Now <post@example.org>"
    message = sent(LetterKind.PASSWORD_RESET, user=make.user(email="b@example.org", discreet=True))

    assert message.from_email == "post@example.org"
    assert "handins" not in message.message().as_string()


def test_closed_account_gets_no_letter(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    write_letter(kind=LetterKind.TEST, address=user.email, user=user, now=NOW)

    assert drain_once(now=NOW) == {"cancelled": 1}


def test_address_that_was_given_up_gets_what_it_asked_for_and_nothing_else() -> None:
    suppress("anna@example.org", reason="dead_address 5.1.1")
    write_letter(kind=LetterKind.ACCOUNT_CHANGED, address="anna@example.org", now=NOW)
    write_letter(kind=LetterKind.PASSWORD_RESET, address="anna@example.org", now=NOW)

    assert drain_once(now=NOW) == {"cancelled": 1, "sent": 1}


# --- news of drafts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("discreet", "subject"), [(False, "Australia: 12 new drafts"), (True, "12 new drafts")]
)
def test_news_of_drafts_names_the_section_only_where_mail_may(
    user: User, *, discreet: bool, subject: str
) -> None:
    User.objects.update(discreet=discreet)
    payload = {"section": "Australia", "drafts": 12, "path": "/events/?state=draft"}
    message = sent(LetterKind.DRAFTS, user=user, payload=payload)

    assert message.subject == subject
    assert "/events/?state=draft" in message.body
    assert ("Australia" in message.body) is not discreet


def test_letter_that_is_held_can_be_withdrawn_until_it_goes(user: User) -> None:
    step, held = new_public_id(), timedelta(minutes=5)
    payload = {"section": "Australia", "drafts": 1, "path": "/"}
    for about in (step, new_public_id()):
        write_letter(
            kind=LetterKind.DRAFTS, address=user.email, user=user, payload=payload, about=about, held=held, now=NOW
        )  # fmt: skip
    drain_once(now=NOW + held / 2)
    assert mail.outbox == []

    assert withdraw_letters(about=step) == 1
    drain_once(now=NOW + held)
    assert len(mail.outbox) == 1
