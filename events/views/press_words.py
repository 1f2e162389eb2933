"""How figures for the press stand on a page: the same, live or frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from events.choices import BoardState, EventKind
from events.exchange.press import country_words, state_words
from events.rules.press import (
    Figures,
    PressEvent,
    Response,
    cities_of,
    countries_of,
    outcomes_by_kind,
    refusals,
    response_to,
    responses,
)
from events.rules.press_document import Document, figures_in

LINES: Final = 300
"""Events that the page lists; files have them all."""
NAMED: Final = 40
"""Cities that are named beside a response."""


@dataclass(frozen=True)
class Words:
    """The short text in one language."""

    code: str
    name: str
    direction: str
    text: str


@dataclass(frozen=True)
class State:
    """How many events of one kind are in one state; `mark` draws it."""

    mark: BoardState
    words: str
    count: int


@dataclass(frozen=True)
class Kind:
    """One kind of event with its states."""

    words: str
    total: int
    states: Sequence[State]


@dataclass(frozen=True)
class Line:
    """One event with its country in words."""

    event: PressEvent
    country: str
    kind: str
    mark: BoardState
    words: str


@dataclass(frozen=True)
class Answered:
    """How many missions answered alike, and where they are; `mark` draws it."""

    mark: BoardState
    words: str
    count: int
    cities: Sequence[str]


ANSWERED = {
    Response.MET_AND_TAKEN: (BoardState.DELIVERED, _("met us and took the petition")),
    Response.TAKEN: (BoardState.DELIVERED, _("took the petition without meeting us")),
    Response.LEFT: (BoardState.DELIVERED, _("the petition was left there")),
    Response.REFUSED: (BoardState.REFUSED, _("took nothing")),
    Response.OPEN: (BoardState.READY, _("no attempt yet")),
}


@dataclass(frozen=True)
class Press:
    """What the page shows.

    `tried`: hand-ins that came to an attempt; a letter before the day is none. `more`: events it does not list.
    `most`: those in the most frequent state of a kind, the whole width of a bar.
    """

    title: str
    figures: Figures
    cities: int
    countries: int
    refused: int
    tried: int
    kinds: Sequence[Kind]
    most: int
    answered: Sequence[Answered]
    most_answered: int
    texts: Sequence[Words]
    lines: Sequence[Line]
    more: int
    quotes: Sequence[Line]

    @property
    def has_demonstration(self) -> bool:
        """Whether a listed outcome is made up, and so has a star."""
        return any(line.event.is_demonstration for line in self.lines)


def frozen(document: Document) -> Press:
    """Return a document as a page shows it."""
    return shown(figures_in(document), title=document["campaign"]["title"], texts=document["text"])


def shown(figures: Figures, *, title: str, texts: Mapping[str, str]) -> Press:
    """Return figures as a page shows them; `texts`: the short text by language."""
    kinds, answered = list(_kinds(figures)), list(_answered(figures))
    countries = {event.country for event in figures.events}
    words = {country: country_words(country) for country in countries}  # each once, however many events
    events = sorted(figures.events, key=lambda event: (words[event.country], event.city, event.day))
    return Press(
        title=title,
        figures=figures,
        cities=cities_of(figures.hand_ins),
        countries=countries_of(figures.hand_ins),
        tried=sum(response_to(event.attempts) != Response.OPEN for event in figures.hand_ins),
        refused=sum(refusals(figures.hand_ins).values()),
        kinds=kinds,
        answered=answered,
        most_answered=max((answer.count for answer in answered), default=0),
        most=max((state.count for kind in kinds for state in kind.states), default=0),
        texts=list(_texts(texts)),
        lines=list(map(_line, events[:LINES])),
        more=max(len(events) - LINES, 0),
        quotes=list(map(_line, figures.quotes)),
    )


def _line(event: PressEvent) -> Line:
    return Line(
        event=event,
        country=country_words(event.country),
        kind=capfirst(str(EventKind(event.kind).label)),
        mark=BoardState(event.state),
        words=capfirst(state_words(event.state)),
    )


def _kinds(figures: Figures) -> Iterator[Kind]:
    for kind, states in outcomes_by_kind(figures.events).items():
        yield Kind(
            words=capfirst(str(EventKind(kind).label)),
            total=sum(states.values()),
            states=[State(BoardState(state), state_words(state), count) for state, count in states.items()],
        )


def _answered(figures: Figures) -> Iterator[Answered]:
    for response, events in responses(figures.hand_ins).items():
        mark, words = ANSWERED[response]
        cities = sorted(event.city for event in events)
        shown_cities = cities if len(cities) <= NAMED else [*cities[:NAMED], "…"]
        yield Answered(mark, capfirst(str(words)), len(cities), shown_cities)


def _texts(texts: Mapping[str, str]) -> Iterator[Words]:
    for code, text in texts.items():
        if text:
            info = get_language_info(code)
            yield Words(code, capfirst(info["name_local"]), "rtl" if info["bidi"] else "ltr", text)
