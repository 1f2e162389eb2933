"""Every catalogue says everything, keeps the placeholders and the tags, and is compiled as it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from babel.messages import Catalog

from handins import catalogues
from tests.house.walks import ROOT

NUMBERED_WITHOUT_A_NUMBER = {"fr": 1, "es": 1, "ar": 3}
"""{language: how many plural forms, from the first, stand for one number (none, one, two) and may leave it out}."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%s")
TAG = re.compile(r"</?[a-z]+")
ISOLATES, END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
OTHER_DIGITS = re.compile(r"[\u0660-\u0669\u06f0-\u06f9]")


@lru_cache(maxsize=len(catalogues.LANGUAGES))
def written(language: str) -> Catalog:
    return catalogues.stored(language)


def forms(message: Any) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string or "",)


def is_kept(message: Any, form: str, number: int, *, language: str, pattern: re.Pattern[str]) -> bool:
    """Say whether a form has what the text has. Which order is the language's own business."""
    text = message.id if isinstance(message.id, str) else message.id[1]
    wanted, found = sorted(pattern.findall(text)), sorted(pattern.findall(form))
    if isinstance(message.id, str) or number >= NUMBERED_WITHOUT_A_NUMBER[language]:
        return found == wanted
    return set(found) <= set(wanted)


def faults(catalogue: Catalog, language: str) -> Iterator[str]:
    """Yield what is wrong with the translations themselves."""
    for message in (message for message in catalogue if message.id):
        said = forms(message)
        is_plural = not isinstance(message.id, str)
        if message.fuzzy:
            yield f"doubtful: {message.id!r}"
        if not all(said) or (is_plural and len(said) != catalogue.num_plurals):
            yield f"not translated: {message.id!r}"
        for number, form in enumerate(filter(None, said)):
            if not all(
                is_kept(message, form, number, language=language, pattern=each) for each in (PLACEHOLDER, TAG)
            ):
                yield f"placeholders or tags differ: {message.id!r}: {form!r}"
            yield from (f"{fault}: {form!r}" for fault in faults_of(form))


def faults_of(form: str) -> Iterator[str]:
    """Yield what no translation may have, whatever it translates."""
    if "!" in form or "¡" in form:
        yield "exclamation mark"
    if OTHER_DIGITS.search(form):
        yield "digits are European everywhere"
    if sum(map(form.count, ISOLATES)) != form.count(END_OF_ISOLATE):
        yield "an isolate is not closed"


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_catalogue_is_complete_and_keeps_placeholders(language: str) -> None:
    assert list(faults(written(language), language)) == []


def marked_texts(source: str) -> Iterator[str]:
    """Yield every text that Python code marks for translation, also inside an f-string, where Babel sees none."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in catalogues.KEYWORDS
        ):
            place = 1 if "pgettext" in node.func.id else 0
            text = node.args[place] if len(node.args) > place else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def test_every_text_that_code_marks_is_in_the_catalogues() -> None:
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in written("fr")}
    texts = {
        text
        for package in ("accounts", "events", "handins")
        for path in sorted((ROOT / package).rglob("*.py"))
        for text in marked_texts(path.read_text())
    }
    assert texts - known == set()


def test_text_marked_within_an_f_string_is_found() -> None:
    source = """said = f"{_('No lead.')} {pgettext('of an event', 'held')}\""""
    assert list(marked_texts(source)) == ["No lead.", "held"]


@pytest.mark.long
def test_catalogues_have_exactly_the_texts_of_the_code_and_are_compiled() -> None:
    assert list(catalogues.problems()) == []


@pytest.mark.parametrize(
    ("text", "said", "fault"),
    [
        ("Save", "", "not translated"),
        ("%(n)s of %(all)s", "%(n)s sur", "placeholders or tags differ"),
        ("%(share)s %% <strong>now</strong>", "%(share)s %% maintenant", "placeholders or tags differ"),
        (("%(n)s day", "%(n)s days"), ("un jour", "jours"), "placeholders or tags differ"),
        ("Done.", "Fini !", "exclamation mark"),
        ("7 days", "٧ jours", "digits are European"),
        ("in %(city)s", "à \u2068%(city)s", "an isolate is not closed"),
    ],
)
def test_faults_are_found(text: Any, said: Any, fault: str) -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add(text, said)

    assert next(faults(catalogue, "fr")).startswith(fault)


def test_doubtful_translations_are_found() -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add("Save", "Enregistrer", flags={"fuzzy"})

    assert list(faults(catalogue, "fr")) == ["doubtful: 'Save'"]


def test_one_number_may_be_a_word() -> None:
    catalogue = Catalog(locale="fr")
    catalogue.add(("%(n)s day", "%(n)s days"), ("un jour", "%(n)s jours"))

    assert list(faults(catalogue, "fr")) == []


def test_arabic_counts_in_six_forms_as_django_does() -> None:
    catalogue = written("ar")

    assert catalogue.num_plurals == 6
    assert "n%100>=11 && n%100<=99 ? 4 : 5" in catalogue.plural_expr
