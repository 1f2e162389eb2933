"""Desks for missions: one mission's facts, and the directory's search."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms.action import ActionForm
from accounts.forms.fields import ZoneField
from accounts.models import Section
from events.actions.missions import add_mission, edit_mission
from events.models import Mission
from events.queries.missions import MissionFilters, mission_kinds, states

STATES = ("sending_country", "sending_label", "host_country", "host_label")
WHERE = ("city", "address", "latitude", "longitude", "time_zone")
REACHED = ("phone", "email", "website", "jurisdictions")
FACTS = ("kind", "name", *STATES, *WHERE, *REACHED, "source")


class MissionForm(ActionForm[Mission]):
    """The facts about one mission, all of them public."""

    model = Mission
    model_fields = FACTS

    time_zone = ZoneField(empty_label=_("follows from the city"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    website = forms.URLField(label=_("Website"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sending_label", "host_label"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Only where the list has no such state.")
        self.fields["address"].widget.attrs["rows"] = 3
        self.fields["jurisdictions"].widget.attrs["rows"] = 2
        self.fields["source"].help_text = _(
            "Where these facts can be looked up again, for example an address."
        )

    def layout(self) -> Layout:
        return Layout(
            *(["section"] if "section" in self.fields else []),
            Div("kind", "name", css_class="hi-two"),
            Div("sending_country", "sending_label", css_class="hi-two"),
            Div("host_country", "host_label", css_class="hi-two"),
            "city",
            "address",
            Fieldset(
                _("Position and zone"),
                Div("latitude", "longitude", css_class="hi-two"),
                "time_zone",
                css_class="hi-optional",
            ),
            Fieldset(
                _("How to reach it"),
                Div("phone", "email", css_class="hi-two"),
                "website",
                "jurisdictions",
                css_class="hi-optional",
            ),
            "source",
        )

    def clean(self) -> dict[str, Any]:
        """A state is a code or words."""
        facts: dict[str, Any] = super().clean() or {}
        for side in ("sending", "host"):
            code, label = f"{side}_country", f"{side}_label"
            if {code, label} <= facts.keys() and not (facts[code] or facts[label]):
                self.add_error(code, _("Choose the state, or name it."))
        return facts


class NewMissionForm(MissionForm):
    """Adds a mission that no list has. `sections` may add; global coordinators add without one."""

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        if len(self.sections) > 1 and not self.by.is_global_coordinator:
            self.fields["section"] = forms.ModelChoiceField(
                sections, label=_("Section"), to_field_name="slug"
            )

    def act(self) -> Mission:
        facts = dict(self.cleaned_data)
        only = None if self.by.is_global_coordinator else self.sections[0]
        return add_mission(by=self.by, section=facts.pop("section", only), **facts)


class EditMissionForm(MissionForm):
    """Changes `mission`."""

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(mission, name) for name in FACTS}, **kwargs)
        self.mission = mission

    def act(self) -> Mission:
        return edit_mission(by=self.by, mission=self.mission, **self.cleaned_data)


class MissionFilterForm(forms.Form):
    """What the directory is asked for; a value nobody offers filters nothing."""

    q = forms.CharField(
        label=_("Search city, name, state"), required=False, max_length=100, widget=forms.SearchInput
    )
    sending = forms.ChoiceField(label=_("Sending state"), required=False)
    host = forms.ChoiceField(label=_("Host country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sending", _("All states"), states("sending"))
        self._offer("host", _("All countries"), states("host"))
        self._offer("kind", _("All kinds"), [(value, capfirst(label)) for value, label in mission_kinds()])

    def _offer(self, name: str, everything: str | Promise, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def asked(self) -> MissionFilters:
        """Return what is asked for."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in ("sending", "host", "kind")}
        return MissionFilters(text=self.cleaned_data.get("q", ""), **said)
