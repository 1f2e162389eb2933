"""How the board says what its query found: clocks, counts that filter, the day as a list. No database, no decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.choices import BoardState, OutcomeResult
from events.models import Campaign
from events.queries.board import SHOWN_STEPS, STATES, Board, Filters, Told
from events.queries.board_rows import BoardRow
from events.rules.wording import listed, state_beside
from events.templatetags.handins_tags import span, thousands

SOON = timedelta(hours=48)
"""Within this the day list counts down; further away the date says enough."""
NEXT_STEPS = timedelta(hours=24)
URGENCY = (
    *(BoardState.UNDER_WAY, BoardState.AWAITING_REPORT, BoardState.NOT_READY, BoardState.REFUSED),
    *(BoardState.READY, BoardState.DELIVERED, BoardState.HELD, BoardState.CANCELLED),
)
"""Which state speaks for several events that stand on one spot."""


# --- clocks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """The instant of the page: in UTC, as the reader's clock shows it (empty without a zone), and to the second."""

    utc: str
    yours: str
    seconds: str


def day_words(day: date) -> str:
    """Return "Thu 1 June"."""
    return date_format(day, pgettext("date, in Django's letters", "D j F"))


def short_day_words(day: date) -> str:
    """Return "1 Jun"."""
    return date_format(day, pgettext("short date, in Django's letters", "j M"))


def moment_words(instant: datetime, zone: str) -> str:
    """Return "Thu 1 June, 11:00" at a place."""
    local = instant.astimezone(ZoneInfo(zone))
    return _("%(day)s, %(time)s") % {"day": day_words(local.date()), "time": f"{local:%H:%M}"}


def clock_words(instant: datetime, zone: str) -> str:
    """Return "11:00" at a place."""
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def clock_of(now: datetime, *, zone: str) -> Clock:
    """Return `now` as the board's head shows it."""
    yours = ""
    if zone and zone != "UTC":
        city = zone.rpartition("/")[2].replace("_", " ")
        yours = _("%(time)s your time (%(city)s)") % {"time": clock_words(now, zone), "city": city}
    return Clock(utc=moment_words(now, "UTC"), yours=yours, seconds=f"{now:%H:%M:%S}")


# --- counts and filters -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StateCount:
    """How many events are in a state; the link narrows the lists to it, or widens them again."""

    state: BoardState
    count: int
    query: str
    is_active: bool

    @property
    def label(self) -> str:
        return state_beside(self.count, self.state)


def counts_of(board: Board, filters: Filters) -> list[StateCount]:
    """Return the counts as filter links. They count everything, so that a filter never hides what is wrong."""
    return [
        StateCount(
            state,
            board.counts[state],
            _query(filters, "" if filters.state == state else state),
            filters.state == state,
        )
        for state in STATES
    ]


def _query(filters: Filters, state: str) -> str:
    query = QueryDict(mutable=True)
    kept = asdict(replace(filters, state=state))
    query.update({name: value for name, value in kept.items() if value})
    return f"?{query.urlencode()}" if query else "?"


def state_counts_words(counts: Counter[BoardState]) -> str:
    """Return "1 refused, 3 ready" of several events that are drawn as one, the most urgent first."""
    return listed(
        f"{counts[state]} {state_beside(counts[state], state)}" for state in URGENCY if counts[state]
    )


def found_words(board: Board) -> str:
    """Return "6 events, 6 cities, 2 countries" of what is in view."""
    cities, countries = len(board.found_places), board.found_countries
    return listed(
        (
            ngettext("%(n)d event", "%(n)d events", board.found) % {"n": board.found},
            ngettext("%(n)d city", "%(n)d cities", cities) % {"n": cities},
            ngettext("%(n)d country", "%(n)d countries", countries) % {"n": countries},
        )
    )


def country_groups(rows: Sequence[BoardRow]) -> list[tuple[str, list[BoardRow]]]:
    """Return the events by country in the reader's language, then city; those without a country last."""
    names = {country: str(country.name) for country in {row.country for row in rows}}
    named = sorted(rows, key=lambda row: (not row.country, names[row.country], row.city, row.starts_at))
    groups = groupby(named, key=lambda row: names[row.country])
    return [(name or _("No country"), list(group)) for name, group in groups]


# --- the day ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayLine:
    """One line of the day: a date that begins, an event, or now (neither)."""

    day: date | None = None
    is_day_of_action: bool = False
    row: BoardRow | None = None
    utc: str = ""
    there: str = ""
    words: str = ""


def days_of(rows: Sequence[BoardRow], *, campaign: Campaign, now: datetime) -> list[DayLine]:
    """Return the events as one list in UTC, with a line where now stands between the past and the future."""
    lines: list[DayLine] = []
    is_now_told = False
    for day, of_day in groupby(rows, key=lambda row: row.starts_at.date()):
        lines.append(DayLine(day=day, is_day_of_action=day == campaign.day_of_action))
        for row in of_day:
            if row.starts_at > now and not is_now_told:
                is_now_told = True
                # now belongs before the date it has not reached
                lines.insert(len(lines) - (lines[-1].day is not None and day > now.date()), DayLine())
            lines.append(_line(row, now=now))
    return lines if is_now_told or not rows else [*lines, DayLine()]


