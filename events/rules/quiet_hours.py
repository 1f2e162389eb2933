"""When somebody does not want to be woken or seen reading: moving an instant out of quiet hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from events.rules.local_time import at_or_after_gap, wall_of

REMAINS = timedelta(hours=2)
"""So much must remain before the event when a mail waits for the end of quiet hours."""
JUST_BEFORE = timedelta(minutes=1)


@dataclass(frozen=True)
class QuietHours:
    """From `begins` to `ends`, local time of the event; over midnight when it ends earlier than it begins."""

    begins: time
    ends: time

    def contain(self, clock: time) -> bool:
        """Say whether a clock that shows `clock` is inside."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def around(self, instant: datetime, zone: str) -> tuple[datetime, datetime] | None:
        """Return when the quiet hours around `instant` begin and end, None when it lies outside."""
        local = wall_of(instant, zone)
        clock, day = local.time(), local.replace(fold=0)
        if not self.contain(clock):
            return None
        began_yesterday = clock < self.begins
        begins = _on(day - timedelta(days=began_yesterday), self.begins)
        ends = _on(day + timedelta(days=clock >= self.ends), self.ends)
        return at_or_after_gap(wall=begins, zone=zone), at_or_after_gap(wall=ends, zone=zone)


def quiet_hours(begins: time | None, ends: time | None) -> QuietHours | None:
    """Return the quiet hours of somebody who gave both ends; none when they are equal."""
    return QuietHours(begins, ends) if begins and ends and begins != ends else None


def _on(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock)


def considerate(
    due_at: datetime,
    *,
    quiet: QuietHours | None,
    zone: str,
    not_before: datetime,
    not_after: datetime,
    expires_at: datetime,
) -> datetime:
    """Return `due_at`, moved out of the reader's quiet hours where that still serves.

    To their end when that is no later than `not_after` and before `expires_at`; else to just before they begin,
    unless that is before `not_before`; else it stays as it is (settled: late sleep beats a missed event).
    """
    around = quiet.around(due_at, zone) if quiet else None
    if around is None:
        return due_at
    begins, ends = around
    if due_at <= ends <= not_after and ends < expires_at:
        return ends
    before = begins - JUST_BEFORE
    return before if not_before <= before else due_at
