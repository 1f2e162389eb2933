"""What is done to missions: many from a list at once, or one by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.imported import Imported
from accounts.audit import Actor, record
from accounts.fields import fold
from accounts.models import Section
from events.choices import MissionKind
from events.models import Mission
from events.queries.countries import country_name
from events.queries.places import Found, Spot, find_places
from events.rules.addresses import is_web_address
from events.rules.digests import digest_of
from events.rules.local_time import zone_of

CHUNK: Final = 1000
# Districts and suburbs lie within; a label and a point further apart mean different places (measured on Wikidata).
DOUBTFUL_KM: Final = 60

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """What a list says about one mission, checked and cleaned. `row` is its row there, for messages."""

    kind: MissionKind
    sending_label: str
    host_label: str
    source: str
    sending_country: str = ""
    host_country: str = ""
    name: str = ""
    city: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    jurisdictions: str = ""
    external_id: str = ""
    row: int = field(default=0, compare=False)

    @property
    def key(self) -> str:
        """The id the mission is found by again: the list's, else a digest of what hardly changes about it."""
        return self.external_id or digest_of(self._lasting())

    def _lasting(self) -> Iterator[str]:
        yield from (self.source, fold(self.sending_label), fold(self.host_label), self.kind)
        # Two consulates that are neither named nor located more closely differ by their city.
        yield from (fold(self.name), self.address) if self.name or self.address else (fold(self.city),)

    @property
    def spot(self) -> Spot:
        """What the facts say about where the mission is."""
        return _spot(self.city, self.host_country, self.latitude, self.longitude)


def _spot(city: str, country: str, latitude: float | None, longitude: float | None) -> Spot:
    return Spot(city, country, None if latitude is None or longitude is None else (latitude, longitude))


FACTS: Final = tuple(name for name in MissionFacts.__dataclass_fields__ if name not in ("row", "external_id"))
WHERE: Final = frozenset({"host_country", "city", "latitude", "longitude"})
STORED: Final = (*FACTS, "place_id", "time_zone", "checked_on")


# --- a list -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class MissionImport(Imported):
    """What an import of missions did, or would do."""

    def count(self, step: _Step) -> None:
        """Add one chunk."""
        created = sum(facts.key not in step.existing for facts in step.facts)
        self.created += created
        self.updated += len(step.to_store) - created
        self.unchanged += len(step.facts) - len(step.to_store)
        self.doubts += step.doubts


@dataclass(frozen=True, slots=True)
class _Step:
    facts: list[MissionFacts]
    existing: dict[str, Mission]
    to_store: list[Mission]
    doubts: list[str]


@transaction.atomic
def import_missions(
    *, by: Actor, rows: Iterable[MissionFacts], on: date | None = None, progress: Progress = int
) -> MissionImport:
    """Add and update missions by their key, in one transaction; delete none. `on` is the day the facts were checked.

    A blank in the list never overwrites; a place set by hand stays until host, city or coordinates change.
    No key may stand twice in `rows`.
    """
    on = on or timezone.now().date()
    total, sources = MissionImport(), set()
    for step in _steps(rows):
        for mission in step.to_store:
            mission.checked_on = on
            sources.add(mission.source)
        Mission.objects.bulk_create(
            step.to_store, update_conflicts=True, unique_fields=["external_id"], update_fields=STORED
        )
        total.count(step)
        progress(total.rows)
    if sources:
        record(by=by, act="missions.imported", row=_stand_in(sources))
    return total


def preview_missions(*, rows: Iterable[MissionFacts], progress: Progress = int) -> MissionImport:
    """Return what `import_missions` would do, without doing it."""
    total = MissionImport()
    for step in _steps(rows):
        total.count(step)
        progress(total.rows)
    return total


def _steps(rows: Iterable[MissionFacts]) -> Iterator[_Step]:
    """Compare the list with the stored missions, chunk by chunk, in a fixed number of queries each."""
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        missions = Mission.objects.filter(external_id__in={facts.key for facts in chunk})
        existing = {mission.external_id or "": mission for mission in missions}
        found = find_places({facts.spot for facts in chunk})
        merged = (_merged(facts, existing.get(facts.key), found[facts.spot]) for facts in chunk)
        doubts = [_doubt(facts, found[facts.spot]) for facts in chunk]
        yield _Step(chunk, existing, [each for each in merged if each], [each for each in doubts if each])