def _line(row: BoardRow, *, now: datetime) -> DayLine:
    there = _("%(time)s there") % {"time": clock_words(row.starts_at, row.time_zone)}
    return DayLine(
        row=row, utc=clock_words(row.starts_at, "UTC"), there=there, words=state_words(row, now=now)
    )


def state_words(row: BoardRow, *, now: datetime) -> str:
    """Return what is worth saying beside the state: how long, how many, until when."""
    match row.state:
        case BoardState.NOT_READY | BoardState.READY:
            return _ahead(row, now=now)
        case BoardState.UNDER_WAY:
            return _("Until %(time)s there") % {"time": clock_words(row.ends_at, row.time_zone)}
        case BoardState.AWAITING_REPORT:
            return _("Ended %(time)s there") % {"time": clock_words(row.ends_at, row.time_zone)}
        case BoardState.DELIVERED:
            return handed_words(row.handed_over) if row.handed_over else ""
        case BoardState.REFUSED:
            return _refused(row)
        case BoardState.HELD:
            return _turnout(row)
    return ""


def short_words(row: BoardRow, *, now: datetime) -> str:
    """Return the same in about twenty letters, for a drawing without room; empty where nothing is shorter."""
    match row.state:
        case BoardState.NOT_READY | BoardState.READY if row.starts_at - now <= SOON:
            return _("In %(span)s") % {"span": span(row.starts_at - now)}
        case BoardState.DELIVERED if row.handed_over:
            return thousands(row.handed_over)
        case BoardState.AWAITING_REPORT:
            return _("report due")
    return ""


def _ahead(row: BoardRow, *, now: datetime) -> str:
    said = []
    if row.starts_at - now <= SOON:
        said.append(_("In %(span)s") % {"span": span(row.starts_at - now)})
    if row.crew.wanted:
        said.append(
            _("%(filled)d of %(wanted)d said yes") % {"filled": row.crew.filled, "wanted": row.crew.wanted}
        )
    return listed(said)


def handed_words(count: int) -> str:
    """Return "38,214 signatures handed over"."""
    words = ngettext("%(n)s signature handed over", "%(n)s signatures handed over", count)
    return words % {"n": thousands(count)}


def waiting_words(count: int) -> str:
    """Return "18,460 signatures wait"."""
    return ngettext("%(n)s signature waits", "%(n)s signatures wait", count) % {"n": thousands(count)}


def _refused(row: BoardRow) -> str:
    if row.report and row.report.result == OutcomeResult.GIVEN_UP:
        return _("Given up")
    return waiting_words(row.allotted) if row.allotted else ""


def _turnout(row: BoardRow) -> str:
    if row.report is None or (row.report.turnout_low is None and row.report.turnout_high is None):
        return ""
    low, high = row.report.turnout_low, row.report.turnout_high
    if low is not None and high is not None and low != high:
        return _("%(low)s–%(high)s people") % {"low": thousands(low), "high": thousands(high)}
    people = high if low is None else low
    return ngettext("%(n)s person", "%(n)s people", people or 0) % {"n": thousands(people)}


# --- what happens by itself, what was reported -------------------------------------------------------------------


def next_up(rows: Iterable[BoardRow], *, now: datetime) -> list[dict[str, str]]:
    """Return the next steps that need nobody: what begins and what ends within a day, at its UTC time."""
    steps = sorted(each for row in rows for each in _steps(row) if now < each[0] <= now + NEXT_STEPS)
    return [{"at": clock_words(at, "UTC"), "text": text} for at, text in steps[:SHOWN_STEPS]]


def _steps(row: BoardRow) -> Iterator[tuple[datetime, str]]:
    if row.state in (BoardState.READY, BoardState.NOT_READY):
        yield row.starts_at, _("%(city)s begins") % {"city": row.city}
    elif row.state == BoardState.UNDER_WAY:
        yield row.ends_at, _("%(city)s ends, the report link goes to the lead") % {"city": row.city}


def told_of(outcomes: Iterable[Told]) -> list[dict[str, object]]:
    """Return the latest outcomes in words: who vouches is a role, never a name."""
    return [
        {
            "row": told.row,
            "words": ". ".join(filter(None, (_came_of(told), state_words(told.row, now=told.row.ends_at)))),
            "by": _("Lead") if told.row.report and told.row.report.by_lead else _("Section"),
            "at": told.row.report.reported_at if told.row.report else None,
        }
        for told in outcomes
    ]


def _came_of(told: Told) -> str:
    """Return the headline; to whoever may not open the event, the state alone."""
    return told.headline or str(told.row.state.label).capitalize()
