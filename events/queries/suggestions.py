"""What somebody who types "city or mission" can mean. Finding cities themselves is in cities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django_countries import countries

from events.choices import CampaignStatus, MissionKind
from events.models import Campaign, Mission
from events.queries.cities import CityMatch, find_cities

CITIES = 5
MISSIONS = 5
SHORTEST_WORD = 3
"""Letters; shorter words ("of", "in") are in no name worth looking for."""


@dataclass(frozen=True)
class Suggestion:
    """One option below the field: `fills` are the hidden fields of the form that a choice sets."""

    text: str
    place: str
    alias: str
    note: str
    fills: dict[str, str]


def suggestions(text: str) -> list[Suggestion]:
    """Return what `text` can mean, cities first; the missions of campaigns' target states come before others."""
    cities = find_cities(text, limit=CITIES)
    missions = _targets_first(_missions(text, places=[city.id for city in cities]))[:MISSIONS]
    return [*map(_city, cities), *map(_mission, missions)]


def missions_named(text: str, *, limit: int = 2) -> list[Mission]:
    """Return missions whose names, states or cities hold every word of `text`, targets first."""
    return list(_targets_first(_missions(text, places=[]))[:limit])


def mission_by_id(public_id: str) -> Mission | None:
    """Return the mission with this public id; None without one, and for words that are no id."""
    try:
        return Mission.objects.select_related("place").filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def _missions(text: str, *, places: Sequence[int]) -> QuerySet[Mission]:
    words = [word for word in re.findall(r"\w+", text) if len(word) >= SHORTEST_WORD]
    if not words:
        return Mission.objects.filter(place__in=places)
    named = Q()
    for word in words:
        named &= (
            Q(name__icontains=word)
            | Q(city__icontains=word)
            | Q(sending_label__icontains=word)
            | Q(host_label__icontains=word)
            | Q(kind__in=_kinds_called(word))
        )
    return Mission.objects.filter(named | Q(place__in=places) if places else named)


def _kinds_called(word: str) -> list[str]:
    return [kind for kind, label in MissionKind.choices if word.casefold() in str(label).casefold()]


def _targets_first(missions: QuerySet[Mission]) -> QuerySet[Mission]:
    campaigns = Campaign.objects.filter(status=CampaignStatus.OPEN).exclude(target_country="")
    is_target = When(sending_country__in=campaigns.values("target_country"), then=Value(0))
    order = Case(is_target, default=Value(1), output_field=IntegerField())
    return missions.select_related("place").order_by(order, "sending_label", "city", "id")


def _city(city: CityMatch) -> Suggestion:
    place = _listed([city.region, str(countries.name(city.country))])
    people = _("population %(n)s") % {"n": f"{city.population:,}"} if city.population else ""
    note = "" if city.alias else people
    return Suggestion(text=city.name, place=place, alias=city.alias, note=note, fills={"city": str(city.id)})


def _mission(mission: Mission) -> Suggestion:
    where = _listed([mission.city, mission.host_label])
    return Suggestion(
        text=str(mission),
        place=_("Mission in %(where)s") % {"where": where},
        alias="",
        note=_("fills address and zone") if mission.time_zone or mission.place else "",
        fills={"mission": str(mission.public_id)},
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))
