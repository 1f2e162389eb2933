"""The filters of a campaign's coverage. They live in the address, so that a list can be sent to somebody."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.queries.coverage import Covered

WORDS = {
    Covered.PLANNED: _("planned"),
    Covered.ASKED: _("section asked"),
    Covered.NONE: _("none"),
}


class CoverageFilterForm(forms.Form):
    """Search and filter; a value nobody offers filters nothing."""

    q = forms.CharField(
        label=_("Search country, section"), required=False, max_length=100, widget=forms.SearchInput
    )
    state = forms.ChoiceField(
        label=_("Events"),
        required=False,
        choices=[("", _("Any")), *((state.value, words) for state, words in WORDS.items())],
    )

    @property
    def states(self) -> list[tuple[Covered, str]]:
        """How far a country may be, with the words."""
        return [(state, capfirst(str(words))) for state, words in WORDS.items()]
