"""Fields for a number of people: digits, or the words somebody on the pavement would use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from events.rules.turnout import Turnout, read_turnout


@dataclass(frozen=True)
class People:
    """What was typed into one field, and what it means."""

    typed: str
    means: Turnout

    @property
    def is_bare(self) -> bool:
        """Whether it is a number and nothing else, so that it speaks of its own field's end only."""
        return not any(c.isalpha() or c in "-–—~+<>≥≤" for c in self.typed)


class PeopleField(forms.CharField):
    """How many people, as `read_turnout` understands it; None where nothing is said."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=80, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> People | None:
        """Return what was typed and what it means. Raises ValidationError."""
        typed = super().clean(value)
        return People(typed, read_turnout(typed)) if typed else None


def both_ends(least: People | None, most: People | None) -> tuple[int | None, int | None]:
    """Return at least and at most, from two fields of which either may be empty or say both: "40 to 60"."""
    if least is None and most is None:
        return None, None
    if most is None:
        assert least is not None
        return least.means.low, None if least.is_bare else least.means.high
    high = most.means.high if most.means.high is not None else most.means.low
    if least is None:
        return None if most.is_bare else most.means.low, high
    return least.means.low if least.means.low is not None else least.means.high, high
