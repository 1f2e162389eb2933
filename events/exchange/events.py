"""Lists of events: tables that people keep, or public records of protests. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.fields import fold, keyed_hashes, normal_email
from events.actions.listed import EventFacts
from events.choices import Channel, EventKind, Petition, Reception, Visibility
from events.exchange.cells import Cells, trimmed
from events.exchange.columns import CheckedRow, Columns, Form, read_columns, without_twins
from events.exchange.tables import Row, UnreadableFile, read_table
from events.models import Event, Outcome
from events.queries.countries import country_code
from events.rules.local_time import zone_names
from events.rules.place_labels import is_no_place
from events.rules.turnout import MOST_PEOPLE, read_turnout
from events.rules.typed_dates import Moment, Order, is_serial, order_of, read_moment, read_times

REQUIRED: Final = ("title", "kind", "date")
FIELDS: Final = (
    *REQUIRED,
    "time",
    "ends",
    "end_date",
    "city",
    "country",
    "mission",
    "address",
    "latitude",
    "longitude",
    "time_zone",
    "meeting_point",
    "visibility",
    "lead_email",
    "external_id",
    "turnout",
    "turnout_low",
    "turnout_high",
    "signatures",
    "summary",
    "channel",
    "reception",
    "petition",
)
DATES: Final = ("date", "end_date")
LONGEST: Final = {
    name: getattr(Event._meta.get_field(name), "max_length", None) or 0
    for name in ("title", "city", "address", "meeting_point", "external_id", "time_zone")
} | {
    "kind": 40,
    "country": 120,
    "mission": 200,
    "lead_email": 254,
    "visibility": 40,
    **dict.fromkeys(("channel", "reception", "petition"), 40),
    "turnout": 4000,
    "summary": Outcome._meta.get_field("summary").max_length or 0,
}
NOWHERE: Final = (0.0, 0.0)
"""In the Gulf of Guinea: where programs put what they could not find."""
KINDS: Final = {kind.value: kind for kind in EventKind} | {"handin": EventKind.HAND_IN}
VISIBILITIES: Final = {each.value: each for each in Visibility}
ATTEMPT: Final = {
    "channel": Channel.values,
    "reception": Reception.values,
    "petition": Petition.values,
}


def read_events(
    data: bytes,
    *,
    encoding: str = "",
    dates: str = "",
    headings: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Iterator[CheckedRow[EventFacts]]:
    """Return the checked rows of a list of events.

    `headings` is {heading in the file: field}, `constants` {field: value of every row}; `dates` ("dmy", "mdy") says
    what the columns do not. Raises UnreadableFile, also while walking: a file that is cut off shows at its end.
    """
    table = read_table(data, encoding=encoding)
    columns = read_columns(table.headings, _form(), chosen=headings, constants=constants)
    if not {"city", "mission"} & {*columns.fields.values(), *columns.constants}:
        raise UnreadableFile(_("No column says where: name one of city, mission."), code="headings")
    order = Order(dates) if dates else _order(read_table(data, encoding=encoding).rows, columns)
    rows = (_checked(row, columns.said(row), order) for row in table.rows)
    return without_twins(rows, same=_("The same event stands in row %(first)d already."))


def _form() -> Form:
    return Form(
        fields=FIELDS,
        required=REQUIRED,
        no_field=_("Events have no field “%(name)s”. The fields are: %(fields)s."),
        no_list=_("This is no list of events: no column says %(missing)s. The file has: %(headings)s."),
    )


def _order(rows: Iterator[Row], columns: Columns) -> Order | None:
    """Read the dates of the whole file once: one row alone does not say what comes first."""
    said = (columns.said(row) for row in rows)
    try:
        return order_of(each[name] for each in said for name in DATES if name in each)
    except ValidationError as error:
        raise UnreadableFile(" ".join(error.messages), code="dates") from error


# --- what a row says ----------------------------------------------------------------------------------------------


def _checked(row: Row, said: Mapping[str, str], order: Order | None) -> CheckedRow[EventFacts]:
    if row.problem:
        return CheckedRow(row.number, None, (row.problem,))
    cells = Cells(said, LONGEST)
    facts = {
        "title": cells.required("title"),
        "kind": _choice(cells, "kind", KINDS),
        "visibility": _choice(cells, "visibility", VISIBILITIES) if said.get("visibility") else "",
        "meeting_point": cells.text("meeting_point", lines=9),
        "external_id": cells.text("external_id"),
        "leads": _leads(cells),
        **_place(cells),
        **_time(cells, order),
        **_report(cells),
    }
    if cells.problems:
        return CheckedRow(row.number, None, tuple(cells.problems), tuple(cells.notes))
    return CheckedRow(row.number, EventFacts(row=row.number, **facts), (), tuple(cells.notes))


def _choice(cells: Cells, name: str, choices: Mapping[str, Any]) -> str:
    text = cells.required(name)
    known = choices.get("_".join(fold(text).replace("-", " ").split()), "")
    if text and not known:
        cells.problems.append(
            _("%(name)s “%(said)s” is none of: %(known)s.")
            % {"name": name, "said": text[:40], "known": ", ".join(dict.fromkeys(map(str, choices.values())))}
        )
    return str(known)


def _leads(cells: Cells) -> tuple[str, ...]:
    """Return the hashes that the lead's address may be stored under; the address goes no further than this."""
    address = normal_email(trimmed(cells.text("lead_email").removeprefix("mailto:")))
    return tuple(keyed_hashes(address, "email")) if address else ()


