"""What a list says about one event, and what an event is made of it: where, when, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.fields import fold
from accounts.models import Activist, Section
from events.actions.placing import Placing, place_event
from events.models import Mission
from events.queries.listed import find_events_places, find_missions, find_people
from events.queries.places import Found, Spot
from events.rules import lifecycle
from events.rules.digests import digest_of
from events.rules.local_time import at_or_after_gap, resolve, wall_of

REPORT: Final = {
    "turnout_low": "turnout_low",
    "turnout_high": "turnout_high",
    "signatures": "signatures_handed_over",
    "summary": "summary",
}
"""{what the list says of how it went: column of Outcome}"""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a list says about one event, checked and cleaned. `row` is its row there, for messages.

    It begins at `wall` on the clocks of the place, or at `instant`. `ends` without `last_day` is the next time the
    clocks show it. `leads` are the hashes an address may be stored under.
    """

    title: str
    kind: str
    wall: datetime | None = None
    instant: datetime | None = None
    last_day: date | None = None
    ends: time | None = None
    city: str = ""
    mission: str = ""
    country: str = ""
    time_zone: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    meeting_point: str = ""
    visibility: str = ""
    leads: tuple[str, ...] = ()
    external_id: str = ""
    turnout_low: int | None = None
    turnout_high: int | None = None
    signatures: int | None = None
    summary: str = ""
    channel: str = ""
    reception: str = ""
    petition: str = ""
    row: int = field(default=0, compare=False)

    @property
    def key(self) -> str:
        """The id the event is found by again: the list's, else a digest of what, where and when."""
        return self.external_id or digest_of(self._lasting())

    def _lasting(self) -> Iterator[str]:
        yield from (fold(self.title), self.kind, fold(self.city), self.mission, self.country)
        yield from (fold(self.address), str(self.instant or self.wall))

    @property
    def report(self) -> dict[str, Any]:
        """What the list says of how it went, by column of Outcome."""
        said = {column: getattr(self, name) for name, column in REPORT.items()}
        return {column: value for column, value in said.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of one chunk speak of, read at once."""

    section: Section
    missions: Mapping[str, Sequence[Mission]]
    people: Mapping[str, Activist]
    places: Mapping[Spot, Found]

    def mission(self, facts: EventFacts) -> Mission | None:
        """Return the mission the row names. Raises ValidationError where there is none, or more than one."""
        found = [
            mission
            for mission in self.missions.get(facts.mission, ())
            if not facts.country or mission.host_country.code == facts.country
        ]
        if facts.mission and len(found) != 1:
            raise ValidationError(
                (_("There are several missions “%(mission)s”; name one by its external id.") if found
                 else _("There is no mission “%(mission)s”."))
                % {"mission": facts.mission[:80]}
            )  # fmt: skip
        return found[0] if found else None

    def lead(self, facts: EventFacts) -> Activist | None:
        """Return who leads. Raises ValidationError where the address is nobody's in the section."""
        found = [self.people[each] for each in facts.leads if each in self.people]
        if facts.leads and not found:
            raise ValidationError(_("lead_email is the address of nobody in this section."))
        return found[0] if found else None

    def spots(self, facts: EventFacts) -> list[Spot]:
        """Return where the row may mean, the likeliest first: the country it says, else ours, else any."""
        point = (
            None if facts.latitude is None or facts.longitude is None else (facts.latitude, facts.longitude)
        )
        hosts = {mission.host_country.code or "" for mission in self.missions.get(facts.mission, ())}
        countries = [facts.country] if facts.country else [*hosts, self.section.country.code or "", ""]
        return [Spot(facts.city, country, point) for country in dict.fromkeys(countries)]

    def placing(self, facts: EventFacts) -> Placing:
        """Return where the event is. Raises ValidationError."""
        spots = self.spots(facts) if facts.city else []
        found = [self.places[spot] for spot in spots if self.places[spot].place]
        zones = [self.places[spot].time_zone for spot in spots if spot.country == facts.country]
        place = found[0].place if found else None
        zone = "" if place else facts.time_zone or next(iter(zones), "")
        mission = self.mission(facts)
        if not (place or zone or mission):
            raise ValidationError(
                _("“%(city)s” is not in the list of cities: give its time_zone as well.")
                % {"city": facts.city}
            )
        return place_event(
            section=self.section,
            city=place or facts.city or None,
            look_up=False,
            mission=mission,
            country=facts.country,
            time_zone=zone,
            latitude=facts.latitude,
            longitude=facts.longitude,
            address=facts.address,
        )


def known_to(section: Section, rows: Sequence[EventFacts]) -> Known:
    """Read what `rows` speak of."""
    missions = find_missions({facts.mission for facts in rows if facts.mission})
    people = find_people(section, (each for facts in rows for each in facts.leads))
    known = Known(section, missions, people, {})
    spots = {spot for facts in rows if facts.city for spot in known.spots(facts)}
    return Known(section, missions, people, find_events_places(spots))


@dataclass(frozen=True, slots=True)
class Span:
    """When an event is: what the clocks on the spot show at its start, and both ends as instants."""

    wall: datetime
    fold: int
    starts_at: datetime
    ends_at: datetime


def span_of(facts: EventFacts, zone: str) -> Span:
    """Return when the event is. Raises ValidationError for a time that is none there, or two."""
    wall = wall_of(facts.instant, zone) if facts.instant else facts.wall
    assert wall is not None, "a row names a time"
    bare = wall.replace(fold=0, second=0, microsecond=0)
    starts_at = resolve(wall=bare, zone=zone, fold=wall.fold if facts.instant else None)
    ends_at = _end(facts, bare, zone, starts_at)
    lifecycle.refuse_bad_end(starts_at=starts_at, ends_at=ends_at)
    return Span(bare, wall.fold, starts_at, ends_at)


def _end(facts: EventFacts, wall: datetime, zone: str, starts_at: datetime) -> datetime:
    last = facts.last_day or wall.date()
    if facts.ends is None:
        of_last_day = at_or_after_gap(wall=datetime.combine(last, wall.time()), zone=zone)
        return (of_last_day if last != wall.date() else starts_at) + lifecycle.DEFAULT_LENGTH
    ends = datetime.combine(last, facts.ends)
    if facts.last_day is None and ends <= wall:
        ends += timedelta(days=1)
    return resolve(wall=ends, zone=zone)
