"""How the board says what needs somebody now: a title, one line of why and how long, one button, one link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.choices import BoardState, Doubt, Role
from events.queries.board import Board
from events.queries.board_rows import BoardRow
from events.rules.needs import Concern, doubts
from events.rules.wording import listed
from events.templatetags.handins_tags import event_address, span
from events.views.board_words import day_words, moment_words, waiting_words


@dataclass(frozen=True)
class NeedWords:
    """One need as _parts/need.html takes it."""

    state: BoardState
    title: str
    why: str
    action: str
    action_url: str
    link: str
    link_url: str


def needs_of(board: Board, *, now: datetime) -> list[NeedWords]:
    """Return the needs in the board's order. Who may not act on an event is led to its section instead."""
    return [_words(row, call.concern, now=now) for row, call in board.calls]


def _words(row: BoardRow, concern: Concern, *, now: datetime) -> NeedWords:
    title, why = WORDS[concern](row, now)
    (action, action_url), (link, link_url) = _ways(row, concern)
    return NeedWords(row.state, title, why, action, action_url, link, link_url)


Way = tuple[str, str]


def _ways(row: BoardRow, concern: Concern) -> tuple[Way, Way]:
    """Return the button and the link."""
    page = event_address(row.public_id)
    if not row.is_changeable:
        section = _address("accounts:section", row.section_slug)
        return (_("Open the event"), page), (_("Ask %(section)s") % {"section": row.section}, section)
    return _button(row, concern), _link(row, concern, page)


BUTTONS = {
    Concern.NO_LEAD: (gettext_lazy("Assign a lead"), "event_assign", f"?role={Role.LEAD}"),
    Concern.LEAD_SILENT: (gettext_lazy("Ask somebody else"), "event_assign", f"?role={Role.LEAD}"),
    Concern.PEOPLE_MISSING: (gettext_lazy("Assign"), "event_assign", ""),
    Concern.MAIL_FAILING: (gettext_lazy("See which"), "event", "#mail"),
    Concern.NO_SIGN: (gettext_lazy("See whom to call"), "event", ""),
    Concern.DOUBTFUL_REPORT: (gettext_lazy("Correct or confirm"), "event_outcome", ""),
    Concern.REPORT_LATE: (gettext_lazy("Record outcome"), "event_outcome", ""),
    Concern.NO_NEXT_ATTEMPT: (gettext_lazy("Record next attempt"), "event_attempt", ""),
}
"""{concern: (verb, page of the event, rest of its address)}"""


@lru_cache(maxsize=4096)
def _address(name: str, key: UUID | str) -> str:
    return reverse(name, args=[key])


def _button(row: BoardRow, concern: Concern) -> Way:
    verb, name, rest = BUTTONS[concern]
    if concern == Concern.PEOPLE_MISSING:
        rest = f"?role={_missing(row)[0]}"
    return str(verb), _address(f"events:{name}", row.public_id) + rest


def _link(row: BoardRow, concern: Concern, page: str) -> Way:
    if concern == Concern.NO_NEXT_ATTEMPT:
        return _("Give up"), _address("events:event_give_up", row.public_id)
    if concern == Concern.NO_SIGN:
        return _("Record outcome"), _address("events:event_outcome", row.public_id)
    return _("Open the event"), page


# --- the words ----------------------------------------------------------------------------------------------------


def _starts(row: BoardRow, now: datetime) -> str:
    if row.starts_at <= now:
        return _("Under way.")
    return _("Starts in %(span)s.") % {"span": span(row.starts_at - now)}


def _missing(row: BoardRow) -> list[str]:
    return [role for role in row.crew.missing if role != Role.LEAD] or list(row.crew.missing)


def _no_lead(row: BoardRow, now: datetime) -> Way:
    why = _("No lead is assigned.")
    return _("%(city)s: nobody leads") % {"city": row.city}, f"{_starts(row, now)} {why}"


def _lead_silent(row: BoardRow, now: datetime) -> Way:
    assert row.lead_asked_at is not None
    asked = _("The lead was asked %(span)s ago.") % {"span": span(now - row.lead_asked_at)}
    return _("%(city)s: the lead has not answered") % {"city": row.city}, f"{_starts(row, now)} {asked}"