def _place(cells: Cells) -> dict[str, Any]:
    city, mission, country = cells.text("city"), cells.text("mission"), cells.text("country")
    if not (city or mission):
        cells.problems.append(_("%(name)s is missing.") % {"name": "city"})
    if is_no_place(city):
        cells.problems.append(
            _("city “%(said)s” is not one place; an event is in one city.") % {"said": city[:40]}
        )
    code = country_code(country)
    if country and not code:
        cells.problems.append(_("country “%(said)s” is no country we know.") % {"said": country[:40]})
    zone = cells.text("time_zone")
    if zone and zone not in zone_names():
        cells.problems.append(
            _("time_zone “%(said)s” is none; a name looks like Europe/Brussels.") % {"said": zone[:40]}
        )
    point = cells.point()
    if point == NOWHERE:
        cells.notes.append(_("latitude and longitude 0, 0 are left out: nobody knew where it was."))
        point = (None, None)
    return {
        "city": city,
        "mission": mission,
        "country": code,
        "time_zone": zone,
        "address": cells.text("address", lines=9),
        "latitude": point[0],
        "longitude": point[1],
    }


def _time(cells: Cells, order: Order | None) -> dict[str, Any]:
    """Return the start as the place's clocks show it, or as an instant, and the end as far as the row names it."""
    moment = _moment(cells, "date", order)
    at, until = _clock(cells, "time")
    ends = _clock(cells, "ends")[0] or until
    if not cells.said.get("date"):
        cells.problems.append(_("%(name)s is missing.") % {"name": "date"})
    if moment and not (at or moment.at or moment.instant or cells.said.get("time")):
        cells.problems.append(_("%(name)s is missing.") % {"name": "time"})
    last = _moment(cells, "end_date", order)
    instant = moment.instant if moment and not at else None
    start = at or (moment.at if moment else None)
    return {
        "wall": datetime.combine(moment.day, start) if moment and start else None,
        "instant": instant,
        "last_day": last.day if last else None,
        "ends": ends or (last.at if last else None),
    }


def _moment(cells: Cells, name: str, order: Order | None) -> Moment | None:
    said = cells.said.get(name)
    if not said:
        return None
    try:
        moment = read_moment(said, order=order)
    except ValidationError as error:
        cells.problems += [f"{name}: {message}" for message in error.messages]
        return None
    if is_serial(said):
        cells.notes.append(
            _("%(name)s %(said)s is a spreadsheet's number of a day and read as %(date)s.")
            % {"name": name, "said": said, "date": moment.day.isoformat()}
        )
    return moment


def _clock(cells: Cells, name: str) -> tuple[time | None, time | None]:
    said = cells.said.get(name)
    try:
        return read_times(said) if said else (None, None)
    except ValidationError as error:
        cells.problems += [f"{name}: {message}" for message in error.messages]
        return None, None


def _report(cells: Cells) -> dict[str, Any]:
    """Return what the row says of how it went. A turnout in words nobody can count is left out and pointed out."""
    low, high = _number(cells, "turnout_low"), _number(cells, "turnout_high")
    text = cells.text("turnout")
    if text and low is None and high is None:
        try:
            turnout = read_turnout(text)
            low, high = turnout.low, turnout.high
        except ValidationError:
            cells.notes.append(_("turnout “%(said)s” is left out: it is no number.") % {"said": text[:40]})
    if low is not None and high is not None and low > high:
        low, high = high, low
    return {
        "turnout_low": low,
        "turnout_high": high,
        "signatures": _number(cells, "signatures"),
        "summary": cells.text("summary", lines=99),
        **_attempt(cells),
    }


def _attempt(cells: Cells) -> dict[str, str]:
    """Return how the handing over went, at the door unless another way is named."""
    said = {
        name: _choice(cells, name, dict(zip(choices, choices, strict=True)))
        for name, choices in ATTEMPT.items()
        if cells.said.get(name)
    }
    if ("reception" in said) != ("petition" in said):
        cells.problems.append(_("reception and petition go together: one is missing."))
    return said


def _number(cells: Cells, name: str) -> int | None:
    said = cells.said.get(name)
    if not said:
        return None
    try:
        number = read_turnout(said).low if not said.isdecimal() else int(said)
    except ValidationError:
        number = None
    if number is None or number > MOST_PEOPLE:
        cells.notes.append(
            _("%(name)s “%(said)s” is left out: it is no number.") % {"name": name, "said": said[:40]}
        )
        return None
    return number