def _merged(facts: MissionFacts, mission: Mission | None, found: Found) -> Mission | None:
    """Return the mission as it should be stored, or None where it is so already."""
    stored = {name: getattr(mission, name) for name in STORED} if mission else {}
    changes = {
        name: said for name in FACTS if (said := getattr(facts, name)) not in ("", None, stored.get(name))
    }
    if not stored.get("place_id") or changes.keys() & WHERE:
        where = {"place_id": found.place and found.place.pk, "time_zone": found.time_zone}
        changes |= {name: value for name, value in where.items() if value and value != stored.get(name)}
    if not changes:
        return None
    # A fresh row without an id of its own: an upsert must meet its twin by the key alone.
    return Mission(external_id=facts.key, **{**stored, **changes})


def _doubt(facts: MissionFacts, found: Found) -> str:
    if found.place is None or found.off_by_km <= DOUBTFUL_KM:
        return ""
    return _("Row %(row)d: its coordinates are %(distance)d km from %(city)s; please check.") % {
        "row": facts.row,
        "distance": found.off_by_km,
        "city": found.place.name,
    }


def _stand_in(sources: Iterable[str]) -> Mission:
    """Return what the audit entry of a list hangs on: its source. One entry, not ten thousand."""
    return Mission(public_id=uuid5(NAMESPACE_URL, f"handins:missions:{' '.join(sorted(sources))}"))


# --- one by hand --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_mission(
    *,
    by: Actor,
    kind: MissionKind | str,
    sending_country: str,
    host_country: str,
    section: Section | None = None,
    **facts: Any,
) -> Mission:
    """Add a mission that no list has; `facts` are columns of Mission. Labels, place, zone follow unless given.

    Raises ValidationError, the field named.
    """
    mission = Mission(kind=kind, sending_country=sending_country, host_country=host_country, **facts)
    mission.added_by_section = section
    mission.source = mission.source or (section.name if section else _("added by hand"))
    _complete(mission, given=facts.keys())
    mission.save()
    record(by=by, act="mission.added", row=mission, section=section)
    return mission


@transaction.atomic
def edit_mission(*, by: Actor, mission: Mission, **changes: Any) -> Mission:
    """Change what `changes` names, columns of Mission; place and zone follow a changed city. Raises ValidationError."""
    mission = Mission.objects.select_for_update().get(pk=mission.pk)
    changes = {name: value for name, value in changes.items() if getattr(mission, name) != value}
    if not changes:
        return mission
    for name, value in changes.items():
        setattr(mission, name, value)
    _forget_what_followed(mission, changes)
    _complete(mission, given=changes.keys())
    mission.save()
    record(by=by, act="mission.edited", row=mission, fields=changes, section=mission.added_by_section)
    return mission


def _forget_what_followed(mission: Mission, changes: dict[str, Any]) -> None:
    for state in ("sending", "host"):
        if f"{state}_country" in changes and f"{state}_label" not in changes:
            setattr(mission, f"{state}_label", "")
    if changes.keys() & WHERE:
        mission.place = changes.get("place")
        mission.time_zone = changes.get("time_zone", "")


def _complete(mission: Mission, *, given: Iterable[str]) -> None:
    """Fill what follows from the rest, and check the whole. Raises ValidationError."""
    mission.external_id = mission.external_id or None
    _name_states(mission)
    if (mission.latitude is None) != (mission.longitude is None):
        raise ValidationError(
            {"longitude": _("Give latitude and longitude, or neither.")}, code="half_a_point"
        )
    if mission.website and not is_web_address(mission.website):
        raise ValidationError(
            {"website": _("Enter an address that begins with http:// or https://.")}, code="website"
        )
    spot = _spot(mission.city, mission.host_country.code or "", mission.latitude, mission.longitude)
    found = find_places([spot])[spot]
    if "place" not in given and mission.place is None:
        mission.place = found.place
    mission.time_zone = mission.time_zone or (mission.place.time_zone if mission.place else found.time_zone)
    if mission.time_zone:
        zone_of(mission.time_zone)
    mission.full_clean()


def _name_states(mission: Mission) -> None:
    """A state that is no ISO code has a label only; one with a code needs none."""
    for state in ("sending", "host"):
        label = getattr(mission, f"{state}_label") or country_name(
            getattr(mission, f"{state}_country").code or ""
        )
        if not label:
            raise ValidationError({f"{state}_country": _("Choose a state.")}, code="required")
        setattr(mission, f"{state}_label", label)
