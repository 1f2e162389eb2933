"""When things happen in the demo: days counted from the day of action, clocks on the spot. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from events.management.demo.acts import Act
from events.management.demo.cast import SECTIONS
from events.rules.local_time import at_or_after_gap

ZONES: Final = {"international": "UTC", **{section.slug: section.time_zone for section in SECTIONS}}


def zone_of(act: Act) -> str:
    """Return the time zone of the place."""
    return act.zone or ZONES[act.section]


@dataclass(frozen=True)
class Almanac:
    """The calendar of a demo whose day of action is `day`."""

    day: date

    def date(self, offset: int) -> date:
        """Return the day `offset` days after the day of action."""
        return self.day + timedelta(days=offset)

    def utc(self, offset: int, clock: str) -> datetime:
        """Return the instant at which it is `clock` ("HH:MM") in UTC."""
        return datetime.combine(self.date(offset), time.fromisoformat(clock), UTC)

    def there(self, offset: int, clock: str, act: Act) -> datetime:
        """Return the instant at which the clocks where `act` takes place show `clock` ("HH:MM")."""
        wall = datetime.combine(self.date(offset), time.fromisoformat(clock))
        return at_or_after_gap(wall=wall, zone=zone_of(act))

    def wall(self, act: Act) -> datetime:
        """Return when `act` starts, as the clocks there show it (naive)."""
        return datetime.combine(self.date(act.day), act.starts)

    def starts_at(self, act: Act) -> datetime:
        """Return the instant at which `act` starts."""
        return at_or_after_gap(wall=self.wall(act), zone=zone_of(act))

    def ends_at(self, act: Act) -> datetime:
        """Return the instant at which `act` ends."""
        return self.starts_at(act) + act.lasts
