"""A hand-in in Sydney, a coordinator, and Anna, who is asked to be a steward: the world of the tests beside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.audit import SYSTEM
from accounts.models import Activist, Section, User
from accounts.post.drain import drain_once
from events.actions.assignments import assign
from events.choices import Role
from events.models import Assignment, Event
from tests import make

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
STARTS = datetime(2026, 5, 31, 1, 0, tzinfo=UTC)  # 11:00 in Sydney
DAY_BEFORE = datetime(2026, 5, 30, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "https://handins.example"


@pytest.fixture(autouse=True)
def _home(settings: Any) -> None:
    settings.PUBLIC_URL = HOME
    settings.DEFAULT_FROM_EMAIL = "post@example.org"


@pytest.fixture
def section() -> Section:
    return make.section(reply_to="australia@example.org", neutral_sender_name="Sam")


@pytest.fixture
def coordinator(section: Section) -> User:
    return make.coordinator(section)


@pytest.fixture
def event(section: Section, coordinator: User) -> Event:
    """11:00 in Sydney, 30 days from NOW."""
    return make.event(section=section, now=NOW)


@pytest.fixture
def activist(section: Section) -> Activist:
    return make.activist(section=section, name="Anna Smith", email="anna@example.org")


@pytest.fixture
def asked(event: Event, activist: Activist) -> Assignment:
    """Anna is asked and has her first mail."""
    assignment = assign(by=SYSTEM, event=event, activist=activist, role=Role.STEWARD, now=NOW)
    drain_once(now=NOW)
    mail.outbox.clear()
    return assignment


def to_activists() -> list[Any]:
    """Return the mails to people who take part, oldest first."""
    return [message for message in mail.outbox if "user" not in message.to[0]]


def run(at: datetime) -> list[str]:
    """Let the clock run at an instant; return the subjects of what it sent to people who take part."""
    mail.outbox.clear()
    drain_once(now=at)
    return [message.subject for message in to_activists()]


def fate(event: Event, kind: str) -> tuple[str, str]:
    row = event.reminders.get(kind=kind, activist__isnull=False)
    return row.state, row.last_error
