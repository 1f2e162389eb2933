"""Real rows for benchmarks: events in five countries and languages, people asked, their mails planned by the actions.

As a program, ``PYTHONPATH=.:benchmarks python -m parts.world NUMBER`` migrates the database of DATABASE_URL and fills
it with so many mails *asked* (text, HTML, calendar, three links each) that wait for `due`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

PLACES = (  # GeoNames number, country, zone, language
    (2147714, "AU", "Australia/Sydney", "en"),
    (2800866, "BE", "Europe/Brussels", "fr"),
    (5128581, "US", "America/New_York", "en"),
    (3117735, "ES", "Europe/Madrid", "es"),
    (360630, "EG", "Africa/Cairo", "ar"),
)
PER_EVENT = 20
PER_SECTION = 100
DEAD_EVERY = 25
"""Every so manieth activist has an address at DEAD_DOMAIN."""
DEAD_DOMAIN = "dead.example.org"
AHEAD = timedelta(days=30)
HELD = timedelta(days=25)
ONE_TRANSACTION = 50


# --- filling ------------------------------------------------------------------------------------------------------


def fill(mails: int) -> None:
    """Fill an empty database. `mails` is rounded up to whole events."""
    from django.db import transaction

    from events.models import Reminder

    now = datetime.now(UTC)
    campaign, sections = _campaign(now), _sections()
    numbers = list(range(-(-mails // PER_EVENT)))
    for begin in range(0, len(numbers), ONE_TRANSACTION):
        with transaction.atomic():
            for number in numbers[begin : begin + ONE_TRANSACTION]:
                section, city, people = sections[number % len(sections)]
                _event(campaign, section, city, people, number, now=now)
    _set_due(Reminder.objects.filter(kind="asked"), now + HELD)


def _campaign(now: datetime) -> Any:
    from accounts.audit import SYSTEM
    from events.actions.campaigns import open_campaign

    day = (now + AHEAD).date()
    return open_campaign(
        by=SYSTEM,
        title="Protection for gay men in Chechnya",
        slug="chechnya",
        ask="End the abductions, torture and killings.",
        target_country="RU",
        day_of_action=day,
        window_start=day - timedelta(days=1),
        window_end=day + timedelta(days=8),
    )


def _sections() -> list[tuple[Any, Any, list[Any]]]:
    from accounts.actions.sections import create_section
    from accounts.audit import SYSTEM
    from events.actions.cities import load_some_cities
    from events.models import City

    load_some_cities([number for number, *_rest in PLACES])
    made = []
    for number, country, zone, language in PLACES:
        section = create_section(
            by=SYSTEM, name=f"Section {country}", country=country, time_zone=zone, language=language
        )
        made.append((section, City.objects.get(geoname_id=number), _people(section)))
    return made


def _people(section: Any) -> list[Any]:
    from accounts.actions.activists import add_activist
    from accounts.audit import SYSTEM

    domains = ["example.org"] * (DEAD_EVERY - 1) + [DEAD_DOMAIN]
    return [
        add_activist(
            by=SYSTEM,
            section=section,
            name=f"Activist {index} {section.country.code}",
            email=f"activist{index}.{section.slug}@{domains[index % DEAD_EVERY]}",
            quiet_from=None,
            quiet_until=None,
        )
        for index in range(PER_SECTION)
    ]


def _event(campaign: Any, section: Any, city: Any, people: list[Any], number: int, *, now: datetime) -> None:
    from accounts.audit import SYSTEM
    from events.actions.assignments import assign_all
    from events.actions.scheduling import schedule_event
    from events.choices import EventKind, Role

    day = (now + AHEAD).date()
    event = schedule_event(
        by=SYSTEM,
        campaign=campaign,
        section=section,
        kind=EventKind.HAND_IN,
        title=f"Hand-in {number}, {city.name}",
        city=city,
        starts_wall=datetime.combine(day, time(9 + number % 9)),
        meeting_point="At the corner, opposite the gate",
        what_to_bring="The petition, and an umbrella.",
        now=now,
    )
    roles = [Role.LEAD] + [Role.PARTICIPANT] * (PER_EVENT - 1)
    asked = [(people[(number + index) % len(people)], role) for index, role in enumerate(roles)]
    assign_all(by=SYSTEM, event=event, people=asked, now=now)


def due(at: datetime, number: int | None = None) -> None:
    """Let the first `number` mails (all, without one) be due at `at`: their people were asked then."""
    from events.models import Reminder

    rows = Reminder.objects.filter(kind="asked").order_by("id")
    _set_due(
        rows if number is None else rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:number])), at
    )


def _set_due(rows: Any, at: datetime) -> None:
    from django.db import transaction

    from events.models import Assignment

    with transaction.atomic():
        Assignment.objects.filter(event__in=rows.values("event")).update(asked_at=at)
        rows.update(due_at=at, next_at=at)


def plan_synthetic(reminders: int) -> int:
    """Plan at least so many reminders of synthetic events ahead; return how many."""
    from events.actions.demo_scale import PER_EVENT as PEOPLE
    from events.actions.demo_scale import add_synthetic_events
    from events.models import Campaign, Reminder

    before = Reminder.objects.count()
    number = -(-reminders // (2 * PEOPLE))  # each of them is written to twice at least
    add_synthetic_events(campaign=Campaign.objects.get(), number=number, now=datetime.now(UTC))
    planned = Reminder.objects.count() - before
    assert planned >= reminders
    return planned


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    fill(int(sys.argv[1]))
