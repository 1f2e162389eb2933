"""When the mails of an event are due and when they are of no use any more; before quiet hours. Pure.

Day-based offsets are wall time of the event's zone, hour-based ones arithmetic on instants (design: reminders).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from events.choices import ReminderKind
from events.rules.local_time import at_or_after_gap, wall_of

DAY = timedelta(days=1)
DAY_BEFORE_ENDS = timedelta(hours=2)
REPORT_LASTS = timedelta(days=3)
REPORTS_END = timedelta(days=6)
"""So long after its end no event wants a mail any more: the escalation is due two days later at most."""
NOTICE_WAITS = timedelta(minutes=5)
"""A change is told after this: a second one within it replaces the first."""
AT_ONCE_WITHIN = timedelta(hours=3)
LOUD_WITHIN = timedelta(hours=12)
"""So near the event a change is told even in quiet hours."""


@dataclass(frozen=True)
class Cadence:
    """When a campaign's mails go, and which kinds it does without. The values here are the usual ones.

    `off` are kinds that are switched off. Clocks are wall time of each event's zone; an event that starts before
    `morning_from` gets no mail on its morning: people are on their way.
    """

    off: frozenset[str] = frozenset()
    week_days: int = 7
    week_at: time = time(18, 0)
    day_days: int = 1
    day_at: time = time(18, 0)
    morning_at: time = time(8, 0)
    morning_from: time = time(9, 30)
    nudge_days: int = 3
    gap_hours: int = 48
    again_at: time = time(8, 0)
    escalated_at: time = time(18, 0)


USUAL = Cadence()


class Slot(NamedTuple):
    """A kind, when it is due, and from when on it is of no use."""

    kind: ReminderKind
    due_at: datetime
    expires_at: datetime


def before_the_event(*, starts_at: datetime, zone: str, cadence: Cadence = USUAL) -> Iterator[Slot]:
    """Yield week_before, day_before and, unless it starts too early, morning_of; those switched off, too.

    The first is of use until the second is due, or until two hours before the start where that one does not come.
    """
    start = wall_of(starts_at, zone).replace(fold=0)
    week_before = _at(start - cadence.week_days * DAY, cadence.week_at, zone)
    day_before = _at(start - cadence.day_days * DAY, cadence.day_at, zone)
    ends = starts_at - DAY_BEFORE_ENDS
    yield Slot(
        ReminderKind.WEEK_BEFORE, week_before, ends if ReminderKind.DAY_BEFORE in cadence.off else day_before
    )
    yield Slot(ReminderKind.DAY_BEFORE, day_before, ends)
    if start.time() >= cadence.morning_from:
        yield Slot(ReminderKind.MORNING_OF, _at(start, cadence.morning_at, zone), starts_at)


def nudge(*, asked_at: datetime, starts_at: datetime, zone: str, cadence: Cadence = USUAL) -> Slot:
    """Return the reminder to answer: some days after being asked, at the same time of day."""
    asked = wall_of(asked_at, zone).replace(fold=0)
    due_at = at_or_after_gap(wall=asked + cadence.nudge_days * DAY, zone=zone)
    return Slot(ReminderKind.NUDGE, due_at, starts_at)


def after_the_event(*, ends_at: datetime, zone: str, cadence: Cadence = USUAL) -> Iterator[Slot]:
    """Yield report_due at the end, report_again next morning, report_escalated that evening."""
    next_day = wall_of(ends_at, zone).replace(fold=0) + DAY
    for kind, due_at in (
        (ReminderKind.REPORT_DUE, ends_at),
        (ReminderKind.REPORT_AGAIN, _at(next_day, cadence.again_at, zone)),
        (ReminderKind.REPORT_ESCALATED, _at(next_day, cadence.escalated_at, zone)),
    ):
        yield Slot(kind, due_at, due_at + REPORT_LASTS)


def notice(kind: ReminderKind, *, changed_at: datetime, soonest: datetime, expires_at: datetime) -> Slot:
    """Return a notice of change: in five minutes, at once when people may set out within three hours."""
    waits = timedelta() if soonest - changed_at <= AT_ONCE_WITHIN else NOTICE_WAITS
    return Slot(kind, changed_at + waits, expires_at)


def is_loud(slot: Slot, *, soonest: datetime) -> bool:
    """Say whether a notice of change breaks into quiet hours."""
    return soonest - slot.due_at <= LOUD_WITHIN


def gap_check(*, starts_at: datetime, cadence: Cadence = USUAL) -> Slot:
    """Return the look at unfilled needs, some hours before the start."""
    return Slot(ReminderKind.GAP, starts_at - timedelta(hours=cadence.gap_hours), starts_at)


def _at(day: datetime, clock: time, zone: str) -> datetime:
    return at_or_after_gap(wall=datetime.combine(day.date(), clock), zone=zone)
