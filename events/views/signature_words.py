"""How allotted and handed-over signatures stand on a page, with what contradicts what, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events.queries.signatures import EventShare, SectionCounts, campaign_balances
from events.rules.signatures import Balance, Conflict, together

CONFLICTS = {
    Conflict.ALLOTTED_OVER_COUNTED: _("more allotted than counted"),
    Conflict.HANDED_OVER_ALLOTTED: _("more handed over than allotted"),
    Conflict.COUNTED_TWICE: _("the same count as another section’s, perhaps counted twice"),
}


@dataclass(frozen=True)
class SectionLine:
    """One section's balance."""

    section: str
    balance: Balance
    conflicts: Sequence[str]


@dataclass(frozen=True)
class EventLine:
    """One event's share."""

    share: EventShare
    conflicts: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """Balances as the page shows them, with the origin of what was allotted and handed over."""

    whole: Balance
    sections: Sequence[SectionLine]
    events: Sequence[EventLine]
    allotted_events: int
    reports: int
    newest_at: datetime | None

    @property
    def conflicts(self) -> int:
        """How many sections and events contradict themselves."""
        lines: list[SectionLine | EventLine] = [*self.sections, *self.events]
        return sum(bool(line.conflicts) for line in lines)

    @property
    def is_demonstration(self) -> bool:
        """Whether any report of it is made up."""
        return any(line.share.is_demonstration for line in self.events)


def balance_of(sections: Sequence[SectionCounts], shares: Sequence[EventShare]) -> Shown:
    """Return what `sections` counted against what events were allotted and handed over."""
    found = campaign_balances(sections, shares)
    names = {section.slug: section.section for section in sections} | {
        share.slug: share.section for share in shares
    }
    handed = [share for share in shares if share.handed_over]
    return Shown(
        whole=together(found.values()),
        sections=sorted(_sections(found, names), key=lambda line: line.section),
        events=[EventLine(share, _words(share.conflicts)) for share in shares],
        allotted_events=sum(share.allotted is not None for share in shares),
        reports=len(handed),
        newest_at=max((share.reported_at for share in handed if share.reported_at), default=None),
    )


def _sections(found: dict[str, Balance], names: dict[str, str]) -> Iterator[SectionLine]:
    for slug, balance in found.items():
        yield SectionLine(names[slug], balance, _words(balance.conflicts))


def _words(conflicts: Iterable[Conflict]) -> list[str]:
    return [str(CONFLICTS[conflict]) for conflict in conflicts]
