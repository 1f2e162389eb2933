"""Events whose mail failed: where somebody has to look. Counts only, no names."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max

from accounts.choices import MailState
from events.models import Event, Reminder

MOST = 20
"""Events that are named; more than that is one trouble, not many."""


@dataclass(frozen=True)
class Failing:
    """An event and how many of its mails are failed."""

    event: Event
    number: int


def failing_events() -> list[Failing]:
    """Return the events with failed mails, the latest first; two queries, through the index of failed rows."""
    failed = Reminder.objects.filter(state=MailState.FAILED).order_by().values("event_id")
    newest = failed.annotate(number=Count("pk"), last=Max("due_at")).order_by("-last", "event_id")[:MOST]
    numbers = {row["event_id"]: row["number"] for row in newest}
    events = Event.objects.in_bulk(list(numbers))
    return [Failing(events[pk], number) for pk, number in numbers.items()]
