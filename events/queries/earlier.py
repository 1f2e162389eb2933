"""What reports and attempts said before they were corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import pgettext

from events.models import DeliveryAttempt, EarlierReport, Event, Outcome
from events.rules.local_time import wall_of


@dataclass(frozen=True)
class Earlier:
    """What was said until `replaced_at`; `attempt` is the number of the attempt it was said of, 0 for the report."""

    replaced_at: datetime
    attempt: int
    lines: list[tuple[str, str]]


def earlier_reports(event: Event) -> list[Earlier]:
    """Return what was said of `event` before it was corrected, newest first; one query."""
    found = EarlierReport.objects.filter(event=event).order_by("-replaced_at", "-pk")
    return [
        Earlier(
            replaced_at=row.replaced_at,
            attempt=row.said.get("attempt", 0),
            lines=list(_lines(row.said, event)),
        )
        for row in found
    ]


def _lines(said: dict[str, Any], event: Event) -> Iterator[tuple[str, str]]:
    model = DeliveryAttempt if "attempt" in said else Outcome
    for field in model._meta.concrete_fields:
        value = said.get(field.name)
        if value not in (None, ""):
            yield capfirst(str(field.verbose_name)), _in_words(field, value, event)


def _in_words(field: Field[Any, Any], value: Any, event: Event) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if value is True or value is False:
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if field.name == "at" and (instant := parse_datetime(value)):
        wall = wall_of(instant, event.time_zone)
        day = date_format(wall, pgettext("date, in Django's letters", "D j F Y"))
        return f"{day}, {wall:%H:%M}"
    return str(value)
