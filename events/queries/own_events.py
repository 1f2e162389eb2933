"""What an activist sees of her own: events she is asked for, with her answer. Nobody else is in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Activist
from accounts.tokens import link_token
from events.choices import Answer, EventStatus, LinkPurpose, Role
from events.models import Assignment, Event, Link
from events.queries.notices import link_address

SHOWN_AFTER = timedelta(days=7)
"""So long an event stays on the page after its end; so long links to it work, at least."""
IN_CALENDAR = timedelta(days=60)
"""So long an event stays in the calendar after its end: programs that find it missing would delete it."""


@dataclass(frozen=True)
class OwnEvent:
    """One event, the roles asked for with the answers, and the address of the page to answer on."""

    event: Event
    roles: Sequence[str]
    answer: Answer
    address: str
    is_over: bool


def own_events(activist: Activist, *, now: datetime) -> list[OwnEvent]:
    """Return the events `activist` is asked for, soonest first; two queries."""
    asked: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in _assignments(activist, since=now - SHOWN_AFTER):
        asked[assignment.event_id].append(assignment)
    answering = Link.objects.filter(
        assignment__activist=activist,
        purpose=LinkPurpose.ANSWER,
        is_former=False,
        revoked_at=None,
        expires_at__gt=now,
    )
    links = {
        assignment: (pk, generation)
        for assignment, pk, generation in answering.values_list("assignment", "pk", "generation")
    }
    return [_own(rows, links, now=now) for rows in asked.values()]


def _own(rows: list[Assignment], links: dict[int, tuple[int, int]], *, now: datetime) -> OwnEvent:
    event = rows[0].event
    link = next((links[row.pk] for row in rows if row.pk in links), None)
    answers = {Answer(row.answer) for row in rows}
    return OwnEvent(
        event=event,
        roles=[str(Role(row.role).label) for row in rows],
        answer=next(answer for answer in (Answer.ASKED, Answer.YES, Answer.NO) if answer in answers),
        address=link_address(link_token(*link)) if link else "",
        is_over=event.ends_at <= now,
    )


def _assignments(activist: Activist, *, since: datetime) -> QuerySet[Assignment]:
    """Return the activist's assignments at events that are no draft and ended after `since`, soonest first."""
    found = activist.assignments.filter(event__ends_at__gt=since).exclude(event__status=EventStatus.DRAFT)
    return found.select_related("event__mission", "event__section").order_by("event__starts_at", "pk")


def calendar_events(activist: Activist, *, now: datetime) -> list[Event]:
    """Return the events of an activist's calendar: those she did not turn down, and that are not discreet."""
    found = _assignments(activist, since=now - IN_CALENDAR)
    wanted = {row.event_id: row.event for row in found if row.answer != Answer.NO and not row.event.discreet}
    return list(wanted.values())


def calendar_address(activist: Activist, *, now: datetime) -> str:
    """Return the address of the activist's calendar, blank where there is none."""
    calendars = activist.links.filter(purpose=LinkPurpose.CALENDAR, is_former=False, revoked_at=None)
    link = calendars.filter(expires_at__gt=now).first()
    return link_address(link_token(link.pk, link.generation)) if link else ""
