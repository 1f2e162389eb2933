"""Lists of missions: the public embassies list as it is published, or the template with any headings. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from accounts.fields import fold
from events.actions.missions import MissionFacts
from events.choices import MissionKind
from events.exchange.cells import Cells
from events.exchange.columns import CheckedRow, Form, read_columns, without_twins
from events.exchange.tables import (
    Row,
    Shape,
    Table,
    UnreadableFile,
    decode,
    is_sheet,
    read_table,
    read_text_table,
)
from events.models import Mission
from events.queries.countries import country_code, state_of

REQUIRED: Final = ("kind", "sending", "host")
FIELDS: Final = (
    *REQUIRED,
    "city",
    "name",
    "address",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
    "source",
    "external_id",
    "jurisdictions",
)

# The public extract of Wikidata: cut at ";" with nothing quoted, ids as addresses.
EMBASSIES_START: Final = "operator;operatorQID;jurisdictions;"
EMBASSIES_SHAPE: Final = Shape(separator=";", quoted=False)
EMBASSIES_FIELDS: Final = {"operator": "sending", "country": "host", "type": "kind", "QID": "external_id"}
EMBASSIES_SOURCE: Final = "Wikidata"
WIKIDATA_ADDRESS: Final = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(?=Q\d+$)")

# What lists call the kinds, beside our own words; the longest that occurs decides, none is "other".
KINDS: Final = {
    "apostolic nunciature": MissionKind.EMBASSY,  # of an embassy's rank: Vienna Convention 1961, article 14
    "assistant high commission": MissionKind.CONSULATE,
    "consular": MissionKind.CONSULATE,
    "de facto consulate": MissionKind.REPRESENTATIVE_OFFICE,
    "de facto embassy": MissionKind.REPRESENTATIVE_OFFICE,
    "government office": MissionKind.REPRESENTATIVE_OFFICE,
    "interests section": MissionKind.REPRESENTATIVE_OFFICE,
    "liaison office": MissionKind.REPRESENTATIVE_OFFICE,
    "trade office": MissionKind.REPRESENTATIVE_OFFICE,
    **{kind.value.replace("_", " "): kind for kind in MissionKind if kind != MissionKind.OTHER},
}
KINDS_LONGEST_FIRST: Final = sorted(KINDS, key=len, reverse=True)

COLUMN_OF: Final = {"sending": "sending_label", "host": "host_label"}
LONGEST: Final = {
    name: getattr(Mission._meta.get_field(COLUMN_OF.get(name, name)), "max_length", None) or 0
    for name in FIELDS
} | {"kind": 120}  # read, not stored


def read_missions(
    data: bytes,
    *,
    source: str,
    encoding: str = "",
    sending: str = "",
    headings: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Iterator[CheckedRow[MissionFacts]]:
    """Return the checked rows of a list of missions.

    `headings` is {heading in the file: field}, `constants` {field: value of every row}; `source` is for rows that
    name none; `sending` (ISO code) leaves out all other states' rows. Raises UnreadableFile, also while walking:
    a file that is cut off shows at its end.
    """
    table = _open(data, encoding=encoding)
    if set(EMBASSIES_FIELDS) <= set(table.headings):
        source = EMBASSIES_SOURCE
    known = EMBASSIES_FIELDS if set(EMBASSIES_FIELDS) <= set(table.headings) else {}
    columns = read_columns(table.headings, _form(), known=known, chosen=headings, constants=constants)
    rows = ((row, columns.said(row, source=source)) for row in table.rows)
    wanted = (
        (row, said) for row, said in rows if not sending or country_code(said.get("sending", "")) == sending
    )
    return without_twins(
        (_checked(row, said) for row, said in wanted),
        same=_("The same mission stands in row %(first)d already."),
    )


def _form() -> Form:
    return Form(
        fields=FIELDS,
        required=REQUIRED,
        no_field=_("Missions have no field “%(name)s”. The fields are: %(fields)s."),
        no_list=_("This is no list of missions: no column says %(missing)s. The file has: %(headings)s."),
    )


def _open(data: bytes, *, encoding: str) -> Table:
    if is_sheet(data):
        return read_table(data)
    text = decode(data, encoding=encoding)
    if not text.startswith(EMBASSIES_START):
        return read_text_table(text)
    if not text.endswith("\n"):  # its last column is the id: a shorter one would be another mission's
        raise UnreadableFile(
            _("The last row of the embassies list has no line end: the file is cut off."), code="cut"
        )
    return read_text_table(text, shape=EMBASSIES_SHAPE)


# --- what a row says ----------------------------------------------------------------------------------------------


def kind_of(text: str) -> MissionKind:
    """Return the kind that a list means by `text`; "other" for what we have no word for."""
    words = re.sub(r"[\s_-]+", " ", fold(text))
    return next((KINDS[known] for known in KINDS_LONGEST_FIRST if known in words), MissionKind.OTHER)


def _checked(row: Row, said: Mapping[str, str]) -> CheckedRow[MissionFacts]:
    if row.problem:
        return CheckedRow(row.number, None, (row.problem,))
    cells = Cells(said, LONGEST)
    sending_country, sending_label = state_of(cells.required("sending"))
    host_country, host_label = state_of(cells.required("host"))
    latitude, longitude = cells.point()
    facts = MissionFacts(
        row=row.number,
        kind=kind_of(cells.required("kind")),
        sending_country=sending_country,
        sending_label=sending_label,
        host_country=host_country,
        host_label=host_label,
        city=cells.text("city"),
        name=cells.text("name"),
        address=cells.text("address", lines=9),
        latitude=latitude,
        longitude=longitude,
        phone=cells.text("phone"),
        email=cells.email(),
        website=cells.website(),
        source=cells.text("source"),
        external_id=WIKIDATA_ADDRESS.sub("", cells.text("external_id")),
        jurisdictions=cells.listing("jurisdictions"),
    )
    return CheckedRow(
        row.number, None if cells.problems else facts, tuple(cells.problems), tuple(cells.notes)
    )
