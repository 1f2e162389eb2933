"""Where the target state has missions, and where the campaign acts: country by country, section by section."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, QuerySet
from django_countries import countries

from accounts.fields import fold
from accounts.models import Section
from accounts.models.section import SectionCountry
from events.choices import EventStatus
from events.models import Campaign, Event, Mission
from events.queries.missions import is_state

STANDING = (EventStatus.PLANNED, EventStatus.DONE)


class Covered(StrEnum):
    """How far a country is."""

    PLANNED = "planned"
    ASKED = "asked"
    NONE = "none"


@dataclass(frozen=True)
class CoverageRow:
    """One host country: missions of the target there, the section that looks after it, events planned and drafted.

    `country` is an ISO code, empty for a host that has none. Drafts are counted where the reader may see them.
    """

    country: str
    host: str
    missions: int
    section: str
    section_slug: str
    planned: int
    drafted: int

    @property
    def covered(self) -> Covered:
        """How far it is."""
        return Covered.PLANNED if self.planned else Covered.ASKED if self.drafted else Covered.NONE


@dataclass(frozen=True)
class Coverage:
    """All host countries by name in the reader's language, and the sections that have no event in the campaign."""

    rows: tuple[CoverageRow, ...]
    idle: tuple[Section, ...]

    @property
    def counts(self) -> dict[Covered, int]:
        """Countries by how far they are."""
        found = Counter(row.covered for row in self.rows)
        return {state: found[state] for state in Covered}

    def narrowed(self, *, text: str, state: str) -> list[CoverageRow]:
        """Return the countries that hold `text` in their or their section's name, as far as `state`; "" is any."""
        wanted = fold(text)
        return [
            row
            for row in self.rows
            if wanted in fold(f"{row.host} {row.section}") and state in ("", row.covered)
        ]


def coverage_of(campaign: Campaign, *, visible: QuerySet[Event]) -> Coverage:
    """Return the coverage of `campaign` for a reader who may open the events `visible`; four queries."""
    missions = _missions(campaign)
    planned = _by_country(Event.objects.filter(campaign=campaign, status__in=STANDING))
    drafted = _by_country(visible.filter(campaign=campaign, status=EventStatus.DRAFT))
    sections = covering()
    hosts = {**{(code, ""): 0 for code in [*planned, *drafted] if code}, **missions}
    rows = [
        CoverageRow(
            country=code,
            host=str(countries.name(code)) if code else label,
            missions=number,
            section=sections[code].name if code in sections else "",
            section_slug=sections[code].slug if code in sections else "",
            planned=planned[code] if code else 0,
            drafted=drafted[code] if code else 0,
        )
        for (code, label), number in hosts.items()
    ]
    return Coverage(tuple(sorted(rows, key=lambda row: fold(row.host))), _idle(campaign))


def _missions(campaign: Campaign) -> dict[tuple[str, str], int]:
    """Return {(code, label): missions}; hosts with a code are told apart by it alone."""
    found: Counter[tuple[str, str]] = Counter()
    of_target = Mission.objects.filter(
        is_state("sending", campaign.target_country.code or campaign.target_label)
    ).order_by()
    for code, label, number in of_target.values_list("host_country", "host_label").annotate(n=Count("pk")):
        found[code, "" if code else label] += number
    return dict(found)


def _by_country(events: QuerySet[Event]) -> Counter[str]:
    return Counter(dict(events.order_by().values_list("country").annotate(n=Count("pk"))))


def covering() -> dict[str, Section]:
    """Return {ISO code: the section that covers the country}; one query."""
    return {row.country.code: row.section for row in SectionCountry.objects.select_related("section")}


def _idle(campaign: Campaign) -> tuple[Section, ...]:
    """National sections without a planned or done event in the campaign."""
    busy = Event.objects.filter(campaign=campaign, status__in=STANDING).values("section")
    return tuple(Section.objects.filter(is_international=False).exclude(pk__in=busy))
