"""The lines of the board as the rows say they should be: five queries, however many events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Min, Q

from events.choices import DELIVERING_PETITIONS, Answer, CampaignStatus, Role
from events.models import Assignment, BoardLine, DeliveryAttempt, Event
from events.queries.facts import filled_needs
from events.queries.ids import Ids
from events.rules.buckets import cell_of, slot_of

COPIED: Final = tuple(field.name for field in BoardLine._meta.concrete_fields if not field.primary_key)
"""What a line holds beside its event."""
PLACE_AND_TIME: Final = ("starts_at", "ends_at", "latitude", "longitude")


def stale_lines(events: Collection[int]) -> Iterator[BoardLine]:
    """Yield the lines of these events that are missing or say something else than the rows, as they should be."""
    stored = BoardLine.objects.filter(pk__in=Ids(events)).in_bulk()
    for line in computed_lines(events):
        known = stored.get(line.event_id)
        if known is None or any(getattr(known, name) != getattr(line, name) for name in COPIED):
            yield line


def computed_lines(events: Collection[int]) -> Iterator[BoardLine]:
    """Yield what the board shows of these events, counted from their rows."""
    ids = Ids(events)
    needs, people, attempts = _needs(ids), _people(ids), _attempts(ids)
    found = Event.objects.filter(pk__in=ids).order_by("pk")
    for pk, starts_at, ends_at, *place in found.values_list("pk", *PLACE_AND_TIME):
        yield BoardLine(
            event_id=pk,
            slot=slot_of(starts_at),
            last_slot=slot_of(ends_at),
            cell=cell_of(*place),
            **_crew(needs[pk]),
            **people.get(pk, {}),
            **_chain(attempts[pk]),
        )


def ids_on_open_boards(*, after: int, limit: int) -> list[int]:
    """Return the ids above `after` of events of open campaigns, `limit` at most."""
    events = Event.objects.filter(campaign__status=CampaignStatus.OPEN, pk__gt=after)
    return list(events.order_by("pk").values_list("pk", flat=True)[:limit])


def _needs(ids: Ids) -> dict[int, list[tuple[str, int, int]]]:
    found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    of_events = filled_needs().filter(event__in=ids).order_by("pk")
    for event, role, wanted, yes in of_events.values_list("event", "role", "wanted", "yes"):
        found[event].append((role, wanted, yes))
    return found


def _crew(needs: list[tuple[str, int, int]]) -> dict[str, Any]:
    missing = {role: wanted - yes for role, wanted, yes in needs if yes < wanted}
    return {
        "wanted": sum(wanted for _role, wanted, _yes in needs),
        "filled": sum(min(wanted, yes) for _role, wanted, yes in needs),
        "lacks_people": bool(missing),
        "missing": missing,
    }


def _people(ids: Ids) -> dict[int, dict[str, Any]]:
    def persons(answer: str) -> Count:
        return Count("activist", distinct=True, filter=Q(answer=answer))

    leads = Q(role=Role.LEAD)
    asked = Assignment.objects.filter(event__in=ids).order_by().values_list("event")
    counted = asked.annotate(
        people=Count("activist", distinct=True),
        yes=persons(Answer.YES),
        silent=persons(Answer.ASKED),
        no=persons(Answer.NO),
        leads=Count("pk", filter=leads & Q(answer=Answer.YES)),
        lead_asked_at=Min("asked_at", filter=leads & Q(answer=Answer.ASKED)),
    )
    return {
        event: {
            "people": people,
            "yes": yes,
            "silent": silent,
            "no": no,
            "lead_said_yes": lead > 0,
            "lead_asked_at": lead_asked_at,
        }
        for event, people, yes, silent, no, lead, lead_asked_at in counted
    }


def _attempts(ids: Ids) -> dict[int, list[tuple[str, datetime, date | None]]]:
    found: dict[int, list[tuple[str, datetime, date | None]]] = defaultdict(list)
    made = DeliveryAttempt.objects.filter(event__in=ids).order_by("at", "id")
    for event, petition, at, due in made.values_list("event", "petition", "at", "next_due_on"):
        found[event].append((petition, at, due))
    return found


def _chain(attempts: list[tuple[str, datetime, date | None]]) -> dict[str, Any]:
    if not attempts:
        return {}
    _petition, last_at, next_due_on = attempts[-1]
    return {
        "is_delivered": any(petition in DELIVERING_PETITIONS for petition, _at, _due in attempts),
        "last_attempt_at": last_at,
        "next_due_on": next_due_on,
    }
