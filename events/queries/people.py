"""Who is asked at an event, who could be, and who is wanted elsewhere at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Activist
from events.choices import Answer, EventStatus, Role
from events.models import Assignment, Event

SHOWN = 20
"""Candidates at a time: more than a thumb scrolls through, so one types a letter more."""


@dataclass(frozen=True)
class Person:
    """Somebody asked at the event. `clash` is the title of another event at the same time, or blank."""

    assignment: UUID
    name: str
    answer: str
    clash: str

    @property
    def url(self) -> str:
        """Where the answer is recorded, or the person taken off."""
        return reverse("events:assignment_answer", args=[self.assignment])


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked. `roles` they have here already; `silent` says that no mail reaches them."""

    public_id: UUID
    name: str
    roles: tuple[str, ...]
    clash: str
    silent: bool
    last_asked_at: datetime | None


def people_of(event: Event) -> dict[str, list[Person]]:
    """Return {role: who is asked, by name}, in two queries."""
    asked = event.assignments.order_by("activist__name_folded", "id")
    rows = list(asked.values_list("role", "public_id", "activist_id", "activist__name", "answer"))
    clashes = _clashes(event, event.assignments.order_by().values("activist"))
    people: dict[str, list[Person]] = defaultdict(list)
    for role, public_id, activist_id, name, answer in rows:
        clash = clashes.get(activist_id, "") if answer != Answer.NO else ""
        people[role].append(Person(assignment=public_id, name=name, answer=answer, clash=clash))
    return people


def candidates(event: Event, activists: QuerySet[Activist], *, text: str, today: date) -> list[Candidate]:
    """Return the first of `activists` that `text` finds, by name, in three queries."""
    columns = ("pk", "public_id", "name", "opted_out_at", "paused_until", "last_asked_at")
    found = list(activists.search(text).only(*columns)[:SHOWN])  # type: ignore[attr-defined]
    ids = {activist.pk for activist in found}
    roles, clashes = _roles_here(event, ids), _clashes(event, ids)
    return [
        Candidate(
            public_id=activist.public_id,
            name=activist.name,
            roles=tuple(roles[activist.pk]),
            clash=clashes.get(activist.pk, ""),
            silent=_is_silent(activist, today=today),
            last_asked_at=activist.last_asked_at,
        )
        for activist in found
    ]


def _is_silent(activist: Activist, *, today: date) -> bool:
    is_paused = activist.paused_until is not None and activist.paused_until >= today
    return is_paused or activist.opted_out_at is not None


def _roles_here(event: Event, activist_ids: Iterable[int]) -> dict[int, list[str]]:
    roles: dict[int, list[str]] = defaultdict(list)
    for activist_id, role in event.assignments.filter(activist__in=activist_ids).values_list(
        "activist_id", "role"
    ):
        roles[activist_id].append(str(Role(role).label))
    return roles


def _clashes(event: Event, activists: Any) -> dict[int, str]:
    """Return {activist id: title of another event they are asked for that overlaps this one}.

    `activists` are ids or a query of them.
    """
    elsewhere = Assignment.objects.filter(
        activist__in=activists,
        event__status__in=(EventStatus.DRAFT, EventStatus.PLANNED),
        event__starts_at__lt=event.ends_at,
        event__ends_at__gt=event.starts_at,
    )
    elsewhere = elsewhere.exclude(event=event).exclude(answer=Answer.NO).order_by("-event__starts_at", "-id")
    return dict(elsewhere.values_list("activist_id", "event__title"))
