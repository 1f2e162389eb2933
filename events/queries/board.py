"""Everything the board shows of a campaign, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from events.choices import BoardState, EventStatus
from events.models import Campaign, DeliveryAttempt
from events.queries.asked import People, people_of_campaign
from events.queries.board_rows import BoardRow, Reach, board_rows
from events.queries.signatures import Counted, SectionCounts, counted, counts_by_section
from events.rules.needs import Call, nearness
from events.rules.outcomes import headline

SHOWN_OUTCOMES = 5
FINISHED = frozenset({BoardState.DELIVERED, BoardState.REFUSED, BoardState.HELD})
STATES = tuple(state for state in BoardState if state != BoardState.DRAFT)
"""The states the board counts; drafts are their section's own business."""


@dataclass(frozen=True)
class Filters:
    """What the table is narrowed to; empty means everything."""

    state: str = ""
    section: str = ""
    kind: str = ""
    country: str = ""

    def match(self, row: BoardRow) -> bool:
        """Say whether `row` is shown."""
        return (
            self.state in ("", row.state)
            and self.section in ("", row.section_slug)
            and self.kind in ("", row.kind)
            and self.country in ("", row.country.code)
        )


@dataclass(frozen=True)
class HandedOver:
    """Signatures handed over, by how many reports, and those that still wait after a refusal."""

    total: int
    reports: int
    newest_at: datetime | None
    waiting: int


@dataclass(frozen=True)
class Told:
    """One of the latest outcomes. `headline` is empty where the reader may not open the event."""

    row: BoardRow
    headline: str


@dataclass(frozen=True)
class Board:
    """The board of one campaign at one instant, for one reader."""

    rows: tuple[BoardRow, ...]
    shown: tuple[BoardRow, ...]
    counts: dict[BoardState, int]
    calls: tuple[tuple[BoardRow, Call], ...]
    outcomes: tuple[Told, ...]
    signatures: tuple[SectionCounts, ...]
    counted: Counted
    handed_over: HandedOver
    people: People

    @property
    def finished(self) -> int:
        """Events with a report."""
        return sum(self.counts[state] for state in FINISHED)

    @property
    def standing(self) -> int:
        """Events that were not called off."""
        return len(self.rows) - self.counts[BoardState.CANCELLED]

    @property
    def share(self) -> int:
        """Per cent of the signatures counted that were handed over, rounded down."""
        return 100 * self.handed_over.total // self.counted.total if self.counted.total else 0

    @property
    def cities(self) -> int:
        """Places with an event that was not called off."""
        return len({(row.country.code, row.city) for row in self.rows if row.state != BoardState.CANCELLED})

    @property
    def countries(self) -> int:
        """Countries with an event that was not called off."""
        return len(
            {row.country.code for row in self.rows if row.country and row.state != BoardState.CANCELLED}
        )


def board_of(campaign: Campaign, *, reach: Reach, filters: Filters, now: datetime) -> Board:
    """Return the board of `campaign`: planned, done and called-off events, whoever they belong to; five queries."""
    rows = board_rows(_on_board(campaign), reach=reach, now=now)
    signatures = tuple(counts_by_section(campaign))
    return Board(
        rows=rows,
        shown=tuple(filter(filters.match, rows)),
        counts=_counts(rows),
        calls=_calls(rows, now=now),
        outcomes=_outcomes(rows),
        signatures=signatures,
        counted=counted(signatures),
        handed_over=_handed_over(rows),
        people=people_of_campaign(campaign),
    )


def _on_board(campaign: Campaign) -> Q:
    """Drafts are not on the board, nor drafts that were declined: nobody planned those."""
    return Q(campaign=campaign) & ~Q(status=EventStatus.DRAFT) & Q(planned_at__isnull=False)


def _counts(rows: Sequence[BoardRow]) -> dict[BoardState, int]:
    found = Counter(row.state for row in rows)
    return {state: found[state] for state in STATES}


def _calls(rows: Sequence[BoardRow], *, now: datetime) -> tuple[tuple[BoardRow, Call], ...]:
    called = [(row, call) for row in rows for call in row.calls]
    return tuple(sorted(called, key=lambda each: (nearness(each[1], now=now), each[0].city)))


def _handed_over(rows: Sequence[BoardRow]) -> HandedOver:
    handed = [row for row in rows if row.handed_over]
    return HandedOver(
        total=sum(row.handed_over for row in handed),
        reports=len(handed),
        newest_at=max((row.report.reported_at for row in handed if row.report), default=None),
        waiting=sum(row.allotted or 0 for row in rows if row.state == BoardState.REFUSED),
    )


def _outcomes(rows: Collection[BoardRow]) -> tuple[Told, ...]:
    reported = [(row.report.reported_at, row) for row in rows if row.report]
    latest = [row for _at, row in sorted(reported, key=lambda each: each[0], reverse=True)[:SHOWN_OUTCOMES]]
    headlines = _headlines([row for row in latest if row.is_visible])
    return tuple(Told(row, headlines.get(row.id, "")) for row in latest)


def _headlines(rows: Collection[BoardRow]) -> dict[int, str]:
    attempts: dict[int, list[DeliveryAttempt]] = {row.id: [] for row in rows}
    for attempt in DeliveryAttempt.objects.filter(event__in=attempts).order_by("at", "id"):
        attempts[attempt.event_id].append(attempt)
    return {
        row.id: str(headline(kind=row.kind, attempts=attempts[row.id], mission_kind=row.mission_kind))
        for row in rows
    }
