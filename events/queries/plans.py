"""Where a day of action could be: the target's missions by section and country, and what a plan made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count
from django_countries import countries

from accounts.audit import acted_on_again
from accounts.fields import fold
from accounts.models import Section
from events.choices import EventStatus, MissionKind
from events.models import Campaign, Change, Event, Mission
from events.queries.coverage import covering
from events.queries.missions import MissionFilters, find_missions

RANKS: Final = {
    kind: rank
    for rank, kind in enumerate(
        (
            MissionKind.EMBASSY,
            MissionKind.HIGH_COMMISSION,
            MissionKind.CONSULATE_GENERAL,
            MissionKind.CONSULATE,
            MissionKind.REPRESENTATIVE_OFFICE,
            MissionKind.HONORARY_CONSULATE,
            MissionKind.PERMANENT_MISSION,
            MissionKind.OTHER,
        )
    )
}
"""Which of a country's missions speaks for the state first. One to an organisation speaks to nobody outside."""
NO_SECTION: Final = "-"
"""Stands for the countries no section covers; no slug looks so."""


@dataclass(frozen=True)
class Candidate:
    """One mission of the target. `event`: what the campaign has there already; `is_declined`: a draft was cancelled.

    `host` is in the reader's language. `is_reached`: the campaign has an event somewhere in the country.
    """

    mission: Mission
    section: Section | None
    host: str
    event: Event | None
    is_declined: bool
    is_reached: bool

    @property
    def public_id(self) -> UUID:
        """The mission's."""
        return self.mission.public_id


@dataclass(frozen=True)
class Line:
    """One mission as the page lists it."""

    candidate: Candidate
    is_ticked: bool


@dataclass(frozen=True)
class Host:
    """A host country with its missions."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """What one section would get; None: no section covers these countries."""

    section: Section | None
    hosts: tuple[Host, ...]

    @property
    def ticked(self) -> int:
        """Missions ticked."""
        return sum(line.is_ticked for host in self.hosts for line in host.lines)

    @property
    def total(self) -> int:
        """Missions listed."""
        return sum(len(host.lines) for host in self.hosts)


def candidates(campaign: Campaign) -> list[Candidate]:
    """Return every mission of the campaign's target, countries without a section first; three queries."""
    sections, events = covering(), _events(campaign)
    reached = {event.country.code for event in events if event.status != EventStatus.CANCELLED}
    by_mission: dict[int | None, list[Event]] = defaultdict(list)
    for event in events:
        by_mission[event.mission_id].append(event)
    of_target = find_missions(MissionFilters(sending=campaign.target_country.code or campaign.target_label))
    found = [_candidate(mission, sections, by_mission[mission.pk], reached=reached) for mission in of_target]
    return sorted(found, key=_place)


def _events(campaign: Campaign) -> list[Event]:
    held = Event.objects.filter(campaign=campaign).only("public_id", "status", "country", "mission")
    return list(held.order_by("pk"))


def _candidate(
    mission: Mission, sections: dict[str, Section], events: Sequence[Event], *, reached: Collection[str]
) -> Candidate:
    code = mission.host_country.code or ""
    standing = [event for event in events if event.status != EventStatus.CANCELLED]
    return Candidate(
        mission=mission,
        section=sections.get(code),
        host=str(countries.name(code)) if code else mission.host_label,
        event=standing[0] if standing else None,
        is_declined=bool(events) and not standing,
        is_reached=bool(code) and code in reached,
    )


def _place(one: Candidate) -> tuple[bool, str, str, str, int, int]:
    section = fold(one.section.name) if one.section else ""
    mission = one.mission
    return (
        one.section is not None,
        section,
        fold(one.host),
        fold(mission.city),
        RANKS[MissionKind(mission.kind)],
        mission.pk,
    )


def narrowed(found: Iterable[Candidate], *, text: str, kind: str, section: str) -> list[Candidate]:
    """Return the candidates that fit; `text` in city, mission, country or section; `section` a slug, or NO_SECTION.

    Blank fits all.
    """
    by_text = set(find_missions(MissionFilters(text=text)).values_list("pk", flat=True)) if text else set()
    return [
        one
        for one in found
        if (not text or one.mission.pk in by_text or fold(text) in fold(f"{one.host} {one.section or ''}"))
        and kind in ("", one.mission.kind)
        and section in ("", one.section.slug if one.section else NO_SECTION)
    ]


def one_per_country(found: Iterable[Candidate]) -> set[UUID]:
    """Return the first mission of each country with a section in which nothing is planned or was declined."""
    firsts: dict[str, Candidate] = {}
    declined: set[str] = set()
    for one in found:
        code = one.mission.host_country.code or ""
        if one.is_declined:
            declined.add(code)
        if one.section is None or one.is_reached:
            continue
        known = firsts.get(code)
        if known is None or RANKS[MissionKind(one.mission.kind)] < RANKS[MissionKind(known.mission.kind)]:
            firsts[code] = one
    return {one.public_id for code, one in firsts.items() if code not in declined}


def grouped(found: Iterable[Candidate], *, ticked: Collection[UUID]) -> list[Group]:
    """Return the candidates, in their order, by section and country."""
    groups: dict[Section | None, dict[str, list[Line]]] = {}
    for one in found:
        line = Line(one, one.event is None and one.public_id in ticked)
        groups.setdefault(one.section, {}).setdefault(one.host, []).append(line)
    return [
        Group(section, tuple(Host(name, tuple(lines)) for name, lines in hosts.items()))
        for section, hosts in groups.items()
    ]


def taken(campaign: Campaign, missions: Collection[Mission]) -> set[int]:
    """Return the ids of those missions at which the campaign has an event that is not cancelled."""
    held = Event.objects.filter(campaign=campaign, mission__in=missions)
    return set(held.exclude(status=EventStatus.CANCELLED).values_list("mission", flat=True))


# --- what a plan made ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """What a section got of a plan, by state."""

    section: str
    slug: str
    drafts: int
    planned: int
    cancelled: int


def shares_of(change: Change) -> list[Share]:
    """Return what is left of a plan by section; one query."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    counted = change.events.order_by("section__name").values_list("section__name", "section__slug", "status")
    for name, slug, status, n in counted.annotate(n=Count("pk")):
        found[name, slug][status] = n
    return [
        Share(
            section=name,
            slug=slug,
            drafts=states.get(EventStatus.DRAFT, 0),
            planned=states.get(EventStatus.PLANNED, 0) + states.get(EventStatus.DONE, 0),
            cancelled=states.get(EventStatus.CANCELLED, 0),
        )
        for (name, slug), states in found.items()
    ]


def touched(change: Change) -> set[UUID]:
    """Return the public ids of the plan's events that somebody did something to."""
    return acted_on_again(change.events.values("public_id"))
