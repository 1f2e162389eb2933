"""Writing a letter: a row in the outbox, in the caller's transaction. Nothing is sent here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.choices import Language, LetterKind, MailState
from accounts.fields import email_hash, normal_email
from accounts.models import Letter, User

OF_USE = {
    LetterKind.SIGN_IN_CODE: timedelta(minutes=15),
    LetterKind.TEST: timedelta(hours=1),
    LetterKind.PASSWORD_RESET: timedelta(hours=24),
    LetterKind.PASSWORD_RESET_UNKNOWN: timedelta(hours=24),
}
"""After this a letter helps nobody any more; all others have three days."""
OTHERS_OF_USE = timedelta(days=3)


def write_letter(
    *,
    kind: str,
    address: str,
    user: User | None = None,
    payload: Mapping[str, object] | None = None,
    language: str = Language.ENGLISH,
    now: datetime | None = None,
    expires_in: timedelta | None = None,
    held: timedelta = timedelta(0),
    about: UUID | None = None,
) -> Letter:
    """Store a letter that is due at once, or once it was `held` so long. `about`: see `withdraw_letters`.

    `payload` is what the kind's template needs beyond the reader; encrypted.
    """
    now = now or timezone.now()
    expires_in = expires_in or OF_USE.get(LetterKind(kind), OTHERS_OF_USE)
    address = normal_email(address)
    letter = Letter(
        kind=kind,
        user=user,
        address=address,
        address_hash=email_hash(address),
        payload=json.dumps(dict(payload or {})),
        language=language if language in Language.values else Language.ENGLISH,
        about=about,
        due_at=now + held,
        next_at=now + held,
        expires_at=now + held + expires_in,
    )
    letter.save()
    return letter


def withdraw_letters(*, about: UUID) -> int:
    """Keep back the letters about something that was undone, unless they are on their way; returns how many."""
    waiting = Letter.objects.filter(about=about, state=MailState.PENDING)
    return waiting.update(state=MailState.CANCELLED, next_at=None)


def told_of(about: UUID) -> set[int]:
    """Return the ids of the users to whom a letter about something went, or is on its way."""
    gone = Letter.objects.filter(
        about=about, state__in=(MailState.SENT, MailState.SENDING), user__isnull=False
    )
    return {user for user in gone.values_list("user", flat=True) if user is not None}
