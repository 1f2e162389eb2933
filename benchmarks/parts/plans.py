"""Planning many events, and moving one with many people: ``python -m parts.plans`` on an empty, migrated database."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from . import world


def main(events: int, people: int) -> None:
    """Print seconds and statements."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps({**_planned(events), **_moved(people)}))


def _planned(number: int) -> dict[str, Any]:
    """Plan `number` events of 20 people in one transaction, their rows taken away before."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from events.models import Event, Reminder
    from events.reminders import plan

    world.fill(number * world.PER_EVENT)
    Reminder.objects.all().delete()
    events = list(Event.objects.all())
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        plan(events=events, now=datetime.now(UTC))
    seconds = time.perf_counter() - began
    return {
        "plan_s": round(seconds, 2),
        "plan_statements": len(captured),
        "planned": Reminder.objects.count(),
    }


def _moved(people: int) -> dict[str, Any]:
    """Move an event that `people` people were told of."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts.actions.activists import add_activist
    from accounts.audit import SYSTEM
    from events.actions.assignments import assign_all
    from events.actions.scheduling import move_event
    from events.choices import Role
    from events.models import Event

    event = Event.objects.order_by("pk").first()
    assert event is not None
    asked = [
        (
            add_activist(by=SYSTEM, section=event.section, name=f"Many {n}", email=f"many{n}@example.org"),
            Role.PARTICIPANT,
        )
        for n in range(people)
    ]
    assign_all(by=SYSTEM, event=event, people=asked)
    event.reminders.filter(kind="asked").update(
        state="sent", next_at=None, sent_at=timezone.now(), attempts=1
    )
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        move_event(by=SYSTEM, event=event, starts_wall=event.starts_wall + timedelta(hours=1))
    seconds = time.perf_counter() - began
    told = event.reminders.filter(kind="moved").count()
    return {"move_s": round(seconds, 2), "move_statements": len(captured), "told": told}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
