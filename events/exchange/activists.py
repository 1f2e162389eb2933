"""Lists of activists. Reads only; no sentence about a file or a row repeats what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from accounts.actions.activists import LONGEST_EMAIL, LONGEST_PHONE
from accounts.actions.importing import ActivistFacts
from accounts.choices import Language
from accounts.fields import fold
from accounts.models import Activist
from events.exchange.cells import Cells, trimmed
from events.exchange.columns import CheckedRow, Form, read_columns
from events.exchange.tables import Row, UnreadableFile, read_table

REQUIRED: Final = ("name", "email")
FIELDS: Final = (*REQUIRED, "phone", "language", "discreet", "external_id")
LONGEST: Final = {
    "name": Activist._meta.get_field("name").max_length or 0,
    "email": LONGEST_EMAIL,
    "phone": LONGEST_PHONE,
    "language": 40,
    "discreet": 20,
    "external_id": Activist._meta.get_field("external_id").max_length or 0,
}
LANGUAGES: Final = (
    {language.value: language for language in Language}
    | {fold(language.label): language for language in Language}
    | {"french": Language.FRENCH, "spanish": Language.SPANISH, "arabic": Language.ARABIC}
)
YES: Final = frozenset({"1", "oui", "si", "true", "x", "y", "yes", "نعم"})
NO: Final = frozenset({"0", "false", "n", "no", "non", "لا"})


def read_activists(
    data: bytes,
    *,
    encoding: str = "",
    headings: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Iterator[CheckedRow[ActivistFacts]]:
    """Return the checked rows of a list of people.

    `headings` is {heading in the file: field}, `constants` {field: value of every row}. Raises UnreadableFile, also
    while walking: a file that is cut off shows at its end.
    """
    try:
        table = read_table(data, encoding=encoding)
        columns = read_columns(table.headings, _form(), chosen=headings, constants=constants)
    except UnreadableFile as error:
        if error.code != "headings":
            raise
        # In a file without headings the first person stands where they should be, and would be named.
        raise UnreadableFile(_no_list(), code="headings") from None
    return (_checked(row, columns.said(row)) for row in table.rows)


def _no_list() -> str:
    return _("This is no list of people: its first row has to name the columns, name and email among them.")


def _form() -> Form:
    return Form(
        fields=FIELDS,
        required=REQUIRED,
        no_field=_("People have no field “%(name)s”. The fields are: %(fields)s."),
        no_list=_no_list(),
    )


def _checked(row: Row, said: Mapping[str, str]) -> CheckedRow[ActivistFacts]:
    if row.problem:
        return CheckedRow(row.number, None, (row.problem,))
    cells = Cells(said, LONGEST)
    facts = ActivistFacts(
        row=row.number,
        name=cells.required("name"),
        email=trimmed(cells.required("email").removeprefix("mailto:")),
        phone=cells.text("phone"),
        language=_language(cells),
        discreet=_discreet(cells),
        external_id=cells.text("external_id"),
    )
    return CheckedRow(row.number, None if cells.problems else facts, tuple(cells.problems))


def _language(cells: Cells) -> str:
    """Return the code of the language; "fr-CA" is French."""
    said = fold(cells.text("language"))
    known = LANGUAGES.get(said) or LANGUAGES.get(said.replace("_", "-").partition("-")[0])
    if said and not known:
        cells.problems.append(_("language is none of: %(known)s.") % {"known": ", ".join(Language.values)})
    return known.value if known else ""


def _discreet(cells: Cells) -> bool | None:
    said = fold(cells.text("discreet"))
    if said and said not in YES | NO:
        cells.problems.append(_("discreet is neither yes nor no."))
    return said in YES if said else None
