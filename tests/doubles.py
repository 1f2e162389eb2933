"""Two rows of one person, and what the clock sends to them: for the tests of merging in either app."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import mail

from accounts.actions.merging import merge_activists
from accounts.audit import SYSTEM
from accounts.models import Activist
from accounts.post.drain import drain_once
from events.actions.assignments import assign
from events.choices import Role
from events.models import Assignment, Event, Reminder

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT, GONE = "ana@example.org", "ana.b@example.org"


def ask(event: Event, person: Activist, role: Role = Role.STEWARD, *, now: datetime = NOW) -> Assignment:
    return assign(by=SYSTEM, event=event, activist=person, role=role, now=now)


def merged(kept: Activist, gone: Activist, *, now: datetime = NOW) -> Activist:
    return merge_activists(by=SYSTEM, kept=kept, gone=gone, now=now)


def sent(until: datetime) -> list[tuple[str, str]]:
    """Let the clock run hour by hour until an instant; return (address, subject) of what went to the two."""
    mail.outbox.clear()
    for due in sorted({row.next_at for row in Reminder.objects.filter(next_at__lte=until) if row.next_at}):
        drain_once(now=due)
    return [(message.to[0], message.subject) for message in mail.outbox if message.to[0] in (KEPT, GONE)]


def kinds(person: Activist, *states: str) -> list[str]:
    return sorted(person.reminders.filter(state__in=states).values_list("kind", flat=True))
