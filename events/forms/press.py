"""Desks for the press: the embargo, and freezing figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import ClockInput, DayInput
from events.actions.press import freeze_figures, set_embargo
from events.forms.campaigns import OfCampaign
from events.models import Campaign, PressSnapshot
from events.rules.local_time import at_or_after_gap


class EmbargoForm(OfCampaign[Campaign]):
    """The instant until which the figures stay inside, in the writer's own zone; both fields empty: none."""

    day = forms.DateField(label=gettext_lazy("Embargo until, day"), required=False, widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=ClockInput())

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        self.zone = self.by.time_zone or "UTC"
        if campaign.embargo_until:
            local = campaign.embargo_until.astimezone(ZoneInfo(self.zone))
            self.initial = {"day": local.date(), "time": f"{local:%H:%M}"}
        zone = {"zone": self.zone}
        self.fields["time"].help_text = _("Zone: %(zone)s. Both empty: no embargo.") % zone

    def layout(self) -> Layout:
        return Layout(Div("day", "time", css_class="hi-two"))

    def clean(self) -> dict[str, Any]:
        """Ask for both or for none."""
        facts: dict[str, Any] = super().clean() or {}
        given = {name: facts.get(name) is not None for name in ("day", "time")}
        for name, other in (("day", "time"), ("time", "day")):
            if given[other] and not given[name] and name not in self.errors:
                self.add_error(name, _("Give day and time, or leave both empty."))
        return facts

    def _until(self) -> datetime | None:
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if day is None or clock is None:
            return None
        return at_or_after_gap(wall=datetime.combine(day, clock), zone=self.zone)

    def act(self) -> Campaign:
        return set_embargo(by=self.by, campaign=self.campaign, until=self._until())


class FreezeForm(OfCampaign[PressSnapshot]):
    """Freezes the figures as they are now; only its named button counts, so that a bare POST stores nothing."""

    def clean(self) -> dict[str, Any]:
        if self.data.get("do") != "freeze":
            raise forms.ValidationError(
                _("Nothing was frozen. Press the button to do it."), code="not_pressed"
            )
        return super().clean() or {}

    def act(self) -> PressSnapshot:
        return freeze_figures(by=self.by, campaign=self.campaign)
