"""Figures as a document: read back unchanged, one digest whatever a database did to the order."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from events.rules.press import Figure, Figures, Try
from events.rules.press_document import Document, digest_of, document_of, figures_in, written
from tests.events.rules.press_figures import NOW, event, figures


def some() -> Figures:
    """Return figures in which every field says something."""
    return figures(
        event(attempts=(Try("refused", "refused"), Try("nobody", "left")), state="delivered", quote="“Nous”",
              signatures=10_518, turnout_low=20, turnout_high=25, reported_at=NOW),
        event("台北", "TW", kind="stunt"),
        counted=Figure(517_280, 23, NOW - timedelta(hours=1)),
        handed_over=Figure(10_518, 1, NOW),
    )  # fmt: skip


def document(told: Figures) -> Document:
    return document_of(told, title="A campaign", target="Russia", day_of_action=date(2017, 6, 2))


def test_figures_are_read_back_unchanged() -> None:
    assert figures_in(document(some())) == some()


def test_figures_are_read_back_from_json() -> None:
    assert figures_in(json.loads(written(document(some())))) == some()


def test_digest_is_that_of_the_file() -> None:
    assert digest_of(document(some())) == hashlib.sha256(written(document(some()))).hexdigest()


def test_order_of_names_does_not_change_the_digest() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(value)}
        return list(map(turned, value)) if isinstance(value, list) else value

    assert digest_of(turned(document(some()))) == digest_of(document(some()))


def test_any_change_changes_the_digest() -> None:
    changed = document(some())
    changed["events"][0]["signatures"] += 1
    assert digest_of(changed) != digest_of(document(some()))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_readers_language_does_not_change_it(language: str) -> None:
    with translation.override(language):
        spoken = document(some())
    assert spoken == document(some())
    assert spoken["text"]["en"].startswith("Hand-in in 1 city of 1 country")
