"""What a mail about an event would say to somebody made up: for a look at it before anybody gets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from events.choices import Answer, ReminderKind, Role
from events.models import Event
from events.queries.facts import filled_needs
from events.queries.notices import (
    PROMISING,
    WITH_CREW,
    Addresses,
    Change,
    Notice,
    RoleCount,
    initials,
    link_address,
)
from events.rules.cadence_settings import cadence_of
from events.rules.calls import BEFORE
from events.rules.mail_stops import TO_USERS

NO_TOKEN = "EXAMPLE"  # noqa: S105 - opens nothing, and says so
LED = frozenset({ReminderKind.REPORT_DUE, ReminderKind.REPORT_AGAIN})


def specimen(event: Event, kind: ReminderKind, *, language: str, is_discreet: bool, now: datetime) -> Notice:
    """Return the notice of `kind` about `event` as it stands, to nobody: its links open nothing. Two queries."""
    links = link_address(NO_TOKEN)
    leads = event.assignments.filter(role=Role.LEAD, answer=Answer.YES).order_by("pk")
    lead = leads.values_list("activist__name", flat=True).first()
    crew = tuple(_crew(event)) if kind in WITH_CREW else ()
    notice = Notice(
        kind=kind,
        event=event,
        section=event.section,
        language=language,
        is_discreet=is_discreet or event.discreet,
        initial="A",
        reader_zone="",
        now=now,
        roles=(Role.LEAD if kind in LED else Role.PARTICIPANT,),
        is_unanswered=kind in (ReminderKind.ASKED, ReminderKind.NUDGE),
        lead=initials(lead) if lead else "",
        change=Change(event.starts_wall - timedelta(hours=1), now) if kind == ReminderKind.MOVED else None,
        promised=_promised(event) if kind in PROMISING else (),
        crew=crew,
        lacks_lead=not lead,
        addresses=Addresses(answer=links, report=links if kind in LED else "", stop=links, mine=links),
    )
    if kind not in TO_USERS:
        return notice
    missing = tuple(role for role in crew if role.yes < role.wanted)
    return replace(notice, crew=(), missing=missing, addresses=Addresses(page=event.get_absolute_url()))


def _promised(event: Event) -> tuple[ReminderKind, ...]:
    """Return what follows a mail that goes out early enough."""
    return tuple(kind for kind in BEFORE if kind not in cadence_of(event.campaign.cadence).off)


def _crew(event: Event) -> Iterable[RoleCount]:
    for need in filled_needs().filter(event=event).order_by("pk"):
        yield RoleCount(need.role, need.wanted, need.yes)
