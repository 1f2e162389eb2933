"""The desk that plans a day of action: what is looked for, what all drafts have in common, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceField
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.action import ActionForm
from accounts.models import Section
from events.actions.plans import NotPlannable, Problem, Wish, drafts_for, plan_events, undo_plan
from events.choices import EventKind
from events.forms.campaigns import OfCampaign
from events.forms.event_action import segments
from events.forms.place_and_time import LengthFields
from events.models import Campaign, Change, Event
from events.queries.missions import mission_kinds
from events.queries.plans import NO_SECTION, Candidate, narrowed

USUAL_START = time(11, 0)


def ids_in(data: QueryDict) -> set[UUID]:
    """Return which missions are ticked; what is no id names none."""
    found = set()
    for text in data.getlist("missions"):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


class PlanFilterForm(forms.Form):
    """Which missions are listed; ticks on others stay. A value nobody offers filters nothing."""

    q = forms.CharField(
        label=gettext_lazy("Search city, country, section"),
        required=False,
        max_length=100,
        widget=forms.SearchInput,
    )
    of_kind = forms.ChoiceField(label=gettext_lazy("Kind of mission"), required=False)
    of_section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)

    def __init__(self, *args: Any, candidates: Collection[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = {one.mission.kind for one in candidates}
        kinds = [(kind, capfirst(words)) for kind, words in mission_kinds() if kind in there]
        sections = {one.section.slug: one.section.name for one in candidates if one.section}
        self._offer("of_kind", kinds)
        self._offer("of_section", [(NO_SECTION, _("No section")), *sections.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is looked for."""
        self.is_valid()
        return any(self.cleaned_data.values())

    def narrow(self, candidates: Collection[Candidate]) -> list[Candidate]:
        """Return the candidates that are looked for."""
        self.is_valid()
        asked = self.cleaned_data
        return narrowed(
            candidates,
            text=asked.get("q", ""),
            kind=asked.get("of_kind", ""),
            section=asked.get("of_section", ""),
        )


class PlanForm(LengthFields, OfCampaign[Change]):
    """One local start, length and kind for all drafts; `candidates` are the missions one may tick."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=EventKind.choices,
        initial=EventKind.HAND_IN,
        widget=forms.RadioSelect,
    )
    elsewhere = ModelChoiceField(
        Section.objects.all(),
        label=gettext_lazy("Countries without a section: drafts go to"),
        to_field_name="slug",
        empty_label=None,
    )

    def __init__(
        self, *args: Any, campaign: Campaign, candidates: Collection[Candidate], **kwargs: Any
    ) -> None:
        international = Section.objects.filter(is_international=True).first()
        initial = {
            "date": campaign.day_of_action,
            "time": USUAL_START,
            "elsewhere": international and international.slug,
            **kwargs.pop("initial", {}),
        }
        super().__init__(*args, campaign=campaign, initial=initial, **kwargs)
        self.candidates = candidates
        self.drafts: list[Event] = []
        self.problems: list[Problem] = []
        self.fields["anyway"].label = _("Plan it anyway")

    def layout(self) -> Layout:
        return Layout(segments("kind"), *self.clock(), "lasts", "elsewhere")

    @property
    def ticked(self) -> list[Candidate]:
        """The missions ticked."""
        ids = ids_in(self.data) if isinstance(self.data, QueryDict) else set()
        return [one for one in self.candidates if one.public_id in ids]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_window(self.campaign)
        if not self.ticked:
            self.add_error(None, ValidationError(_("Tick at least one mission."), code="no_mission"))
        if not self.errors:
            self.drafts, self.problems = drafts_for(
                campaign=self.campaign, missions=self._missions(), wish=self._wish(), now=timezone.now()
            )
        return self.cleaned_data

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was sent beside the ticks, for a page that sends it again."""
        names = [*self.fields, *PlanFilterForm.base_fields]
        return [(name, self.data[name]) for name in names if name in self.data]

    def _missions(self) -> list[Any]:
        return [one.mission for one in self.ticked]

    def _wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(
            kind=data["kind"],
            starts_wall=datetime.combine(data["date"], data["time"]),
            length=timedelta(minutes=data["lasts"] or 60),
            elsewhere=data["elsewhere"],
        )

    def act(self) -> Change:
        return plan_events(
            by=self.by, campaign=self.campaign, missions=self._missions(), wish=self._wish()
        )  # fmt: skip

    def complain(self, error: ValidationError) -> None:
        """Keep which missions are to blame: the page lists them."""
        if isinstance(error, NotPlannable):
            self.problems = list(error.problems)
        super().complain(error)


class UndoPlanForm(ActionForm[Change]):
    """Takes a plan back; only its button counts."""

    press = "undo"

    def __init__(self, *args: Any, change: Change, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = change

    def clean(self) -> dict[str, Any]:
        if self.data.get("do") != self.press:
            raise forms.ValidationError(
                _("Nothing was changed. Press the button to do it."), code="not_pressed"
            )
        return super().clean() or {}

    def act(self) -> Change:
        return undo_plan(by=self.by, change=self.change)
