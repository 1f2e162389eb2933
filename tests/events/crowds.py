"""Many rows at once, for tests that count queries: written in bulk, as the actions' own cost is not the question."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Activist
from accounts.models.public_id import new_public_id
from events.actions.board_lines import refresh_lines
from events.choices import Answer, Role
from events.models import Assignment, Event, Need


def many_like(event: Event, number: int) -> list[Event]:
    """Write `number` copies of `event`, each with its needs and the people asked."""
    needs, assignments = list(event.needs.all()), list(event.assignments.all())
    copies = []
    for _number in range(number):
        copy = Event.objects.get(pk=event.pk)
        copy.pk, copy.public_id = None, new_public_id()
        copies.append(copy)
    made = Event.objects.bulk_create(copies)
    Need.objects.bulk_create(
        Need(event=copy, role=need.role, wanted=need.wanted) for copy in made for need in needs
    )
    Assignment.objects.bulk_create(
        Assignment(
            event=copy,
            activist_id=each.activist_id,
            role=each.role,
            answer=each.answer,
            answered_at=each.answered_at,
            said_yes_at=each.said_yes_at,
        )
        for copy in made
        for each in assignments
    )
    refresh_lines(events=made)
    return made


def crowd(event: Event, number: int) -> None:
    """Write `number` people who said yes to taking part."""
    people = Activist.objects.bulk_create(
        Activist(section=event.section, name=f"Person {n}", name_folded=f"person {n}", email_hash=f"{n:064}")
        for n in range(number)
    )
    now = timezone.now()
    Assignment.objects.bulk_create(
        Assignment(
            event=event,
            activist=person,
            role=Role.PARTICIPANT,
            answer=Answer.YES,
            answered_at=now,
            said_yes_at=now,
        )
        for person in people
    )
    refresh_lines(events=[event])
