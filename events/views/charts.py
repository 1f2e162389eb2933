"""Pictures of figures, each with its table: what a template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.models import Campaign
from events.queries.signatures import totals_of
from events.rules.charts import Curve, Point, curve_of, day_ends


@dataclass(frozen=True)
class SignatureChart:
    """Signatures over time: the curve, and the last total of every day, newest first."""

    curve: Curve
    days: Sequence[Point]
    total: int


def signature_chart(campaign: Campaign, *, now: datetime) -> SignatureChart | None:
    """Return the chart of `campaign`, None while nobody has counted; one query."""
    points = totals_of(campaign)
    curve = curve_of(points, until=min(now, _quiet_end(points, now=now)))
    if curve is None:
        return None
    return SignatureChart(curve=curve, days=day_ends(points)[::-1], total=points[-1][1])


def _quiet_end(points: Sequence[Point], *, now: datetime) -> datetime:
    """Return where the curve may end: years after the last count are not drawn, a tenth of its length is."""
    if not points:
        return now
    first, last = points[0][0], points[-1][0]
    return last + (last - first) / 10
