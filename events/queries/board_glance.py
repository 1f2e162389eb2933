"""Every event of a board as a few small values: what is counted, grouped and chosen from. One query, however many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.utils.dateparse import parse_datetime

from events.choices import BoardState, EventKind, EventStatus, OutcomeResult
from events.models import Campaign, Event
from events.queries.board_rows import Reach
from events.queries.states import state_column
from events.rules.buckets import SLOT
from events.rules.needs import (
    FAR_OUT,
    LEAD_HORIZON,
    PEOPLE_HORIZON,
    REPORT_GRACE,
    SIGN_OF_LIFE,
    WIDEST_TURNOUT,
)


class Glance(NamedTuple):
    """One event: values as the database has them, since to convert one column takes as long as to read them all.

    `may_call` is not empty where the reader looks after the event and it may need somebody (`rules.needs.calls`
    decides). `reported` is an instant as this database writes it: they compare, and `instant` reads one.
    """

    id: int
    state: str
    kind: str
    country: str
    city: str
    section: str
    section_slug: str
    slot: int
    last_slot: int
    cell: int | None
    allotted: int | None
    handed: int | None
    reported: Any
    people: int
    yes: int
    silent: int
    no: int
    may_call: str

    @property
    def handed_over(self) -> int:
        """Signatures that reached the mission; a refusal hands over nothing, whatever the report says."""
        return (self.handed or 0) if self.state == BoardState.DELIVERED else 0


DELIVERED = Q(line__is_delivered=True)
REPORTED = Q(outcome__isnull=False)
READY = Q(line__lead_said_yes=True, line__lacks_people=False)


def glances(campaign: Campaign, *, reach: Reach, now: datetime) -> tuple[Glance, ...]:
    """Return the events of `campaign`'s board, in the order they begin."""
    columns = (
        *("pk", "state", "kind", "country", "city", "section__name", "section__slug"),
        *(
            "line__slot",
            "line__last_slot",
            "line__cell",
            "allotted_signatures",
            "outcome__signatures_handed_over",
        ),
        *("reported", "line__people", "line__yes", "line__silent", "line__no", "may_call"),
    )
    events = Event.objects.filter(on_board(campaign)).annotate(
        state=state_column(delivered=DELIVERED, reported=REPORTED, ready=READY, now=now),
        reported=ExpressionWrapper(F("outcome__reported_at"), output_field=TextField()),
        may_call=Case(
            When(_may_call(now) & Exists(reach.tended.filter(pk=OuterRef("pk"))), then=Value("1")),
            default=Value(""),
            output_field=TextField(),
        ),
    )
    return tuple(map(Glance._make, events.order_by("starts_at", "pk").values_list(*columns)))


def on_board(campaign: Campaign) -> Q:
    """Drafts are not on the board, nor drafts that were declined: nobody planned those."""
    return Q(campaign=campaign) & ~Q(status=EventStatus.DRAFT) & Q(planned_at__isnull=False)


def _may_call(now: datetime) -> Q:
    """Which events can have a call, as `rules.needs.calls` sees it; failing mails aside."""
    no_lead = Q(starts_at__lte=now + LEAD_HORIZON) & ~Q(line__lead_said_yes=True)
    too_few = Q(starts_at__lte=now + PEOPLE_HORIZON, line__lacks_people=True)
    unheard = Q(line__last_attempt_at__isnull=True) | Q(line__last_attempt_at__lt=F("starts_at"))
    unreported = (
        Q(starts_at__gt=now) & (no_lead | too_few)
        | Q(starts_at__lte=now - SIGN_OF_LIFE, ends_at__gt=now) & unheard
        | Q(ends_at__lte=now - REPORT_GRACE)
    )
    refused = Q(outcome__result=OutcomeResult.OPEN, kind=EventKind.HAND_IN)
    doubtful = Q(outcome__is_confirmed=False) & (
        Q(outcome__signatures_handed_over__gt=F("allotted_signatures"))
        | Q(outcome__signatures_handed_over__gt=F("outcome__counted_then"))
        | Q(outcome__turnout_high__gt=F("outcome__turnout_low") * WIDEST_TURNOUT)
        | Q(outcome__turnout_high__gt=F("outcome__largest_then") * FAR_OUT)
        | Q(outcome__isnull=False, kind=EventKind.HAND_IN)
        & Q(outcome__signatures_handed_over__gt=0)
        & ~DELIVERED
    )
    wanting = ~DELIVERED & (Q(outcome__isnull=True) & unreported | refused)
    return ~Q(status=EventStatus.CANCELLED) & Q(planned_at__lt=F("ends_at")) & (wanting | doubtful)


def deadline_slot(glance: Glance) -> int:
    """Return about when somebody should have acted: what calls can be ordered by before they are known."""
    if glance.state == BoardState.AWAITING_REPORT:
        return (glance.last_slot or 0) + int(REPORT_GRACE.total_seconds()) // SLOT
    return glance.slot or 0


def instant(reported: Any) -> datetime | None:
    """Return the instant that `Glance.reported` means."""
    if isinstance(reported, str):
        read = parse_datetime(reported)
        return read.replace(tzinfo=UTC) if read else None
    return reported