def _people_missing(row: BoardRow, now: datetime) -> Way:
    missing = {role: row.crew.missing[role] for role in _missing(row)}
    people = sum(missing.values())
    if len(missing) == 1 and people == 1:
        role = Role(next(iter(missing))).label
        return _("%(city)s: no %(role)s") % {"city": row.city, "role": role}, _starts(row, now)
    title = ngettext("%(city)s: %(n)d person missing", "%(city)s: %(n)d people missing", people)
    roles = listed(_("%(role)s (%(n)d)") % {"role": Role(role).label, "n": n} for role, n in missing.items())
    why = _("Missing: %(roles)s.") % {"roles": roles}
    return title % {"city": row.city, "n": people}, f"{_starts(row, now)} {why}"


def _mail_failing(row: BoardRow, now: datetime) -> Way:
    title = _("%(city)s: mail does not arrive") % {"city": row.city}
    people = ngettext("%(n)d person gets no reminder.", "%(n)d people get no reminder.", row.failing) % {
        "n": row.failing
    }
    return title, f"{people} {_starts(row, now)}"


def _no_sign(row: BoardRow, now: datetime) -> Way:
    title = _("%(city)s: no word since it began") % {"city": row.city}
    began = _("Began %(span)s ago, no attempt is recorded yet.") % {"span": span(now - row.starts_at)}
    return title, began


CONTRADICTIONS = frozenset(
    {Doubt.HANDED_OVER_THOUGH_REFUSED, Doubt.MORE_THAN_ALLOTTED, Doubt.MORE_THAN_COUNTED}
)


def _doubtful(row: BoardRow, now: datetime) -> Way:
    found = _doubts(row)
    if CONTRADICTIONS.intersection(found):
        title = _("%(city)s: the report contradicts itself")
    else:
        title = _("%(city)s: the report looks wrong")
    return title % {"city": row.city}, " ".join(str(doubt.label) for doubt in found)


def _doubts(row: BoardRow) -> list[Doubt]:
    assert row.report is not None
    return doubts(
        state=row.state,
        allotted=row.allotted,
        handed_over=row.report.handed_over,
        turnout_low=row.report.turnout_low,
        turnout_high=row.report.turnout_high,
        counted_then=row.report.counted_then,
        largest_then=row.report.largest_then,
    )


def _report_late(row: BoardRow, now: datetime) -> Way:
    late = {"city": row.city, "span": span(now - row.ends_at)}
    ended = {"city": row.city, "when": moment_words(row.ends_at, row.time_zone)}
    return _("%(city)s: report %(span)s late") % late, _("Ended %(when)s in %(city)s.") % ended


def _no_next_attempt(row: BoardRow, now: datetime) -> Way:
    waiting = f"{waiting_words(row.allotted)}. " if row.allotted else ""
    if row.next_attempt_at is not None:
        return _("%(city)s: the next attempt is overdue") % {"city": row.city}, waiting + _(
            "Its day has passed."
        )
    at = row.last_attempt_at or row.ends_at
    refused = _("Refused on %(day)s; no next attempt is planned.") % {"day": _local_day(at, row)}
    return _("%(city)s: no way in yet") % {"city": row.city}, waiting + refused


def _local_day(instant: datetime, row: BoardRow) -> str:
    return day_words(instant.astimezone(ZoneInfo(row.time_zone)).date())


WORDS: dict[Concern, Callable[[BoardRow, datetime], Way]] = {
    Concern.NO_LEAD: _no_lead,
    Concern.LEAD_SILENT: _lead_silent,
    Concern.PEOPLE_MISSING: _people_missing,
    Concern.MAIL_FAILING: _mail_failing,
    Concern.NO_SIGN: _no_sign,
    Concern.REPORT_LATE: _report_late,
    Concern.DOUBTFUL_REPORT: _doubtful,
    Concern.NO_NEXT_ATTEMPT: _no_next_attempt,
}
