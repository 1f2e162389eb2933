"""Collects, checks and compiles translations: `python -m handins.catalogues update` or `check`. For development only.

Does in Python what makemessages and compilemessages do with GNU gettext, which few machines have. The compiled
catalogues are part of the repository: a user's machine compiles nothing.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.checkers import checkers
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parent.parent
LOCALE = BASE / "handins" / "locale"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
LANGUAGES = ("fr", "es", "ar")
ROOMS = ("handins", "accounts", "events", "templates")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


# --- collecting ---------------------------------------------------------------------------------------------------


def collected() -> Catalog:
    """Return every text the code marks for translation."""
    catalogue = Catalog(project="handins", charset="utf-8")
    for path in sorted(path for room in ROOMS for path in (BASE / room).rglob("*") if path.suffix in SOURCES):
        for _line, message, comments, context in _marked(path):
            catalogue.add(
                message, locations=[(str(path.relative_to(BASE)), 0)], auto_comments=comments, context=context
            )
    return catalogue


def _marked(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    source = SOURCES[path.suffix](path.read_text(encoding="utf-8"))
    yield from extract(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=["Translators:"]
    )


def _as_python(template: str) -> str:
    # The tokeniser minds indentation; what is left of a template has none that means anything.
    return "\n".join(line.strip() for line in templatize(template).splitlines())


SOURCES: dict[str, Callable[[str], str]] = {".py": str, ".html": _as_python, ".txt": _as_python}


# --- catalogues ---------------------------------------------------------------------------------------------------


def po_path(language: str) -> Path:
    """Return where the translations of `language` stand; the compiled ones stand beside them."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def stored(language: str) -> Catalog:
    """Return the catalogue of `language`, an empty one if there is none."""
    path = po_path(language)
    catalogue = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    # Nothing that changes by itself: the same texts make the same files.
    catalogue.project, catalogue.version, catalogue.charset = "handins", "1", "utf-8"
    catalogue.fuzzy, catalogue.last_translator, catalogue.msgid_bugs_address = False, "handins", "handins"
    catalogue.header_comment = f"# Translations of handins: {language}."
    catalogue.creation_date = catalogue.revision_date = LONG_AGO
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return `catalogue` as the runtime reads it, doubtful entries left out."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue, use_fuzzy=False)
    return buffer.getvalue()


def update() -> None:
    """Bring every catalogue up to the code's texts and compile it."""
    texts = collected()
    for language in LANGUAGES:
        catalogue = stored(language)
        catalogue.update(texts, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date = LONG_AGO
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, no_location=True)
        path.with_suffix(".mo").write_bytes(compiled(stored(language)))
        print(f"{language}: {share_translated(catalogue):.0%} of {len(catalogue)} texts")


def share_translated(catalogue: Catalog) -> float:
    """Return which share of the texts has a translation."""
    messages = [message for message in catalogue if message.id]
    return sum(_is_translated(message.string) for message in messages) / (len(messages) or 1)


def _is_translated(string: Any) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


# --- checking -----------------------------------------------------------------------------------------------------


def problems() -> Iterator[str]:
    """Yield what is wrong: texts a catalogue lacks, broken placeholders, a compiled file that is old."""
    texts = {(message.id, message.context) for message in collected() if message.id}
    for language in LANGUAGES:
        catalogue = stored(language)
        known = {(message.id, message.context) for message in catalogue if message.id}
        if texts != known:
            yield f"{language}: {len(texts - known)} texts missing, {len(known - texts)} too many (make translations)"
        for message in catalogue:
            yield from (f"{language}: {message.id!r}: {error}" for error in _broken(catalogue, message))
        mo = po_path(language).with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != compiled(catalogue):
            yield f"{language}: the compiled catalogue is not the one of django.po (make translations)"


def _broken(catalogue: Catalog, message: Any) -> Iterator[str]:
    if not message.id or not _is_translated(message.string):
        return
    for checker in checkers:
        try:
            checker(catalogue, message)
        except Exception as error:  # noqa: BLE001, babel's own error type differs between its versions
            yield str(error)


def main(arguments: list[str]) -> int:
    settings.configure()  # templatize asks for the template settings; the defaults do
    if arguments == ["update"]:
        update()
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    found = list(problems())
    shares = ", ".join(f"{language} {share_translated(stored(language)):.0%}" for language in LANGUAGES)
    print("\n".join(found) or f"Catalogues are up to date and compiled; translated: {shares}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
