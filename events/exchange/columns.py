"""Which column of a file is which field: by its heading, or as somebody says; constants; rows that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from accounts.fields import clean_text, fold
from events.exchange.cells import trimmed
from events.exchange.tables import Row, UnreadableFile

HEADINGS_SHOWN: Final = 300
"""Characters of the headings that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a list can say. `required` fields need a column or a constant.

    `no_field` and `no_list` are the sentences for a field it has not (name, fields) and for a file that lacks columns
    (missing, headings).
    """

    fields: tuple[str, ...]
    required: tuple[str, ...]
    no_field: str
    no_list: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What the rows of a file are read by."""

    fields: Mapping[str, str]
    """{heading: field}"""
    constants: Mapping[str, str] = field(default_factory=dict)

    def said(self, row: Row, **defaults: str) -> dict[str, str]:
        """Return what `row` says, by field: `defaults`, then its own cells, then the constants."""
        own = ((name, _clean(row.cells.get(heading, ""))) for heading, name in self.fields.items())
        return defaults | {name: value for name, value in own if value} | dict(self.constants)


def _clean(cell: str) -> str:
    """Return a cell without what could steer the terminal or the page that a sentence about it is shown on."""
    return trimmed(clean_text(cell, multiline=True))


def read_columns(
    headings: tuple[str, ...],
    form: Form,
    *,
    known: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Columns:
    """Return which of `headings` are fields of `form`: as `chosen`, else `known`, else what they say themselves.

    Raises UnreadableFile.
    """
    fields = _own_fields(headings, form) | dict(known or {}) | _chosen_fields(headings, chosen or {})
    columns = Columns(fields, dict(constants or {}))
    given = {*fields.values(), *columns.constants}
    _refuse_unknown(given, form)
    _refuse_missing(given, form, headings)
    return columns


def _own_fields(headings: tuple[str, ...], form: Form) -> dict[str, str]:
    """Return {heading: field} for the headings that say so themselves ("External ID" → external_id)."""
    plain = {heading: re.sub(r"[\s-]+", "_", fold(heading)) for heading in headings}
    return {heading: name for heading, name in plain.items() if name in form.fields}


def _chosen_fields(headings: tuple[str, ...], chosen: Mapping[str, str]) -> dict[str, str]:
    for heading in chosen:
        if heading not in headings:
            raise UnreadableFile(
                _("There is no column “%(heading)s”. The file has: %(headings)s.")
                % {"heading": heading, "headings": _shown(headings)},
                code="headings",
            )
    return dict(chosen)


def _refuse_unknown(given: set[str], form: Form) -> None:
    for name in sorted(given.difference(form.fields)):
        raise UnreadableFile(form.no_field % {"name": name, "fields": ", ".join(form.fields)}, code="fields")


def _refuse_missing(given: set[str], form: Form, headings: tuple[str, ...]) -> None:
    missing = [name for name in form.required if name not in given]
    if missing:
        raise UnreadableFile(
            form.no_list % {"missing": ", ".join(missing), "headings": _shown(headings)}, code="headings"
        )


def _shown(headings: tuple[str, ...]) -> str:
    shown = clean_text(", ".join(filter(None, headings)))
    return shown if len(shown) < HEADINGS_SHOWN else f"{shown[:HEADINGS_SHOWN]}…"


# --- checked rows -------------------------------------------------------------------------------------------------


class Keyed(Protocol):
    """Facts that know what they are found by again."""

    @property
    def key(self) -> str: ...

    @property
    def external_id(self) -> str: ...


Facts = TypeVar("Facts", bound=Keyed)


@dataclass(frozen=True, slots=True)
class CheckedRow(Generic[Facts]):
    """One row of a list: its facts, or why it is rejected. `notes` say what was left out of a good row."""

    number: int
    facts: Facts | None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def without_twins(rows: Iterable[CheckedRow[Facts]], *, same: str) -> Iterator[CheckedRow[Facts]]:
    """Reject a row that is an earlier one again: taking both would make every import change it twice.

    `same` is the sentence for a row without an external id that stands in row %(first)d already.
    """
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.facts.key, row.number) if row.facts else row.number
        if row.facts and first != row.number:
            yield CheckedRow(row.number, None, (_twin_problem(row.facts, first, same),))
        else:
            yield row


def _twin_problem(facts: Keyed, first: int, same: str) -> str:
    if not facts.external_id:
        return same % {"first": first}
    return _("external_id %(id)s stands in row %(first)d already.") % {
        "id": facts.external_id,
        "first": first,
    }
