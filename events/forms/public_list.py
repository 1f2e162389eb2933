"""Search and filters of the public list. They live in the address, so that a list can be embedded narrowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.queries.public_list import PublicFilter

WHEN = [("", _("Any time")), ("ahead", _("Ahead and now")), ("over", _("Over"))]


class PublicFilterForm(forms.Form):
    """A value nobody offers filters nothing."""

    q = forms.CharField(
        label=_("Search city, country, mission"), required=False, max_length=100, widget=forms.SearchInput
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    language = forms.CharField(required=False, widget=forms.HiddenInput)
    embed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", gettext("All countries")), *countries]  # type: ignore[attr-defined]
        for name in ("language", "embed"):
            if not self.data.get(name):
                del self.fields[name]

    def asked(self) -> PublicFilter:
        """Return what is asked for."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in ("country", "when")}
        return PublicFilter(text=self.cleaned_data.get("q", ""), **said)
