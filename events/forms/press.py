"""Desks for the press: the embargo, and freezing figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import ClockInput, DayInput
from events.actions.press import end_embargo, freeze_figures, set_embargo
from events.forms.campaigns import OfCampaign, PressedForm
from events.models import Campaign, PressSnapshot
from events.rules.local_time import at_or_after_gap


class EmbargoForm(OfCampaign[Campaign]):
    """The instant until which the figures stay inside, in the writer's own zone."""

    field_of: ClassVar[dict[str, str]] = {"embargo_until": "day"}

    day = forms.DateField(label=gettext_lazy("Embargo until, day"), widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("Time"), widget=ClockInput())

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        self.zone = self.by.time_zone or "UTC"
        if campaign.embargo_until:
            local = campaign.embargo_until.astimezone(ZoneInfo(self.zone))
            self.initial = {"day": local.date(), "time": f"{local:%H:%M}"}
        self.fields["time"].help_text = _("Zone: %(zone)s.") % {"zone": self.zone}

    def layout(self) -> Layout:
        return Layout(Div("day", "time", css_class="hi-two"))

    def act(self) -> Campaign:
        wall = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        until = at_or_after_gap(wall=wall, zone=self.zone)
        return set_embargo(by=self.by, campaign=self.campaign, until=until)


class EndEmbargoForm(PressedForm):
    """Ends the embargo now."""

    press = "end"

    def act(self) -> Campaign:
        return end_embargo(by=self.by, campaign=self.campaign)


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
