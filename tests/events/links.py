"""The links in the mails to somebody, for tests that follow them as machines do."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from django.utils import timezone

from events.choices import ReminderKind, Role
from events.models import Assignment, Event, Reminder
from events.reminders.composing import ReminderGroup
from tests import make
from tests.events.notices import TO_USERS

LINK = re.compile(r"/k/[A-Za-z0-9_-]+/(?:\?[a-z]+=[a-z]+)?")


def lead_of(event: Event, language: str) -> Assignment:
    """Return a lead who reads that language."""
    person = make.activist(section=event.section, language=language)
    return make.assignment(event, person, role=Role.LEAD, now=event.planned_at)


def links_in_mails(assignment: Assignment) -> set[str]:
    """Return every address under /k/ in the mails of every kind to somebody, headers included."""
    now, found = timezone.now(), set()
    for number, kind in enumerate(ReminderKind):
        if kind not in TO_USERS:
            row = Reminder.objects.create(
                event=assignment.event, activist=assignment.activist, kind=kind, revision=1, round=50 + number,
                due_at=now, next_at=now, expires_at=now + timedelta(hours=1),
            )  # fmt: skip
            mail = ReminderGroup([row.pk], now).compose(row.pk).message()
            words = "\n".join(
                [*mail.extra_headers.values(), mail.body, *(str(a[0]) for a in mail.alternatives)]
            )
            found |= set(LINK.findall(unescape(words)))
    return found
