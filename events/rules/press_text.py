"""The short text for the press, composed from the figures in the language that is active. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from events.choices import BoardState, EventKind
from events.rules.press import (
    CONSULATE,
    EMBASSY,
    OTHER,
    Figures,
    PressEvent,
    cities_of,
    countries_of,
    refusals,
)
from events.rules.wording import clauses, listed, thousands


def press_text(figures: Figures) -> list[str]:
    """Return the sentences, the most telling first; none while there is nothing to tell."""
    return list(_sentences(figures))


def _sentences(figures: Figures) -> Iterator[str]:
    if figures.hand_ins:
        yield _hand_ins(figures.hand_ins)
        yield from _came_of_it(figures)
    if others := [event for event in figures.standing if event.kind != EventKind.HAND_IN]:
        yield _others(others)
    if figures.counted.total:
        yield ngettext(
            "%(n)s signature was counted worldwide.",
            "%(n)s signatures were counted worldwide.",
            figures.counted.total,
        ) % {"n": thousands(figures.counted.total)}
    if figures.is_demonstration:
        yield _("This is a demonstration: most of these figures are made up.")


def _hand_ins(events: tuple[PressEvent, ...]) -> str:
    """Return "Hand-ins in 14 cities of 11 countries; 3 consulates refused to meet."."""
    where = {"cities": _cities(cities_of(events)), "countries": _countries(countries_of(events))}
    start = ngettext(
        "Hand-in in %(cities)s of %(countries)s", "Hand-ins in %(cities)s of %(countries)s", len(events)
    )
    refused = [_refused(word, count) for word, count in refusals(events).items()]
    return _("%(sentence)s.") % {"sentence": clauses((start % where, *refused))}


def _cities(n: int) -> str:
    return npgettext("hand-ins in", "%(n)s city", "%(n)s cities", n) % {"n": thousands(n)}


def _countries(n: int) -> str:
    return npgettext("cities of", "%(n)s country", "%(n)s countries", n) % {"n": thousands(n)}


def _refused(word: str, n: int) -> str:
    sentence = {
        CONSULATE: ngettext("%(n)s consulate refused to meet", "%(n)s consulates refused to meet", n),
        EMBASSY: ngettext("%(n)s embassy refused to meet", "%(n)s embassies refused to meet", n),
        OTHER: ngettext("%(n)s mission refused to meet", "%(n)s missions refused to meet", n),
    }[word]
    return sentence % {"n": thousands(n)}


def _came_of_it(figures: Figures) -> Iterator[str]:
    delivered = sum(event.state == BoardState.DELIVERED for event in figures.hand_ins)
    refused = sum(event.state == BoardState.REFUSED for event in figures.hand_ins)
    ended = [
        ngettext("%(n)s petition was delivered", "%(n)s petitions were delivered", delivered)
        % {"n": delivered}
        if delivered
        else "",
        ngettext("%(n)s petition was not taken", "%(n)s petitions were not taken", refused) % {"n": refused}
        if refused
        else "",
    ]
    if any(ended):
        said = clauses(filter(None, ended))
        yield _("So far: %(what)s.") % {"what": said}
    if handed_over := figures.handed_over.total:
        yield ngettext(
            "%(n)s signature was handed over.", "%(n)s signatures were handed over.", handed_over
        ) % {"n": thousands(handed_over)}


def _others(events: list[PressEvent]) -> str:
    """Return "Besides: 2 protests, 9 stunts."."""
    numbers = {kind: sum(event.kind == kind for event in events) for kind in EventKind.values}
    parts = [_of_kind(kind, n) for kind, n in numbers.items() if n]
    return _("Besides: %(events)s.") % {"events": listed(parts)}


def _of_kind(kind: str, n: int) -> str:
    words = {
        EventKind.PROTEST: ngettext("%(n)s protest", "%(n)s protests", n),
        EventKind.STUNT: ngettext("%(n)s stunt", "%(n)s stunts", n),
        EventKind.VIGIL: ngettext("%(n)s vigil", "%(n)s vigils", n),
        EventKind.OTHER: ngettext("%(n)s other action", "%(n)s other actions", n),
    }[EventKind(kind)]
    return words % {"n": thousands(n)}
