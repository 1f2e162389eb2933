"""Synthetic events for measuring, in few statements. Only for databases that hold the demo; people use `scheduling`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Final

from django.db import transaction

from accounts.actions.activists import add_activist
from accounts.audit import SYSTEM, record
from accounts.models import Activist, Section
from events.actions.board_lines import refresh_lines
from events.actions.links import make_links
from events.choices import Answer, EventKind, EventStatus, Role, Visibility
from events.models import Assignment, Campaign, City, Event, Need
from events.reminders import plan
from events.rules.lifecycle import DEFAULT_LENGTH
from events.rules.local_time import at_or_after_gap

PER_EVENT: Final = 20
"""People asked for each synthetic event; the first one leads."""
PER_SECTION: Final = 40
CITIES_PER_COUNTRY: Final = 50
DAYS: Final = range(2, 9)
"""How many days ahead the events lie: every one has its mails before it."""
CHUNK: Final = 100


def add_synthetic_events(*, campaign: Campaign, number: int, now: datetime) -> None:
    """Add `number` planned events with PER_EVENT assignments each, spread over the sections, reminders planned."""
    sections = [section for section in Section.objects.prefetch_related("covered") if section.covers][:number]
    people = {section.pk: _people(section, now=now) for section in sections}
    places = {section.pk: _places(section) for section in sections}
    events = (
        _event(campaign, section, places[section.pk], index, now=now)
        for index, section in _dealt(sections, number)
    )
    while chunk := list(islice(events, CHUNK)):
        _store(chunk, people, now=now)
    record(by=SYSTEM, act="campaign.synthetic_events_added", row=campaign, at=now)


def _dealt(sections: Sequence[Section], number: int) -> Iterator[tuple[int, Section]]:
    return ((index, sections[index % len(sections)]) for index in range(number))


def _people(section: Section, *, now: datetime) -> list[Activist]:
    return [
        add_activist(
            by=SYSTEM,
            section=section,
            name=f"Activist {index} synthetic",
            email=f"synthetic{index}.{section.slug}@example.org",
            now=now,
        )
        for index in range(PER_SECTION)
    ]


def _places(section: Section) -> list[City]:
    return list(
        City.objects.filter(country__in=section.covers).order_by("-population", "id")[:CITIES_PER_COUNTRY]
    )


def _event(
    campaign: Campaign, section: Section, places: Sequence[City], index: int, *, now: datetime
) -> Event:
    place = places[index // len(places) % len(places)]
    wall = datetime.combine(now.date() + timedelta(days=DAYS[index % len(DAYS)]), time(9 + index % 10))
    starts_at = at_or_after_gap(wall=wall, zone=place.time_zone)
    return Event(
        campaign=campaign,
        section=section,
        kind=EventKind.STUNT,
        title=f"Synthetic event {index}, {place.name}",
        city=place.name,
        place=place,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        time_zone=place.time_zone,
        starts_wall=wall,
        starts_at=starts_at.astimezone(UTC),
        ends_at=starts_at + DEFAULT_LENGTH,
        status=EventStatus.PLANNED,
        planned_at=now,
        visibility=Visibility.NETWORK,
    )


@transaction.atomic
def _store(events: list[Event], people: dict[int, list[Activist]], *, now: datetime) -> None:
    Event.objects.bulk_create(events)
    Need.objects.bulk_create(
        Need(event=event, role=role, wanted=wanted)
        for event in events
        for role, wanted in ((Role.LEAD, 1), (Role.PARTICIPANT, PER_EVENT - 1))
    )
    for event in events:
        asked = Assignment.objects.bulk_create(_asked(event, people[event.section_id], now=now))
        make_links(event=event, assignments=asked, now=now)
    refresh_lines(events=events)
    plan(events=events, now=now)


def _asked(event: Event, people: Sequence[Activist], *, now: datetime) -> Iterator[Assignment]:
    """Yield the assignments of one event: of three people two said yes, one is silent."""
    for index in range(PER_EVENT):
        said_yes = index % 3 != 2
        yield Assignment(
            event=event,
            activist=people[(event.pk + index) % len(people)],
            role=Role.LEAD if index == 0 else Role.PARTICIPANT,
            answer=Answer.YES if said_yes else Answer.ASKED,
            asked_at=now,
            answered_at=now if said_yes else None,
            said_yes_at=now if said_yes else None,
        )
