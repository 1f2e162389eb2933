"""When the mails of an event are due and when they are of no use any more; before quiet hours. Pure.

Day-based offsets are wall time of the event's zone, hour-based ones arithmetic on instants (design: reminders).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from events.choices import ReminderKind
from events.rules.local_time import at_or_after_gap, wall_of

EVENING = time(18, 0)
MORNING = time(8, 0)
EARLIEST_FOR_MORNING = time(9, 30)
"""An event that starts earlier gets no mail on its morning: people are on their way."""
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
NUDGE_AFTER = timedelta(days=3)
DAY_BEFORE_ENDS = timedelta(hours=2)
REPORT_LASTS = timedelta(days=3)
REPORTS_END = timedelta(days=6)
"""So long after its end no event wants a mail any more: the escalation is due two days later at most."""
NOTICE_WAITS = timedelta(minutes=5)
"""A change is told after this: a second one within it replaces the first."""
AT_ONCE_WITHIN = timedelta(hours=3)
LOUD_WITHIN = timedelta(hours=12)
"""So near the event a change is told even in quiet hours."""
GAP_CHECK = timedelta(hours=48)


@dataclass(frozen=True)
class Slot:
    """A kind, when it is due, and from when on it is of no use."""

    kind: ReminderKind
    due_at: datetime
    expires_at: datetime


def before_the_event(*, starts_at: datetime, zone: str) -> Iterator[Slot]:
    """Yield week_before, day_before and, unless it starts too early, morning_of."""
    start = wall_of(starts_at, zone).replace(fold=0)
    day_before = _at(start - DAY, EVENING, zone)
    yield Slot(ReminderKind.WEEK_BEFORE, _at(start - WEEK, EVENING, zone), day_before)
    yield Slot(ReminderKind.DAY_BEFORE, day_before, starts_at - DAY_BEFORE_ENDS)
    if start.time() >= EARLIEST_FOR_MORNING:
        yield Slot(ReminderKind.MORNING_OF, _at(start, MORNING, zone), starts_at)


def nudge(*, asked_at: datetime, starts_at: datetime, zone: str) -> Slot:
    """Return the reminder to answer: three days after being asked, at the same time of day."""
    asked = wall_of(asked_at, zone).replace(fold=0)
    return Slot(ReminderKind.NUDGE, at_or_after_gap(wall=asked + NUDGE_AFTER, zone=zone), starts_at)


def after_the_event(*, ends_at: datetime, zone: str) -> Iterator[Slot]:
    """Yield report_due at the end, report_again next morning, report_escalated that evening."""
    next_day = wall_of(ends_at, zone).replace(fold=0) + DAY
    for kind, due_at in (
        (ReminderKind.REPORT_DUE, ends_at),
        (ReminderKind.REPORT_AGAIN, _at(next_day, MORNING, zone)),
        (ReminderKind.REPORT_ESCALATED, _at(next_day, EVENING, zone)),
    ):
        yield Slot(kind, due_at, due_at + REPORT_LASTS)


def notice(kind: ReminderKind, *, changed_at: datetime, soonest: datetime, expires_at: datetime) -> Slot:
    """Return a notice of change: in five minutes, at once when people may set out within three hours."""
    waits = timedelta() if soonest - changed_at <= AT_ONCE_WITHIN else NOTICE_WAITS
    return Slot(kind, changed_at + waits, expires_at)


def is_loud(slot: Slot, *, soonest: datetime) -> bool:
    """Say whether a notice of change breaks into quiet hours."""
    return soonest - slot.due_at <= LOUD_WITHIN


def gap_check(*, starts_at: datetime) -> Slot:
    """Return the look at unfilled needs, 48 hours before the start."""
    return Slot(ReminderKind.GAP, starts_at - GAP_CHECK, starts_at)


def _at(day: datetime, clock: time, zone: str) -> datetime:
    return at_or_after_gap(wall=datetime.combine(day.date(), clock), zone=zone)
