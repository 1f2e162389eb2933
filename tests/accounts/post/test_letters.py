"""Writing letters into the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from accounts.choices import LetterKind
from accounts.fields import email_hash
from accounts.models import Letter
from accounts.post.letters import write_letter
from tests.accounts.post.conftest import NOW

pytestmark = pytest.mark.django_db


def test_letter_is_due_at_once_and_expires_when_it_helps_nobody() -> None:
    letter = write_letter(kind=LetterKind.SIGN_IN_CODE, address="Anna@Example.org", now=NOW)

    assert (letter.state, letter.due_at, letter.next_at) == ("pending", NOW, NOW)
    assert letter.expires_at == NOW + timedelta(minutes=15)
    assert letter.address_hash == email_hash("anna@example.org")


def test_address_and_payload_stand_encrypted() -> None:
    write_letter(
        kind=LetterKind.SIGN_IN_CODE, address="anna@example.org", payload={"code": "ABC-DEF"}, now=NOW
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT address, payload FROM accounts_letter")
        stored = str(cursor.fetchall())
    assert "anna" not in stored
    assert "ABC-DEF" not in stored
    assert Letter.objects.get().address == "anna@example.org"


def test_language_that_is_not_ours_becomes_english() -> None:
    assert (
        write_letter(kind=LetterKind.TEST, address="a@example.org", language="xx", now=NOW).language == "en"
    )
