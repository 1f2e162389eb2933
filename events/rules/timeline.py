"""The axis of the day of action and where things stand on it; which labels have room. Pure.

Positions are per cent of the axis, from its beginning; whoever draws from right to left mirrors them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from events.rules.sun import Span

STEP = timedelta(hours=3)
EARLIEST = timedelta(hours=14)
"""A day begins first at UTC+14 …"""
LATEST = timedelta(hours=12)
"""… and ends last at UTC−12: 50 hours in all."""
DAY = timedelta(days=1)
LETTER = 1.0
"""The width of a letter of a label, on an axis of about 720 pixels."""
GAP = 1.6
"""Between the middle of a mark, or the end of a bar, and its label."""
FLAG = 5.5
"""Half the width of the flag that says now; ticks nearer than this are not labelled."""


@dataclass(frozen=True)
class Tick:
    """One line of the axis."""

    position: float
    instant: datetime
    is_labelled: bool = True


def axis_of(day: date, instants: Iterable[datetime]) -> Span:
    """Return the UTC day, widened in steps of three hours until `instants` fit, to 50 hours at most."""
    begin = datetime.combine(day, time(), tzinfo=UTC)
    span = Span(begin, begin + DAY)
    first, last = begin - EARLIEST, begin + DAY + LATEST
    for instant in instants:
        while instant < span.begin and span.begin > first:
            span = Span(max(span.begin - STEP, first), span.end)
        while instant > span.end and span.end < last:
            span = Span(span.begin, min(span.end + STEP, last))
    return span


def position(instant: datetime, axis: Span) -> float:
    """Return where an instant stands, 0 to 100 within the axis."""
    return (instant - axis.begin) / (axis.end - axis.begin) * 100


def ticks(axis: Span, *, now: datetime) -> Iterator[Tick]:
    """Yield a tick every three hours of UTC; those under the flag of now have no label."""
    flag = position(now, axis)
    instant = axis.begin
    instant += (-(instant - datetime.combine(instant.date(), time(), tzinfo=UTC))) % STEP
    while instant <= axis.end:
        at = position(instant, axis)
        yield Tick(at, instant, abs(at - flag) > FLAG)
        instant += STEP


# --- labels -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Label:
    """Where a label stands and what it says: before its mark (it ends there) or after its bar; empty without room."""

    text: str = ""
    position: float = 0.0
    is_before: bool = False


@dataclass
class Line:
    """What is taken on one line of a lane, from and to."""

    taken: list[tuple[float, float]] = field(default_factory=list)

    def take(self, begin: float, end: float) -> None:
        """Keep labels off."""
        self.taken.append((begin, end))

    def is_free(self, begin: float, end: float) -> bool:
        """Say whether a label fits."""
        return begin >= 0 and end <= 100 and all(end <= low or begin >= high for low, high in self.taken)


def label_for(
    texts: Sequence[str], *, begin: float, end: float, is_over: bool, line: Line, letter: float = LETTER
) -> Label:
    """Return the first of `texts` (long, then short) that has room, on the side of its tense or else the other.

    `letter`: the width of a letter.
    """
    for text in filter(None, texts):
        length = len(text) * letter
        before = Label(text, begin - GAP, is_before=True)
        after = Label(text, end + GAP)
        for label in (before, after) if is_over else (after, before):
            low, high = (
                (label.position - length, label.position)
                if label.is_before
                else (label.position, label.position + length)
            )
            if line.is_free(low, high):
                line.take(low, high)
                return label
    return Label()


def stacked(spans: Sequence[Span]) -> list[list[int]]:
    """Return the numbers of `spans` (in the order they begin) in groups whose members overlap one another."""
    groups: list[list[int]] = []
    until: datetime | None = None
    for number, span in enumerate(spans):
        if until is not None and span.begin < until:
            groups[-1].append(number)
        else:
            groups.append([number])
        until = max(until or span.end, span.end)
    return groups
