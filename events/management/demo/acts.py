"""What an event of the demo is, and what people do at it. Shapes only; `programme` reads them from the story."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta

SILENT, YES, NO, LATE = "silent", "yes", "no", "late"
"""How somebody answers: never, yes, no, or yes after the reminder to answer."""


@dataclass(frozen=True)
class Part:
    """One person asked for one role; `number` counts the people of a city."""

    number: int
    role: str
    answers: str


@dataclass(frozen=True)
class Try:
    """One attempt to hand over, so long after the start of the event (negative: before it).

    `next_due` counts days from the day of action.
    """

    after: timedelta
    channel: str
    reception: str
    petition: str
    note: str
    next_step: str = ""
    next_due: int | None = None


@dataclass(frozen=True)
class Report:
    """What is reported so long after the end, by the lead through the link in the mail, or by the coordinator."""

    after: timedelta
    summary: str
    by_lead: bool = True
    is_fact: bool = False
    signatures: int | None = None
    turnout: tuple[int, int] | None = None
    quote: str = ""


@dataclass(frozen=True)
class Act:
    """One event. `day` counts from the day of action; `starts` is the time on the spot.

    `zone` is the place's, where it is not the section's.
    """

    key: str
    section: str
    kind: str
    title: str
    city: str
    day: int
    starts: time
    lasts: timedelta
    cast: tuple[Part, ...] = ()
    zone: str = ""
    mission: str = ""
    visibility: str = "public"
    discreet: bool = False
    allotted: int | None = None
    meeting_point: str = ""
    what_to_bring: str = ""
    if_refused: str = ""
    contact_phone: str = ""
    also_needed: tuple[str, ...] = ()
    tries: tuple[Try, ...] = ()
    report: Report | None = None

    @property
    def needs(self) -> dict[str, int]:
        """{role: people wanted}: everybody but those who decline, and those for whom nobody was found."""
        wanted = Counter(part.role for part in self.cast if part.answers != NO)
        wanted.update(self.also_needed)
        return dict(wanted)
