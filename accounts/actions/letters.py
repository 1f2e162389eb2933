"""Mails that belong to no event, asked for by somebody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor, record
from accounts.choices import LetterKind
from accounts.models import Letter, User
from accounts.post.letters import write_letter


@transaction.atomic
def send_test_mail(*, by: Actor, user: User, now: datetime | None = None) -> Letter:
    """Write a test mail to `user`: the clock sends it like every other mail, which is what it tests."""
    letter = write_letter(
        kind=LetterKind.TEST, address=user.email, user=user, language=user.language, now=now
    )
    record(by=by, act="user.test_mail", row=user, at=now)
    return letter
