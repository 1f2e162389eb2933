"""The clock over the changes to and from summer time: every mail once, at the hour a clock on the spot shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .run import Run

ZONES = {  # zone: place, country
    "Europe/Brussels": ("Brussels", "BE"),
    "America/New_York": ("New York City", "US"),
    "Australia/Sydney": ("Sydney", "AU"),
    "Australia/Lord_Howe": ("Lord Howe Island", "AU"),  # by half an hour only
}
STEP = timedelta(minutes=30)
WALLS = {"week_before": (7, time(18)), "day_before": (1, time(18)), "morning_of": (0, time(8))}
"""{kind: (days before the event, local time)}, as the product says it; not taken from its code."""


def summer_time(run: Run) -> dict[str, Any]:
    """Events on the day of each change and on the day after, in four zones; the clock passes in half hours."""
    from accounts.post.drain import drain_once
    from events.models import Reminder

    days = {zone: list(_changes(zone)) for zone in ZONES}
    first = min(day for found in days.values() for day in found)
    events = list(_events(days, people=2 if run.is_quick else 20, now=_noon(first) - timedelta(days=20)))
    steps = sorted({instant for event in events for instant in _steps(event)})
    drain_once(now=steps[0] - timedelta(days=1))  # those who are asked
    for instant in steps:
        drain_once(now=instant)
    rows = list(Reminder.objects.filter(event__in=events, kind__in=WALLS).select_related("event"))
    times = Counter(mail.message_id for mail in run.sink.accepted())
    lost = sum(times[row.message_id] == 0 for row in rows)
    repeats = sum(max(0, times[row.message_id] - 1) for row in rows)
    wrong = sum(not _is_in_time(row) for row in rows)
    expected = len(events) * (2 if run.is_quick else 20) * len(WALLS)
    is_within = not (lost or repeats or wrong) and len(rows) == expected
    found = {
        "mails": len(rows),
        "lost": lost + expected - len(rows),
        "repeats": repeats,
        "bound": 0,
        "kills": 0,
    }
    return {**found, "changes": sum(map(len, days.values())), "at_wrong_time": wrong, "within": is_within}


def _changes(zone: str) -> Iterator[date]:
    """Yield the days of the year after next on which clocks in `zone` are changed."""
    day = date(datetime.now(UTC).year + 2, 1, 2)
    for _day in range(360):
        if _at(day, time(12), zone).utcoffset() != _at(day - timedelta(days=1), time(12), zone).utcoffset():
            yield day
        day += timedelta(days=1)


def _at(day: date, wall: time, zone: str) -> datetime:
    return datetime.combine(day, wall, ZoneInfo(zone))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _events(days: dict[str, list[date]], *, people: int, now: datetime) -> Iterator[Any]:
    from accounts.actions.sections import create_section
    from accounts.audit import SYSTEM
    from events.actions.assignments import answer, assign_all
    from events.actions.scheduling import schedule_event
    from events.choices import Answer, EventKind, Role
    from events.models import Campaign

    campaign = Campaign.objects.get()
    for zone, (place, country) in ZONES.items():
        section = create_section(by=SYSTEM, name=f"Section {place}", time_zone=zone, language="en", covers=[])
        asked = [(_activist(section, number), Role.PARTICIPANT) for number in range(people)]
        for day in [day + timedelta(days=after) for day in days[zone] for after in (0, 1)]:
            event = schedule_event(
                by=SYSTEM,
                campaign=campaign,
                section=section,
                kind=EventKind.VIGIL,
                title=f"Vigil in {place}",
                city=place,
                country=country,
                time_zone=zone,
                starts_wall=datetime.combine(day, time(11)),
                now=now,
            )
            for assignment in assign_all(by=SYSTEM, event=event, people=asked, now=now):
                answer(by=SYSTEM, assignment=assignment, answer=Answer.YES, now=now + timedelta(hours=1))
            yield event


def _activist(section: Any, number: int) -> Any:
    from accounts.actions.activists import add_activist
    from accounts.audit import SYSTEM

    return add_activist(
        by=SYSTEM,
        section=section,
        name=f"Activist {number} {section.name}",
        email=f"summer{number}.{section.slug}@example.org",
        quiet_from=None,
        quiet_until=None,
    )


def _steps(event: Any) -> Iterator[datetime]:
    """Yield the half hours around the days on which something about `event` is due."""
    day = event.starts_wall.date()
    for begin, length in ((day - timedelta(days=7), 1), (day - timedelta(days=2), 3)):
        start = datetime.combine(begin, time(0), UTC) - timedelta(hours=12)
        yield from (start + STEP * number for number in range(int(timedelta(days=length + 1) / STEP)))


def _is_in_time(row: Any) -> bool:
    """Say whether a mail went within one step after its local time."""
    days, wall = WALLS[row.kind]
    wanted = _at(row.event.starts_wall.date() - timedelta(days=days), wall, row.event.time_zone)
    return row.sent_at is not None and timedelta() <= row.sent_at - wanted < STEP
