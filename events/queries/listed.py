"""What the rows of a list of events speak of: places, missions, people. A fixed number of queries for many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Q

from accounts.models import Activist, Section
from events.models import Mission
from events.queries.cities import resolve_cities
from events.queries.labels import find_labelled
from events.queries.places import Found, Spot, find_places


def find_events_places(spots: Collection[Spot]) -> dict[Spot, Found]:
    """Return where each spot is: the city named so, and where there is none only its zone.

    The zone comes from the nearest city of some size, else from the country. A spot without a country may be anywhere.
    """
    plain = {spot: replace(spot, point=None) for spot in spots}
    named = find_labelled(set(plain.values()))
    rest = [spot for spot in spots if not named[plain[spot]].place]
    anywhere = resolve_cities({(spot.city, "") for spot in rest if not spot.country})
    near = find_places({_unnamed(spot) for spot in rest})
    found = {spot: named[plain[spot]] for spot in spots}
    for spot in rest:
        place = None if spot.country else anywhere.get((spot.city, ""))
        found[spot] = Found(place, place.time_zone if place else near[_unnamed(spot)].time_zone)
    return found


def _unnamed(spot: Spot) -> Spot:
    return replace(spot, city="")


def find_missions(labels: Collection[str]) -> dict[str, list[Mission]]:
    """Return the missions with each label as external id, else those with it as name."""
    by_id: dict[str, list[Mission]] = defaultdict(list)
    by_name: dict[str, list[Mission]] = defaultdict(list)
    if labels:
        named = Q(external_id__in=labels) | Q(name__in=labels)
        for mission in Mission.objects.filter(named).select_related("place").order_by("pk"):
            by_id[mission.external_id or ""].append(mission)
            by_name[mission.name].append(mission)
    return {label: by_id.get(label) or by_name.get(label, []) for label in labels}


def find_people(section: Section, hashes: Iterable[str]) -> dict[str, Activist]:
    """Return the people of `section` by the hash of their address."""
    wanted = set(hashes)
    found = Activist.objects.filter(section=section, email_hash__in=wanted) if wanted else ()
    return {activist.email_hash: activist for activist in found}
