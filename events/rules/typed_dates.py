"""Dates and times as tables spell them. Pure: nothing is guessed, and what is not sure is refused with a sentence.

Whether 3/4/2017 is in March or in April no single cell can say: the whole column decides (`order_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

YEARS: Final = range(1900, 2101)
SERIALS: Final = range(20_000, 80_000)
"""Days since the end of 1899, as a spreadsheet counts them: 1954 to 2119."""
SERIAL_BEGIN: Final = date(1899, 12, 30)
NUMBERS: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d+)\b\.?")
ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
IN_WORDS: Final = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y")
FROM: Final = re.compile(r"(?:from|ab|dès|desde)\s+", re.IGNORECASE)
UNTIL: Final = re.compile(r"\s*[-–]\s*|\s+(?:to|until|bis|a)\s+", re.IGNORECASE)
TIME: Final = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.0+)?)?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE
)


class Order(StrEnum):
    """What comes first in a date of numbers."""

    DAY = "dmy"
    MONTH = "mdy"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says: a day, and a time of day if it names one; or an instant, of which the place makes both."""

    day: date
    at: time | None = None
    instant: datetime | None = None


def order_of(cells: Iterable[str]) -> Order | None:
    """Return what comes first in a column, None where no date of it needs to know.

    With a dot the day comes first, everywhere. Raises ValidationError (code "dates") where nothing decides, or two
    rows decide differently.
    """
    found: dict[Order | None, str] = {}
    for cell in cells:
        numbers = NUMBERS.match(cell.strip())
        if numbers and numbers[2] != ".":
            first, second = int(numbers[1]), int(numbers[3])
            if first != second:  # 5/5 is the same day in both orders
                found.setdefault(_order(first, second), cell.strip())
    if Order.DAY in found and Order.MONTH in found:
        raise ValidationError(
            _(
                "Is the day first or the month? “%(day)s” and “%(month)s” stand in one column: say which it is."
            )
            % {"day": found[Order.DAY], "month": found[Order.MONTH]},
            code="dates",
        )
    if set(found) == {None}:
        raise ValidationError(
            _(
                "Is the day first or the month? Every date can be read both ways, such as “%(date)s”: say which it is."
            )
            % {"date": found[None]},
            code="dates",
        )
    return Order.MONTH if Order.MONTH in found else Order.DAY if found else None


def _order(first: int, second: int) -> Order | None:
    if second > 12:
        return Order.MONTH
    return Order.DAY if first > 12 else None


def read_moment(text: str, *, order: Order | None = None) -> Moment:
    """Return the day that `text` names, with the time if it names one. Raises ValidationError."""
    said = " ".join(text.split())
    iso = ISO.match(said)
    if iso:
        return _with_time(_day(said, *map(int, iso.groups())), said, rest=said[iso.end() :])
    numbers = NUMBERS.match(said)
    if numbers:
        return _with_time(_day_of_numbers(said, numbers, order), said, rest=said[numbers.end() :])
    if said.isdecimal() and int(said) in SERIALS:
        return Moment(SERIAL_BEGIN + timedelta(days=int(said)))
    for shape in IN_WORDS:
        try:
            named = datetime.strptime(said, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
        return Moment(_day(said, named.year, named.month, named.day))
    raise ValidationError(_("“%(date)s” is no date we can read. Write 2026-06-02.") % {"date": _quoted(said)})


def is_serial(text: str) -> bool:
    """Say whether `text` is the bare number a spreadsheet counts a day by."""
    said = text.strip()
    return said.isdecimal() and int(said) in SERIALS


def _day_of_numbers(said: str, numbers: re.Match[str], order: Order | None) -> date:
    first, second, year = int(numbers[1]), int(numbers[3]), numbers[4]
    if len(year) != 4:
        raise ValidationError(
            _("The year of “%(date)s” has not four digits.") % {"date": _quoted(said)}, code="year"
        )
    month_first = numbers[2] != "." and order == Order.MONTH
    day, month = (second, first) if month_first else (first, second)
    return _day(said, int(year), month, day)


def _day(said: str, year: int, month: int, day: int) -> date:
    if year not in YEARS:
        raise ValidationError(
            _("The year of “%(date)s” is not between %(first)d and %(last)d.")
            % {"date": _quoted(said), "first": YEARS[0], "last": YEARS[-1]},
            code="year",
        )
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValidationError(_("There is no day “%(date)s”.") % {"date": _quoted(said)}) from error


def _with_time(day: date, said: str, *, rest: str) -> Moment:
    rest = rest.removeprefix("T").strip(" ,")
    if not rest:
        return Moment(day)
    if re.search(r"(Z|[+-]\d{2}:?\d{2})$", rest):
        try:
            return Moment(day, instant=datetime.fromisoformat(said))
        except ValueError as error:
            raise ValidationError(
                _("“%(date)s” is no date we can read. Write 2026-06-02.") % {"date": _quoted(said)}
            ) from error
    return Moment(day, read_time(rest))


def read_times(text: str) -> tuple[time, time | None]:
    """Return when something begins, and when it ends where `text` says so: "12.00 - 17.00", "from 2 pm".

    Raises ValidationError.
    """
    begins, *ends = UNTIL.split(FROM.sub("", " ".join(text.split()), count=1), maxsplit=1)
    return read_time(begins), read_time(ends[0]) if ends else None


def read_time(text: str) -> time:
    """Return the time of day that `text` names: 14:00, 14.00, 14h00, 2 pm, 2:30 p.m. Raises ValidationError."""
    said = " ".join(text.split()).removesuffix("Uhr").strip()
    found = TIME.fullmatch(said)
    if found and (found[2] or found[3]):
        hour, half = int(found[1]), (found[3] or "").casefold()
        if not half or 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0) if half else hour
            if hour < 24 and int(found[2] or 0) < 60:
                return time(hour, int(found[2] or 0))
    raise ValidationError(_("“%(time)s” is no time of day. Write 14:30.") % {"time": _quoted(said)})


def _quoted(said: str) -> str:
    return said[:40]
