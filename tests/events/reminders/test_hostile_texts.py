"""Texts that want to be more: no header is injected, and a row that cannot be written keeps nobody else waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit import SYSTEM
from accounts.fields import Sealed, email_hash
from accounts.models import Activist, Section, User
from accounts.post.drain import drain_once
from events.actions.assignments import assign_all
from events.choices import Role
from events.models import Campaign, Event
from events.reminders.writing import PATTERNS
from tests.events.reminders.conftest import NOW
from tests.profile import IS_LONG
from tests.servers import HOST, MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite"), pytest.mark.writes_rows]
MANY = 500 if IS_LONG else 60
HOSTILE = (
    "Eve\r\nBcc: eve@evil.example", "Eve\nX-Injected: 1", "E\x0bve\x0cX-Injected: 1", "Eve\x85X-Injected: 1",
    "Eve\u2028X-Injected: 1", "Eve\x00", "\u202eevE\u2066", "<b>Eve</b> & \"Eve\" <eve@evil.example>, x", "E" * 5_000,
    "=?utf-8?q?Eve=0D=0ABcc:_eve=40evil.example?=", "\ufeffEve", "ع\u0301😀",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _relay(mail_server: MailServer, settings: Any) -> Iterator[None]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, mail_server.port, 10
    PATTERNS.clear()
    yield
    PATTERNS.clear()


def asked_people(event: Event, number: int) -> list[Activist]:
    """Ask so many people with hostile names, past the forms that would clean them."""
    people = Activist.objects.bulk_create(
        Activist(
            section=event.section, name=HOSTILE[n % len(HOSTILE)], name_folded=f"eve {n}",
            email=f"person{n}@example.org", email_hash=email_hash(f"person{n}@example.org"),
        )
        for n in range(number)
    )  # fmt: skip
    assign_all(by=SYSTEM, event=event, people=[(person, Role.STEWARD) for person in people], now=NOW)
    return people


def test_one_row_that_cannot_be_written_is_set_aside_and_shown_and_all_others_go(
    section: Section, coordinator: User, event: Event, mail_server: MailServer
) -> None:
    people = asked_people(event, MANY)
    poisoned = people[MANY // 3]
    Activist.objects.filter(pk=poisoned.pk).update(email=Sealed("v1:nobody:has:this:key"))

    drain_once(now=NOW)

    assert event.reminders.filter(kind="asked", state="sent").count() == MANY - 1
    (failed,) = event.reminders.filter(kind="asked").exclude(state="sent")
    assert (failed.activist_id, failed.state, failed.last_error) == (poisoned.pk, "failed", "not_composed")
    assert len({mail["To"] for mail in mail_server.messages} - {coordinator.email}) == MANY - 1
    client = Client()
    client.force_login(coordinator)
    shown = client.get(reverse("events:event_mails", args=[event.public_id]), {"state": "failed"})
    assert "the mail could not be written" in shown.content.decode()


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_becomes_a_header(words: str, event: Event, mail_server: MailServer) -> None:
    texts = ("title", "city", "address", "meeting_point", "what_to_bring", "if_refused", "contact_phone")
    Event.objects.filter(pk=event.pk).update(**dict.fromkeys(texts, words))
    Section.objects.filter(pk=event.section_id).update(name=words, sender_name=words)
    Campaign.objects.filter(pk=event.campaign_id).update(title=words, ask=words)
    asked_people(event, 1)
    event.reminders.filter(activist=None).delete()

    drain_once(now=NOW)

    for mail in mail_server.messages:
        assert {"Bcc", "X-Injected"} & set(mail.keys()) == set()
        assert mail["To"] == "person0@example.org"
        assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()][:2] == [
            "text/plain",
            "text/html",
        ]
    states = set(event.reminders.values_list("state", flat=True))
    assert (len(mail_server.messages), states) in [(1, {"sent", "pending"}), (0, {"failed", "pending"})]
