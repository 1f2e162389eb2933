"""Figures as a document: plain values for JSON, the very bytes that are hashed, and back. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import translation

from events.rules.press import Figure, Figures, PressEvent, Try
from events.rules.press_text import press_text

FORMAT: Final = 1
LANGUAGES: Final = ("en", "fr", "es", "ar")
"""What the short text is composed in."""
Document = dict[str, Any]


def document_of(figures: Figures, *, title: str, target: str, day_of_action: date) -> Document:
    """Return the figures with their campaign and their text in every language, ready for JSON."""
    return {
        "format": FORMAT,
        "campaign": {"title": title, "target": target, "day_of_action": day_of_action.isoformat()},
        "text": texts_of(figures),
        **_plain(vars(figures) | {"events": list(map(_told, figures.events))}),
    }


def _told(event: PressEvent) -> dict[str, Any]:
    """Return an event as a document has it; `asdict` would copy ten thousand of them piece by piece."""
    return vars(event) | {"attempts": list(map(vars, event.attempts))}


def texts_of(figures: Figures) -> dict[str, str]:
    """Return the short text by language."""
    return {language: _text(figures, language) for language in LANGUAGES}


def _text(figures: Figures, language: str) -> str:
    with translation.override(language):
        return " ".join(press_text(figures))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, Figure):
        return _plain(vars(value))
    return value.isoformat() if isinstance(value, date) else value  # an instant is a date, too


def figures_in(document: Mapping[str, Any]) -> Figures:
    """Return the figures of a document that `document_of` wrote."""
    return Figures(
        as_of=datetime.fromisoformat(document["as_of"]),
        events=tuple(map(_event, document["events"])),
        counted=_figure(document["counted"]),
        handed_over=_figure(document["handed_over"]),
        turnout=(_figure(document["turnout"][0]), _figure(document["turnout"][1])),
        is_demonstration=document["is_demonstration"],
    )


def _event(told: Mapping[str, Any]) -> PressEvent:
    return PressEvent(
        **{
            **told,
            "day": date.fromisoformat(told["day"]),
            "attempts": tuple(Try(**attempt) for attempt in told["attempts"]),
            "reported_at": _instant(told["reported_at"]),
        }
    )


def _figure(told: Mapping[str, Any]) -> Figure:
    return Figure(**{**told, "newest_at": _instant(told["newest_at"])})


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def written(document: Document) -> bytes:
    """Return the document as it is downloaded and hashed: one spelling, whatever a database did to the order."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def digest_of(document: Document) -> str:
    """Return the SHA-256 of the document as it is written."""
    return hashlib.sha256(written(document)).hexdigest()
