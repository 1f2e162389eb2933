"""Where an event is: from a city of the gazetteer, a mission, or a place described by hand."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Section
from events.choices import EventKind
from events.models import City, Event, Mission
from events.queries.cities import resolve_city
from events.rules.local_time import zone_of


@dataclass(frozen=True)
class Placing:
    """The columns of an event that say where it is (names as on Event; degrees WGS 84)."""

    city: str
    place: City | None
    country: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    address: str
    mission: Mission | None


def put(event: Event, placing: Placing) -> None:
    """Set the columns of `event` that say where it is."""
    for field in fields(placing):
        setattr(event, field.name, getattr(placing, field.name))


def title_of(placing: Placing, *, kind: str) -> str:
    """Return what an event is called until somebody calls it otherwise, in the current language.

    "Sydney: hand-in at the consulate general of Russia".
    """
    words = {"city": placing.city, "kind": str(EventKind(kind).label)}
    if placing.mission is None:
        return _("%(city)s: %(kind)s") % words
    more = {"mission": placing.mission.get_kind_display(), "state": placing.mission.sending_label}
    return _("%(city)s: %(kind)s at the %(mission)s of %(state)s") % {**words, **more}


def _city_row(
    city: City | str | None, *, country: str, mission: Mission | None, section: Section
) -> City | None:
    if isinstance(city, City):
        return city
    if city is None:
        return mission.place if mission else None
    if country:
        return resolve_city(city, country=country)
    near = (mission.host_country.code if mission else section.country.code) or ""
    return (resolve_city(city, country=near) if near else None) or resolve_city(city)


def _refuse_two_countries(mission: Mission | None, country: str) -> None:
    host = mission.host_country.code if mission else ""
    if mission and host and country and host != country:
        raise ValidationError(
            {
                "mission": _("This mission is in %(host)s, the event is not. Choose another mission or city.")
                % {"host": mission.host_label}
            },
            code="mission_elsewhere",
        )


def place_event(
    *,
    section: Section,
    city: City | str | None,
    mission: Mission | None,
    country: str = "",
    time_zone: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    address: str = "",
    look_up: bool = True,
) -> Placing:
    """Return where the event is; what is not given follows from the city, then from the mission.

    A city that is not in the gazetteer needs `time_zone`; without `look_up` a name is none of it.
    Raises ValidationError, the field named.
    """
    if not city and mission is None:
        raise ValidationError(
            {"city": ValidationError(_("Type a city, or choose a mission."), code="no_place")}
        )
    row = None
    if look_up or not isinstance(city, str):
        row = _city_row(city or None, country=country, mission=mission, section=section)
    name = row.name if row else str(city or (mission and (mission.city or mission.host_label)))
    host = mission.host_country.code if mission else ""
    where = (row.country if row else "") or country or host or ""
    _refuse_two_countries(mission, where)
    zone = time_zone or (row.time_zone if row else "") or (mission.time_zone if mission else "")
    if not zone:
        raise ValidationError(
            {
                "city": _(
                    "“%(city)s” is not in the list of cities. Choose its country and time zone by hand below."
                )
                % {"city": name}
            },
            code="unknown_city",
        )
    zone_of(zone)
    if latitude is None or longitude is None:
        latitude, longitude = _coordinates(mission, row)
    return Placing(
        city=name,
        place=row,
        country=where,
        latitude=latitude,
        longitude=longitude,
        time_zone=zone,
        address=address or (mission.address if mission else ""),
        mission=mission,
    )


def _coordinates(mission: Mission | None, city: City | None) -> tuple[float | None, float | None]:
    for known in (mission, city):
        if known is not None and known.latitude is not None:
            return known.latitude, known.longitude
    return None, None
