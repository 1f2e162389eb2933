"""A clock that sends one slow mail after the other is seen to live."""

from __future__ import annotations

from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Letter
from accounts.post import sending
from accounts.post.book import open_book
from accounts.post.claim import claim
from accounts.post.drain import never
from accounts.post.lane import open_lane
from accounts.post.relay import Watch
from accounts.post.sending import Sending
from accounts.post.settle import beat
from accounts.post.tables import tables
from tests.accounts.post.conftest import NOW, Write
from tests.servers import HOST, MailServer

pytestmark = pytest.mark.django_db


def test_clock_gives_signs_of_life_within_a_slow_group(
    letters: Write, mail_server: MailServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters(4)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, mail_server.port, 2
    seen: list[int] = []

    def beaten() -> None:
        beat("clock", now=NOW)  # on PostgreSQL this is refused while settlements are under way
        seen.append(Letter.objects.filter(state="sent").count())

    held = claim(tables()[0], now=NOW)
    assert held is not None
    slow = SimpleNamespace(monotonic=lambda: 6.0 * len(mail_server.messages))
    monkeypatch.setattr(sending, "time", slow)
    with open_book(held) as book, closing(open_lane()) as lane:
        Sending(held, lane, book, lambda: NOW, never, Watch(), sign_of_life=beaten, _beaten=0.0).run()

    assert seen == [2, 4]
