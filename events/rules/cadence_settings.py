"""What a campaign may change about its mails: bounds, and the stored form, which holds only what is not usual. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.choices import ReminderKind
from events.rules.cadence import USUAL, Cadence
from events.rules.mail_stops import STOPPABLE

BOUNDS = {"week_days": (1, 60), "day_days": (1, 60), "nudge_days": (1, 30), "gap_hours": (1, 240)}

OFFSETS: dict[str, tuple[str, ...]] = {
    ReminderKind.WEEK_BEFORE: ("week_days", "week_at"),
    ReminderKind.DAY_BEFORE: ("day_days", "day_at"),
    ReminderKind.MORNING_OF: ("morning_at", "morning_from"),
    ReminderKind.NUDGE: ("nudge_days",),
    ReminderKind.GAP: ("gap_hours",),
    ReminderKind.REPORT_AGAIN: ("again_at",),
    ReminderKind.REPORT_ESCALATED: ("escalated_at",),
}
"""{kind: what can be set about it}; of other kinds only whether they go."""


def cadence_of(stored: Mapping[str, Any]) -> Cadence:
    """Return the cadence a campaign has stored; what is not stored is as usual."""
    if not stored:
        return USUAL
    known = {field.name for field in fields(Cadence)}
    return replace(USUAL, **{name: _read(name, value) for name, value in stored.items() if name in known})


def stored_of(cadence: Cadence) -> dict[str, Any]:
    """Return what is stored of a cadence: numbers, clocks as "HH:MM", kinds in order; only what is not usual."""
    values = {field.name: getattr(cadence, field.name) for field in fields(Cadence)}
    return {name: _written(value) for name, value in values.items() if value != getattr(USUAL, name)}


def kinds_changed(before: Cadence, after: Cadence) -> frozenset[str]:
    """Return the kinds that are switched on or off, or go at another time, when `after` follows `before`."""
    other = {
        kind
        for kind, names in OFFSETS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    }
    return before.off ^ after.off | other


def since_of(stored: Mapping[str, str]) -> dict[str, datetime]:
    """Return since when each kind that was ever changed goes as it does; instants are stored in ISO 8601."""
    return {kind: datetime.fromisoformat(instant) for kind, instant in stored.items()}


def check_cadence(cadence: Cadence) -> None:
    """Raise ValidationError, by field, where mails would go at times nobody can mean."""
    errors: dict[str, ValidationError] = {}
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(cadence, name) <= most:
            bounds = {"least": least, "most": most}
            errors[name] = ValidationError(
                _("Choose a number from %(least)d to %(most)d."), code="bounds", params=bounds
            )
    for name, error in _wrong_order(cadence):
        errors.setdefault(name, error)
    if not cadence.off <= set(STOPPABLE):
        errors["off"] = ValidationError(_("Some mails always go out."), code="always_sent")
    if errors:
        raise ValidationError(errors)


def _wrong_order(cadence: Cadence) -> Iterator[tuple[str, ValidationError]]:
    """Yield what comes before what it should follow. A kind that is off stands in nobody's way."""

    def both_go(*kinds: str) -> bool:
        return cadence.off.isdisjoint(kinds)

    week, day = (cadence.week_days, -_minutes(cadence.week_at)), (cadence.day_days, -_minutes(cadence.day_at))
    if both_go(ReminderKind.WEEK_BEFORE, ReminderKind.DAY_BEFORE) and week <= day:
        yield (
            "week_days",
            ValidationError(_("The first reminder must come before the second one."), code="order"),
        )
    if both_go(ReminderKind.MORNING_OF) and _minutes(cadence.morning_at) >= _minutes(cadence.morning_from):
        yield (
            "morning_at",
            ValidationError(
                _("The morning mail must come before the earliest start it is sent for."), code="order"
            ),
        )
    both_report = both_go(ReminderKind.REPORT_AGAIN, ReminderKind.REPORT_ESCALATED)
    if both_report and _minutes(cadence.again_at) >= _minutes(cadence.escalated_at):
        yield (
            "escalated_at",
            ValidationError(
                _("Coordinators are told after whoever reports was asked again, not before."), code="order"
            ),
        )


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _read(name: str, value: Any) -> Any:
    if name == "off":
        return frozenset(value)
    return time.fromisoformat(value) if name.endswith(("_at", "_from")) else int(value)


def _written(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return f"{value:%H:%M}" if isinstance(value, time) else value
