"""What is looked for in an audit trail, a section's or the network's. It lives in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.choices import ActorKind
from accounts.forms.fields import DayInput
from accounts.models import Section
from events.queries.trail import TrailFilter, who_acted

NOUNS = [
    ("", _("Anything")),
    ("event", _("Events")),
    ("assignment", _("Assignments")),
    ("activist", _("Activists")),
    ("membership", _("Roles")),
    ("user", _("Accounts")),
    ("section", _("Section settings")),
    ("campaign", _("Campaigns and signatures")),
]

NETWORK_NOUNS = [
    ("", _("Anything")),
    ("campaign", _("Campaigns and signatures")),
    ("mission", _("Missions")),
    ("user", _("Accounts")),
]

SENSIBLE = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]
"""Beyond, a day's midnight is no instant in every zone."""


class TrailFilterForm(forms.Form):
    """Filters of a section's trail, None: of the network's; a value nobody offers filters nothing."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput, validators=SENSIBLE)
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput, validators=SENSIBLE)

    def __init__(self, *args: Any, section: Section | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = who_acted(section).order_by("name").values_list("public_id", "name")
        kinds = [ActorKind.ACTIVIST, ActorKind.SYSTEM] if section else [ActorKind.SYSTEM]
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Anybody")),
            *((str(public_id), name) for public_id, name in people),
            *((kind.value, capfirst(str(kind.label))) for kind in kinds),
        ]
        self.fields["what"].choices = NOUNS if section else NETWORK_NOUNS  # type: ignore[attr-defined]

    def asked(self) -> TrailFilter:
        """Return what is looked for."""
        self.is_valid()
        said = self.cleaned_data
        return TrailFilter(said.get("who", ""), said.get("what", ""), said.get("since"), said.get("until"))
