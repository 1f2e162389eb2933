"""What is said before a step is what the step then does: to the number, whatever has happened to the mails before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.activists import opt_out
from accounts.models import User
from accounts.post.drain import drain_once
from events.actions.assignments import answer
from events.actions.scheduling import cancel_event, confirm_event, move_event
from events.choices import Answer, Role
from events.models import Event, Reminder
from events.reminders.foreseeing import Foreseen, foresee
from events.rules import altering
from tests import make
from tests.events.reminders.conftest import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db
Before = Callable[[Event], None]


def _sent(event: Event) -> None:
    drain_once(now=NOW)


def _nothing(event: Event) -> None:
    """Nobody has read anything yet."""


def _moved_before(event: Event) -> None:
    drain_once(now=NOW)
    move_event(
        by=make.coordinator(event.section),
        event=event,
        starts_wall=event.starts_wall + 2 * HOUR,
        now=NOW + DAY,
    )


def _moved_and_told(event: Event) -> None:
    _moved_before(event)
    drain_once(now=NOW + DAY + HOUR)


def _one_said_no(event: Event) -> None:
    drain_once(now=NOW)
    first = event.assignments.order_by("pk").first()
    assert first is not None
    answer(by=first.activist, assignment=first, answer=Answer.NO, now=NOW)


def _one_wants_none(event: Event) -> None:
    drain_once(now=NOW)
    first = event.assignments.order_by("pk").first()
    assert first is not None
    opt_out(activist=first.activist)


SITUATIONS: list[Before] = [_nothing, _sent, _moved_before, _moved_and_told, _one_said_no, _one_wants_none]


@pytest.fixture
def crew(event: Event, coordinator: User) -> Event:
    for role in (Role.LEAD, Role.STEWARD, Role.PHOTOGRAPHER):
        make.assignment(event, role=role, now=NOW)
    return event


def rows() -> dict[int, tuple[str, str, object, int]]:
    return {
        pk: (kind, state, due_at, revision)
        for pk, kind, state, due_at, revision in Reminder.objects.values_list(
            "pk", "kind", "state", "due_at", "revision"
        )
    }


def done(before: dict[int, tuple[str, str, object, int]]) -> Counter[str]:
    """Return what changed since `before`: waiting mails by what became of them, and notices."""
    found: Counter[str] = Counter()
    for pk, (kind, state, due_at, revision) in rows().items():
        was = before.get(pk)
        if kind in ("moved", "cancelled") and state == "pending" and was != (kind, state, due_at, revision):
            found["told"] += 1
        elif was is None:
            found["inserted"] += 1
            found["asked"] += kind == "asked"
        elif was[1] == "pending" and state == "cancelled":
            found["cancelled"] += 1
        elif state == "pending" and was != (kind, state, due_at, revision):
            found["moved"] += 1
    return +found


def said(foreseen: Foreseen) -> Counter[str]:
    return +Counter(vars(foreseen))


@pytest.mark.parametrize("hours", [1, -3, 24 * 3, -24 * 20])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_move_does_what_was_foreseen(crew: Event, coordinator: User, situation: Before, hours: int) -> None:
    situation(crew)
    now, by = NOW + 2 * DAY, timedelta(hours=hours)
    foreseen = foresee(
        [crew.pk],
        now=now,
        altered=lambda found: altering.moved(
            found.event,
            found.stored,
            starts_at=crew.starts_at + by,
            ends_at=crew.ends_at + by,
            zone=crew.time_zone,
            now=now,
        ),
    )
    before = rows()

    move_event(by=coordinator, event=crew, starts_wall=crew.starts_wall + by, now=now)

    assert said(foreseen) == done(before)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_cancelling_does_what_was_foreseen(crew: Event, coordinator: User, situation: Before) -> None:
    situation(crew)
    now = NOW + 2 * DAY
    foreseen = foresee([crew.pk], now=now, altered=lambda found: altering.cancelled(found.event, now=now))
    before = rows()

    cancel_event(by=coordinator, event=crew, reason="Storm.", now=now)

    assert said(foreseen) == done(before)


def test_confirming_a_draft_does_what_was_foreseen(coordinator: User) -> None:
    draft = make.event(section=coordinator.memberships.get().section, draft=True, now=NOW)
    for role in (Role.LEAD, Role.STEWARD):
        make.assignment(draft, role=role, now=NOW)
    foreseen = foresee([draft.pk], now=NOW, altered=lambda found: altering.confirmed(found.event, now=NOW))
    before = rows()

    confirm_event(by=coordinator, event=draft, now=NOW)

    assert said(foreseen) == done(before)
    assert foreseen.asked == 2


def test_looking_ahead_writes_nothing_and_takes_as_many_queries_for_many(
    crew: Event, coordinator: User
) -> None:
    second = make.event(section=crew.section, now=NOW)
    make.assignment(second, now=NOW)
    before, counts = rows(), []
    for events in ([crew.pk], [crew.pk, second.pk]):
        with CaptureQueriesContext(connection) as captured:
            foresee(events, now=NOW, altered=lambda found: altering.cancelled(found.event, now=NOW))
        counts.append(len(captured))

    assert rows() == before
    assert counts[0] == counts[1]
