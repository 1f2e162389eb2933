"""Wall time and zone → instant, with the two nights a year on which that is a question. Pure.

A wall time is a naive `datetime`; a zone an IANA name. See PEP 495 for `fold`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Choice:
    """One way to read a questionable wall time; `offset` is the distance from UTC it stands for."""

    wall: datetime
    fold: int
    instant: datetime
    offset: timedelta


class QuestionableLocalTime(ValidationError):  # noqa: N818 - named as datetime names such times
    """A wall time that is not one instant; `choices` are the instants it could mean."""

    def __init__(self, message: object, *, code: str, choices: Sequence[Choice]) -> None:
        super().__init__({"starts_wall": ValidationError(message, code=code)})  # type: ignore[arg-type]
        self.choices = tuple(choices)


class MissingLocalTime(QuestionableLocalTime):
    """The clocks jump over this wall time."""


class AmbiguousLocalTime(QuestionableLocalTime):
    """The clocks show this wall time twice."""


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return the zones people may choose: IANA names, without the legacy roots that name no place."""
    return frozenset(
        name for name in available_timezones() if "/" in name and not name.startswith("Etc/")
    ) | {"UTC"}


@lru_cache(maxsize=1_024)
def known_zone(name: str) -> ZoneInfo:
    """Return the zone called `name`, once read from its file. Python itself keeps eight, and a campaign has thirty."""
    return ZoneInfo(name)


def zone_of(name: str) -> ZoneInfo:
    """Return the zone called `name`. Raises ValidationError when there is none."""
    if name not in zone_names() and name not in available_timezones():
        raise ValidationError(
            {"time_zone": ValidationError(_("Choose a time zone from the list."), code="unknown_zone")}
        )
    return known_zone(name)


def wall_of(instant: datetime, zone: str) -> datetime:
    """Return what the clocks in `zone` show at `instant`, naive, with its fold."""
    return instant.astimezone(known_zone(zone)).replace(tzinfo=None)


def _reading(wall: datetime, zone: ZoneInfo, fold: int) -> Choice:
    local = wall.replace(tzinfo=zone, fold=fold)
    instant = local.astimezone(UTC)
    shown = instant.astimezone(zone)
    return Choice(shown.replace(tzinfo=None, fold=0), shown.fold, instant, shown.utcoffset() or timedelta())


def readings(*, wall: datetime, zone: str) -> tuple[Choice, ...]:
    """Return every instant `wall` can mean: one normally, two when the clocks go back or jump over it."""
    place = zone_of(zone)
    first, second = _reading(wall, place, 0), _reading(wall, place, 1)
    if first.instant == second.instant:
        return (first,)
    return tuple(sorted((first, second), key=lambda choice: choice.instant))


def resolve(*, wall: datetime, zone: str, fold: int | None = None) -> datetime:
    """Return the UTC instant at which the clocks in `zone` show `wall`.

    `fold` chooses between two equal wall times (0 the first). Raises MissingLocalTime when the clocks jump over `wall`,
    AmbiguousLocalTime when they show it twice and `fold` is None.
    """
    choices = readings(wall=wall, zone=zone)
    if len(choices) == 1:
        return choices[0].instant
    if choices[0].wall != wall.replace(fold=0):
        raise MissingLocalTime(
            _(
                "This time does not exist there: the clocks go forward that night. Choose the time before or after."
            ),
            code="missing_local_time",
            choices=choices,
        )
    if fold is None:
        raise AmbiguousLocalTime(
            _("This time comes twice there: the clocks go back that night. Choose which one you mean."),
            code="ambiguous_local_time",
            choices=choices,
        )
    return choices[fold].instant


def at_or_after_gap(*, wall: datetime, zone: str) -> datetime:
    """Return the instant for a computed wall time: a missing hour moves on by the gap, a doubled one is its first."""
    return _reading(wall, zone_of(zone), 0).instant
