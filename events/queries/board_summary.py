"""A campaign in numbers: events by state, places, signatures, people. Two queries, however many events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from events.choices import BoardState
from events.models import Campaign
from events.queries.asked import People
from events.queries.board_glance import Glance, glances, instant
from events.queries.board_rows import Reach
from events.queries.signatures import Counted, SectionCounts, counted, counts_by_section

FINISHED = frozenset({BoardState.DELIVERED, BoardState.REFUSED, BoardState.HELD})
STATES = tuple(state for state in BoardState if state != BoardState.DRAFT)
"""The states the board counts; drafts are their section's own business."""


@dataclass(frozen=True)
class HandedOver:
    """Signatures handed over, by how many reports, and those that still wait after a refusal."""

    total: int
    reports: int
    newest_at: datetime | None
    waiting: int


@dataclass(frozen=True)
class Summary:
    """Every event of a campaign at a glance, and what it adds up to."""

    campaign: Campaign
    glances: tuple[Glance, ...]
    signatures: tuple[SectionCounts, ...]

    @cached_property
    def counts(self) -> dict[BoardState, int]:
        """Events by state."""
        found = Counter(glance.state for glance in self.glances)
        return {state: found[state] for state in STATES}

    @cached_property
    def counted(self) -> Counted:
        """Signatures counted."""
        return counted(self.signatures)

    @property
    def finished(self) -> int:
        """Events with a report."""
        return sum(self.counts[state] for state in FINISHED)

    @property
    def standing(self) -> int:
        """Events that were not called off."""
        return len(self.glances) - self.counts[BoardState.CANCELLED]

    @property
    def share(self) -> int:
        """Per cent of the signatures counted that were handed over, rounded down."""
        return 100 * self.handed_over.total // self.counted.total if self.counted.total else 0

    @cached_property
    def places(self) -> frozenset[tuple[str, str]]:
        """Country and city of every event that was not called off."""
        return places_of(self.glances)

    @property
    def cities(self) -> int:
        """Places with an event that was not called off."""
        return len(self.places)

    @cached_property
    def countries(self) -> int:
        """Countries with an event that was not called off."""
        return countries_of(self.places)

    @cached_property
    def handed_over(self) -> HandedOver:
        """What reached missions."""
        refused = BoardState.REFUSED.value
        handed = [glance for glance in self.glances if glance.handed and glance.handed_over]
        return HandedOver(
            total=sum(glance.handed_over for glance in handed),
            reports=len(handed),
            newest_at=instant(max((glance.reported for glance in handed), default=None)),
            waiting=sum(each.allotted for each in self.glances if each.allotted and each.state == refused),
        )

    @cached_property
    def people(self) -> People:
        """Who was asked; of those who are forgotten by now, how many they were."""
        cancelled = BoardState.CANCELLED.value
        asked = [each for each in self.glances if each.state != cancelled and each.people]
        return People(
            everybody=self.campaign.frozen_everybody + sum(each.people for each in asked),
            yes=self.campaign.frozen_yes + sum(each.yes for each in asked),
            silent=self.campaign.frozen_silent + sum(each.silent for each in asked),
            no=self.campaign.frozen_no + sum(each.no for each in asked),
        )


def places_of(glances: Iterable[Glance]) -> frozenset[tuple[str, str]]:
    """Return country and city of every event that was not called off."""
    cancelled = BoardState.CANCELLED.value
    return frozenset((each.country, each.city) for each in glances if each.state != cancelled)


def countries_of(places: Iterable[tuple[str, str]]) -> int:
    """Return in how many countries these places are."""
    return len({country for country, _city in places if country})


def summary_of(campaign: Campaign, *, reach: Reach, now: datetime) -> Summary:
    """Return the numbers of `campaign`; two queries."""
    return Summary(
        campaign=campaign,
        glances=glances(campaign, reach=reach, now=now),
        signatures=tuple(counts_by_section(campaign, names=False)),
    )
