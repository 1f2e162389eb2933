"""Public events on a map: GeoJSON (RFC 7946). Codes are the product's own words, whatever language is active."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import translation

from events.queries.public_list import PublicRow
from events.rules.local_time import known_zone

GEOJSON = "application/geo+json"
PLACES = 5
"""Decimals of a degree: about a metre (RFC 7946, 11.2)."""


def geojson_of(rows: Iterable[PublicRow]) -> HttpResponse:
    """Return events as a FeatureCollection; one whose place is not known has no geometry."""
    with translation.override("en"):
        found = {"type": "FeatureCollection", "features": list(map(_feature, rows))}
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type=GEOJSON)


def _feature(row: PublicRow) -> dict[str, Any]:
    zone = known_zone(row.time_zone)
    return {
        "type": "Feature",
        "id": str(row.public_id),
        "geometry": _point(row),
        "properties": {
            "title": row.title,
            "kind": row.kind,
            "state": row.state.value,
            "city": row.city,
            "country": row.country.code or None,
            "mission": str(row.mission) if row.mission else None,
            "starts": row.starts_at.astimezone(zone).isoformat(),
            "ends": row.ends_at.astimezone(zone).isoformat(),
            "time_zone": row.time_zone,
        },
    }


def _point(row: PublicRow) -> dict[str, Any] | None:
    if row.latitude is None or row.longitude is None:
        return None
    return {"type": "Point", "coordinates": [round(row.longitude, PLACES), round(row.latitude, PLACES)]}
