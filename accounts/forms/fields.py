"""Fields and widgets that several desks draw: zones, days, clock times, several countries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.fields import refuse_unknown_zone

# Roots that hold aliases or no place at all.
NO_PLACE = frozenset({"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"})


@lru_cache(maxsize=1)
def _places() -> tuple[str, ...]:
    named = (name for name in available_timezones() if "/" in name)
    return tuple(sorted(name for name in named if name.split("/")[0] not in NO_PLACE))


def zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the zones people choose from, by area: ("Europe", [("Europe/Kyiv", "Kyiv"), …])."""
    areas: list[tuple[str, str | list[tuple[str, str]]]] = [("UTC", "UTC")]
    for area, names in groupby(_places(), key=lambda name: name.split("/")[0]):
        areas.append((area, [(name, name.partition("/")[2].replace("_", " ")) for name in names]))
    return areas


class ZoneField(forms.ChoiceField):
    """A time zone, chosen from the IANA list. Without an `empty_label`, which stands for none, one must be chosen."""

    def __init__(self, *, empty_label: str | Promise = "", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Time zone"))
        kwargs.setdefault("required", not empty_label)
        super().__init__(
            choices=lambda: [*([("", empty_label)] if empty_label else []), *zone_choices()], **kwargs
        )

    def valid_value(self, value: str) -> bool:
        """Accept what the models accept: a stored alias ("Europe/Kiev") stays valid."""
        try:
            refuse_unknown_zone(value)
        except ValidationError:
            return False
        return True


class CountriesField(forms.MultipleChoiceField):
    """Several countries; their ISO codes."""

    def __init__(self, **kwargs: Any) -> None:
        # A list box would lose the whole choice with one click too many.
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(choices=lambda: list(_country_names()), **kwargs)


def _country_names() -> Iterator[tuple[str, str]]:
    for code, name in countries:
        yield code, str(name)


class DayInput(forms.DateInput):
    """The browser's own date field; it wants ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")
