"""Performing the story: step after step at its instant, and between them the clock, which sends what is due."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, takewhile
from typing import Final

from django.db.models import Min

from accounts.post.drain import drain_once
from events.management.demo.almanac import Almanac
from events.management.demo.founding import found
from events.management.demo.plot import OUTAGE, steps
from events.management.demo.stage import Stage
from events.models import Reminder

FOUNDED: Final = (-40, "09:00")

Tell = Callable[[str], object]


@dataclass(frozen=True)
class Clock:
    """Sends what falls due, at the instant it does; stood still once."""

    stopped_at: datetime
    resumed_at: datetime

    def run(self, *, until: datetime) -> None:
        """Send everything due before `until`, each mail at its own time."""
        last = None
        while (due := _next_due()) is not None and (now := self._shown(due)) < until and due != last:
            drain_once(now=now)
            last = due

    def _shown(self, due: datetime) -> datetime:
        return self.resumed_at if self.stopped_at <= due < self.resumed_at else due


def _next_due() -> datetime | None:
    """Return when the next mail is due. The story writes no letters."""
    return Reminder.objects.filter(next_at__isnull=False).aggregate(at=Min("next_at"))["at"]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python's search for cycles rest: a tenth of the time, for some memory that comes back at the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_without_collecting()
def play(*, day: date, now: datetime, tell: Tell) -> Stage:
    """Play the story whose day of action is `day` from its beginning up to `now`, mails included.

    Where the story has not begun at `now`, there are only the sections, the campaign and the users.
    """
    almanac = Almanac(day)
    stage = Stage(almanac)
    clock = Clock(*(almanac.utc(*instant) for instant in OUTAGE))
    tell(_line(almanac.utc(*FOUNDED), "sections, missions, the campaign"))
    found(stage, now=min(almanac.utc(*FOUNDED), now))
    past = takewhile(lambda step: step.at <= now, steps(almanac))
    for at, together in groupby(past, key=lambda step: step.at):
        clock.run(until=at)
        for step in together:
            if step.told:
                tell(_line(at, step.told))
            step.do(stage, *step.args, now=at)
    clock.run(until=now)
    return stage


def _line(at: datetime, told: str) -> str:
    return f"{at:%d %b %H:%M} UTC  {told}"
