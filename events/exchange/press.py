"""Figures for the press on paper: CSV, XLSX, and the JSON that the digest is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from events.choices import BoardState, EventKind
from events.exchange.exports import csv_text
from events.exchange.sheets import XLSX, Sheet, xlsx_of
from events.rules.press import (
    Figure,
    Figures,
    PressEvent,
    cities_of,
    countries_of,
    outcomes_by_kind,
    refusals,
)
from events.rules.press_document import Document, figures_in, written

FORMS: Final = ("csv", "xlsx", "json")
Row = Sequence[object]


def press_file(document: Document, form: str, *, slug: str) -> HttpResponse:
    """Return the document as a download; `form` is one of FORMS. CSV has the events, XLSX all tables."""
    figures = figures_in(document)
    name = f"{slug}-{figures.as_of:%Y-%m-%dT%H%MZ}.{form}"
    content, content_type = _content(document, figures, form)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _content(document: Document, figures: Figures, form: str) -> tuple[str | bytes, str]:
    match form:
        case "json":
            return written(document), "application/json"
        case "xlsx":
            return xlsx_of(_sheets(document, figures), created_at=figures.as_of), XLSX
    return "\ufeff" + csv_text(_event_headings(), _event_rows(figures)), "text/csv; charset=utf-8"


def _sheets(document: Document, figures: Figures) -> Iterator[Sheet]:
    yield Sheet(_("Figures"), (_("What"), _("Number"), _("Sources"), _("Newest, UTC")), _numbers(figures))
    yield Sheet(_("Events"), _event_headings(), _event_rows(figures))
    yield Sheet(_("Outcomes"), (_("What"), _("State"), _("Events")), _outcomes(figures))
    yield Sheet(_("Quotes"), _quote_headings(), _quotes(figures))
    yield Sheet(_("Text"), (_("Language"), _("Text")), document["text"].items())


def _numbers(figures: Figures) -> Iterator[Row]:
    events, hand_ins = figures.standing, figures.hand_ins
    yield _("As of, UTC"), _instant(figures.as_of), "", ""
    if figures.is_demonstration:
        yield _("Demonstration data"), "", "", ""
    yield _("Hand-ins"), len(hand_ins), "", ""
    yield _("Cities with a hand-in"), cities_of(hand_ins), "", ""
    yield _("Countries with a hand-in"), countries_of(hand_ins), "", ""
    yield _("Missions that refused to meet"), sum(refusals(hand_ins).values()), "", ""
    yield _("Events of every kind"), len(events), "", ""
    yield _("Signatures counted"), *_origin(figures.counted)
    yield _("Signatures handed over"), *_origin(figures.handed_over)
    yield _("People, at least"), *_origin(figures.turnout[0])
    yield _("People, at most"), *_origin(figures.turnout[1])


def _origin(figure: Figure) -> Row:
    return figure.total, figure.sources, _instant(figure.newest_at)


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%MZ}" if at else ""


def _event_headings() -> Row:
    return (
        _("Title"), _("What"), _("City"), _("Country"), _("Day"), _("Mission"), _("State"), _("Outcome"),
        _("Signatures handed over"), _("People, at least"), _("People, at most"), _("Demonstration data"),
    )  # fmt: skip


def _event_rows(figures: Figures) -> Iterator[Row]:
    language = get_language()
    for event in figures.events:
        yield (
            event.title, _kind(event.kind, language), event.city, country_words(event.country), event.day.isoformat(),
            event.mission_words, state_words(event.state), event.headline, event.signatures, event.turnout_low,
            event.turnout_high, _made_up(event),
        )  # fmt: skip


def country_words(code: str) -> str:
    """Return a country's name in the reader's language, nothing where there is none."""
    return _country(code, get_language()) if code else ""


@lru_cache(maxsize=2_048)
def _country(code: str, _language: str | None) -> str:
    return str(countries.name(code))


def state_words(state: str) -> str:
    """Return the word of a state as the press reads it: what is ahead is ahead."""
    return _state(state, get_language())


@lru_cache(maxsize=256)
def _state(state: str, _language: str | None) -> str:
    return _("to come") if state == BoardState.READY else str(BoardState(state).label)


@lru_cache(maxsize=256)
def _kind(kind: str, _language: str | None) -> str:
    return str(EventKind(kind).label)


def _outcomes(figures: Figures) -> Iterator[Row]:
    for kind, states in outcomes_by_kind(figures.events).items():
        for state, count in states.items():
            yield capfirst(EventKind(kind).label), state_words(state), count


def _quote_headings() -> Row:
    return _("City"), _("Country"), _("Day"), _("Quote"), _("Demonstration data")


def _quotes(figures: Figures) -> Iterator[Row]:
    for event in figures.quotes:
        yield (
            event.city, country_words(event.country), event.day.isoformat(), event.quote,
            _made_up(event),
        )  # fmt: skip


def _made_up(event: PressEvent) -> str:
    return _("yes, made up") if event.is_demonstration else ""
