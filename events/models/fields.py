"""The column for wall time (what a clock on the wall of the place shows), and the constraint for places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _


class WallTimeField(models.Field):
    """A naive datetime to the minute or second: `timestamp without time zone`.

    DateTimeField would shift it by the current zone; a wall time belongs to the place, not to the server.
    """

    description = _("Local date and time")
    empty_strings_allowed = False

    def db_type(self, connection: Any) -> str:
        return "timestamp" if connection.vendor == "postgresql" else "datetime"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> datetime | None:
        return self.to_python(value)

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return self._without_zone(value)
        parsed = parse_datetime(str(value))
        if parsed is None:
            raise ValidationError(_("Give a date and a time, for example 2026-06-02 11:00."), code="invalid")
        return self._without_zone(parsed)

    @staticmethod
    def _without_zone(value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValidationError(_("A local time carries no zone of its own."), code="aware")
        return value

    def get_prep_value(self, value: Any) -> datetime | None:
        return self.to_python(super().get_prep_value(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        wall: datetime | None = value if prepared else self.get_prep_value(value)
        if wall is None or connection.vendor == "postgresql":
            return wall
        return wall.isoformat(sep=" ")

    def value_to_string(self, obj: models.Model) -> str:
        wall = self.to_python(self.value_from_object(obj))
        return "" if wall is None else wall.isoformat(sep=" ")


def on_earth(name: str) -> models.CheckConstraint:
    """Return the constraint on `latitude` and `longitude` (degrees WGS 84): both or none, and on the globe."""
    both = Q(
        # a range of NULL is NULL, which a CHECK lets pass: both are asked for by name
        latitude__isnull=False,
        longitude__isnull=False,
        latitude__range=(-90, 90),
        longitude__range=(-180, 180),
    )
    return models.CheckConstraint(
        name=name,
        condition=Q(latitude__isnull=True, longitude__isnull=True) | both,
        violation_error_message=_(
            "Latitude runs from −90 to 90, longitude from −180 to 180; give both or none."
        ),
    )
