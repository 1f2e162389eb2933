"""What the press is told of a campaign: figures that add up, from public events alone. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from events.choices import BoardState, EventKind, MissionKind, Petition, Reception
from events.rules.outcomes import Attempt, headline, is_delivered

MET = frozenset({Reception.AMBASSADOR, Reception.CONSUL, Reception.STAFF})
CONSULATES = frozenset({MissionKind.CONSULATE_GENERAL, MissionKind.CONSULATE, MissionKind.HONORARY_CONSULATE})
EMBASSIES = frozenset({MissionKind.EMBASSY, MissionKind.HIGH_COMMISSION})
TAKEN_PETITIONS = frozenset({Petition.ACCEPTED, Petition.PART_ACCEPTED})
CONSULATE, EMBASSY, OTHER = "consulate", "embassy", "mission"
"""What a mission is called where missions are counted."""

TOLD_AS = {BoardState.NOT_READY: BoardState.READY}
"""Whether everybody is found is nobody's business outside: an event that is ahead is ahead."""
STATES = tuple(state for state in BoardState if state not in (BoardState.DRAFT, BoardState.NOT_READY))


@dataclass(frozen=True)
class Try:
    """One delivery attempt, as the rules of outcomes read it."""

    reception: str
    petition: str


@dataclass(frozen=True)
class PressEvent:
    """One public event as the press may have it. Nobody is named in it."""

    title: str
    kind: str
    city: str
    country: str
    day: date
    state: str
    mission: str
    mission_kind: str
    attempts: tuple[Try, ...]
    signatures: int
    turnout_low: int | None
    turnout_high: int | None
    quote: str
    reported_at: datetime | None
    is_demonstration: bool

    @property
    def headline(self) -> str:
        """What came of it, in the reader's language; nothing before the report."""
        if self.reported_at is None:
            return ""
        return str(headline(kind=self.kind, attempts=self.attempts, mission_kind=self.mission_kind))

    @property
    def mission_key(self) -> tuple[str, ...]:
        """What tells its mission from others; an event without one stands for itself."""
        return self.mission or self.mission_kind or self.title, self.country, self.city

    @property
    def mission_words(self) -> str:
        """The mission's name, or what kind of mission it is."""
        return self.mission or (str(MissionKind(self.mission_kind).label) if self.mission_kind else "")


@dataclass(frozen=True)
class Figure:
    """A number with its origin: from how many reports or counts, the newest when."""

    total: int = 0
    sources: int = 0
    newest_at: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """All that can be cited about one campaign at one instant."""

    as_of: datetime
    events: tuple[PressEvent, ...]
    counted: Figure
    handed_over: Figure
    turnout: tuple[Figure, Figure]
    """At least, at most."""
    is_demonstration: bool
    """Whether any of it is made up."""

    @property
    def standing(self) -> tuple[PressEvent, ...]:
        """The events that were not called off."""
        return tuple(event for event in self.events if event.state != BoardState.CANCELLED)

    @property
    def hand_ins(self) -> tuple[PressEvent, ...]:
        """The hand-ins that were not called off."""
        return tuple(event for event in self.standing if event.kind == EventKind.HAND_IN)

    @property
    def quotes(self) -> tuple[PressEvent, ...]:
        """The events with a quote."""
        return tuple(event for event in self.events if event.quote)


def cities_of(events: Iterable[PressEvent]) -> int:
    """Return in how many cities `events` are; two cities of one name in two countries are two."""
    return len({(event.country, event.city) for event in events})


def countries_of(events: Iterable[PressEvent]) -> int:
    """Return in how many countries `events` are; an event at sea is in none."""
    return len({event.country for event in events if event.country})


def refused_to_meet(attempts: Sequence[Attempt]) -> bool:
    """Say whether a mission turned the delegation away and did not meet it afterwards; `attempts` in their order."""
    decisive = [each.reception for each in attempts if each.reception in MET | {Reception.REFUSED}]
    return bool(decisive) and decisive[-1] == Reception.REFUSED


def mission_word(kind: str) -> str:
    """Return how a mission of `kind` is counted: as a consulate, an embassy or a mission."""
    if kind in CONSULATES:
        return CONSULATE
    return EMBASSY if kind in EMBASSIES else OTHER


def refusals(events: Iterable[PressEvent]) -> dict[str, int]:
    """Return {word: how many missions refused to meet}; one that did so at two events is one."""
    refused = {
        (event.mission_key, mission_word(event.mission_kind))
        for event in events
        if refused_to_meet(event.attempts)
    }
    found = Counter(word for _mission, word in refused)
    return {word: found[word] for word in (CONSULATE, EMBASSY, OTHER) if found[word]}


class Response(StrEnum):
    """How a mission answered, all its attempts together."""

    MET_AND_TAKEN = "met_and_taken"
    TAKEN = "taken"
    LEFT = "left"
    REFUSED = "refused"
    OPEN = "open"


def response_to(attempts: Sequence[Attempt]) -> Response:
    """Return how a mission answered. What counts is the best that was reached; contact before the day is none."""
    offered = [attempt for attempt in attempts if attempt.petition != Petition.NOT_OFFERED]
    taken = [attempt for attempt in offered if attempt.petition in TAKEN_PETITIONS]
    if taken:
        is_met = any(attempt.reception in MET for attempt in offered)
        return Response.MET_AND_TAKEN if is_met else Response.TAKEN
    if is_delivered(offered):
        return Response.LEFT
    return Response.REFUSED if offered or refused_to_meet(attempts) else Response.OPEN


def responses(events: Iterable[PressEvent]) -> dict[Response, list[PressEvent]]:
    """Return {response: an event at each mission that gave it}; a mission with several hand-ins is one."""
    at_mission: dict[tuple[str, ...], list[PressEvent]] = defaultdict(list)
    for event in events:
        if event.mission_kind:
            at_mission[event.mission_key].append(event)
    found: dict[Response, list[PressEvent]] = {response: [] for response in Response}
    for told in at_mission.values():
        attempts = [attempt for event in told for attempt in event.attempts]
        found[response_to(attempts)].append(told[0])
    return {response: there for response, there in found.items() if there}


def outcomes_by_kind(events: Iterable[PressEvent]) -> dict[str, dict[str, int]]:
    """Return {kind: {state: events}}; kinds and states in their own order, none that is nowhere."""
    found = Counter((event.kind, event.state) for event in events)
    kinds = {kind for kind, _state in found}
    return {
        kind: {state: found[kind, state] for state in STATES if found[kind, state]}
        for kind in EventKind.values
        if kind in kinds
    }


def is_under_embargo(until: datetime | None, *, now: datetime) -> bool:
    """Say whether the figures may not leave the house yet."""
    return until is not None and now < until


def added_up(told: Iterable[tuple[int | None, datetime | None]]) -> Figure:
    """Return the sum of (number, when it was true) with its origin; what nobody counted is no source."""
    known = [(number, at) for number, at in told if number is not None]
    return Figure(
        total=sum(number for number, _at in known),
        sources=len(known),
        newest_at=max((at for _number, at in known if at), default=None),
    )
