"""What ends by itself: rows about people half a year after the event, once their numbers are frozen; phones sooner.

Every step is a short transaction over a few events and leaves nothing half done, so it may be stopped and begun again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, QuerySet, Sum

from accounts.audit import SYSTEM, forget_activists, record_all
from accounts.models import Section
from events.actions.board_lines import refresh_lines
from events.actions.photos import prune_photos
from events.choices import EventStatus
from events.models import Assignment, BoardLine, Campaign, Event, FrozenCount
from events.queries.asked import BY_ANSWER
from events.reminders.reconciling import prune_reminders
from events.rules.retention import PEOPLE_LIVE, PHONE_LIVES

EVENTS_AT_ONCE = 50
PEOPLE_AT_ONCE = 5_000
"""An event with more is taken alone."""


def forget(now: datetime) -> dict[str, int]:
    """Delete what was kept long enough; returns {what: how many}."""
    return {
        "reminders": prune_reminders(now=now),
        "assignments": end_assignments(now=now),
        "phones": forget_phones(now=now),
        "photos": prune_photos(now=now),
    }


def end_assignments(*, now: datetime) -> int:
    """Delete who was asked at events that were over long ago, after freezing how many they were; returns how many."""
    return sum(_freeze(ids, now=now) for ids in _portions(now))


def _portions(now: datetime) -> Iterator[list[int]]:
    """Yield ids of events whose people are to be forgotten, a few at a time."""
    over = Event.objects.filter(ends_at__lt=now - PEOPLE_LIVE, assignments__isnull=False).order_by("pk")
    last = 0
    while found := list(
        over.filter(pk__gt=last)
        .annotate(people=Count("assignments"))
        .values_list("pk", "people")[:EVENTS_AT_ONCE]
    ):
        portion: list[int] = []
        left = PEOPLE_AT_ONCE
        for event, people in found:
            if portion and people > left:
                break
            portion.append(event)
            left -= people
        last = portion[-1]
        yield portion


@transaction.atomic
def _freeze(ids: Collection[int], *, now: datetime) -> int:
    events = list(
        Event.objects.select_for_update(of=("self",))
        .select_related("section")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    asked = Assignment.objects.filter(event__in=events)
    roles = _freeze_roles(asked)
    _freeze_people(ids)
    forget_activists(asked.values("public_id"))
    forget_activists([event.public_id for event in events])
    _, deleted = asked.delete()
    refresh_lines(events=events)
    _record(events, {event.pk: [f"role:{role}" for role in roles[event.pk]] for event in events}, now=now)
    return deleted.get(Assignment._meta.label, 0)


def _freeze_roles(asked: QuerySet[Assignment]) -> dict[int, set[str]]:
    """Add up, per event, role and answer, who is about to go; returns {event id: roles}."""
    counted = asked.order_by().values_list("event", "role", "answer").annotate(people=Count("pk"))
    people = {(event, role, answer): n for event, role, answer, n in counted}
    for row in FrozenCount.objects.filter(event__in=asked.values("event")):
        key = (row.event_id, row.role, row.answer)
        people[key] = people.get(key, 0) + row.people
    FrozenCount.objects.bulk_create(
        [
            FrozenCount(event_id=event, role=role, answer=answer, people=n)
            for (event, role, answer), n in people.items()
        ],
        update_conflicts=True,
        unique_fields=["event", "role", "answer"],
        update_fields=["people"],
    )
    roles: dict[int, set[str]] = defaultdict(set)
    for event, role, _answer in people:
        roles[event].add(role)
    return roles


def _freeze_people(ids: Collection[int]) -> None:
    """Add to their campaigns how many people were asked at these events, as the board counts them."""
    sums = {f"frozen_{name}": Sum(column) for name, column in BY_ANSWER.items()}
    standing = BoardLine.objects.filter(
        event__in=ids, event__status__in=(EventStatus.PLANNED, EventStatus.DONE)
    )
    added = standing.order_by("event__campaign").values_list("event__campaign").annotate(**sums)
    for campaign, *people in added:
        more = {name: F(name) + n for name, n in zip(sums, people, strict=True)}
        Campaign.objects.filter(pk=campaign).update(**more)


def forget_phones(*, now: datetime) -> int:
    """Empty the phone numbers of events that are over; returns how many there were."""
    over = Event.objects.filter(ends_at__lt=now - PHONE_LIVES).exclude(contact_phone="")
    emptied = 0
    while count := _empty_phones(over, now=now):
        emptied += count
    return emptied


@transaction.atomic
def _empty_phones(over: QuerySet[Event], *, now: datetime) -> int:
    events = list(
        over.select_for_update(of=("self",)).select_related("section").order_by("pk")[:EVENTS_AT_ONCE]
    )
    Event.objects.filter(pk__in=[event.pk for event in events]).update(contact_phone="")
    _record(events, {event.pk: ["contact_phone"] for event in events}, now=now)
    return len(events)


def _record(events: Collection[Event], fields: dict[int, list[str]], *, now: datetime) -> None:
    by_section: dict[Section, list[Event]] = defaultdict(list)
    for event in events:
        by_section[event.section].append(event)
    for section, rows in by_section.items():
        told = [(event, fields[event.pk]) for event in rows]
        record_all(by=SYSTEM, act="event.forgotten", rows=told, section=section, at=now)
