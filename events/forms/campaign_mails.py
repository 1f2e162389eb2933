"""The desk for a campaign's mails: which kinds go, when, and what that means for one event."""

from __future__ import annotations

from dataclasses import fields as facts_of
from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ClockInput, DayInput, ZoneField
from events.actions.campaign_mails import set_cadence
from events.choices import ReminderKind
from events.forms.campaigns import OfCampaign
from events.models import Campaign
from events.reminders import Planned
from events.rules.cadence import USUAL, Cadence
from events.rules.cadence_settings import BOUNDS, OFFSETS, cadence_of, check_cadence
from events.rules.mail_stops import STOPPABLE


def _number(name: str, label: Any) -> forms.IntegerField:
    least, most = BOUNDS[name]
    return forms.IntegerField(label=label, widget=forms.NumberInput(attrs={"min": least, "max": most}))


def _clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=ClockInput, **more)


class CampaignMailsForm(OfCampaign[Campaign]):
    """Switches and offsets; `zone`, `date` and `time` only say for which event the preview is shown."""

    week_days = _number("week_days", _("Days before"))
    week_at = _clock(_("At"))
    day_days = _number("day_days", _("Days before"))
    day_at = _clock(_("At"))
    morning_at = _clock(_("At"))
    morning_from = _clock(
        _("For events from"), help_text=_("Who sets out earlier gets no mail on the morning.")
    )
    nudge_days = _number("nudge_days", _("Days after the question"))
    gap_hours = _number("gap_hours", _("Hours before"))
    again_at = _clock(_("At, the next day"))
    escalated_at = _clock(_("At, the next day"))
    zone = ZoneField(required=False)
    date = forms.DateField(label=_("Date"), required=False, widget=DayInput)
    time = _clock(_("Starts"), required=False)

    USUAL: ClassVar[tuple[str, str]] = ("do", "usual")

    def __init__(self, *args: Any, campaign: Campaign, zone: str = "UTC", **kwargs: Any) -> None:
        now_set = cadence_of(campaign.cadence)
        initial = {fact.name: getattr(now_set, fact.name) for fact in facts_of(Cadence)}
        initial |= {_switch(kind): kind not in now_set.off for kind in STOPPABLE}
        initial |= {"zone": zone, "date": campaign.day_of_action, "time": "11:00"}
        super().__init__(*args, campaign=campaign, initial=initial, **kwargs)
        for kind in STOPPABLE:
            self.fields[_switch(kind)] = forms.BooleanField(
                label=capfirst(str(ReminderKind(kind).label)), required=False
            )
        self.planned = Planned()

    @property
    def second(self) -> tuple[str, str, str | Promise]:
        """The second button, as _parts/form.html takes it."""
        return (*self.USUAL, _("Back to the usual times"))

    def layout(self) -> Layout:
        kinds = (
            Fieldset("", _switch(kind), Div(*OFFSETS.get(kind, ()), css_class="hi-two")) for kind in STOPPABLE
        )
        event = Fieldset(
            _("Show it for an event that starts"), "zone", Div("date", "time", css_class="hi-two")
        )
        return Layout(*kinds, event)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.data.get(self.USUAL[0]) == self.USUAL[1]:
            self._errors = self.error_class()  # whatever stands in the fields, the usual times are asked for
            said["cadence"] = USUAL
        elif not self.errors:
            said["cadence"] = self._cadence(said)
            try:
                check_cadence(said["cadence"])
            except ValidationError as error:
                self.complain(error)
        return said

    def _cadence(self, said: dict[str, Any]) -> Cadence:
        off = frozenset(kind for kind in STOPPABLE if not said[_switch(kind)])
        return Cadence(off=off, **{name: said[name] for names in OFFSETS.values() for name in names})

    def starts(self) -> tuple[str, datetime] | None:
        """Return zone and local start (naive) of the event the preview is for; None where they are not clear."""
        said = getattr(self, "cleaned_data", {})
        if not (said.get("zone") and said.get("date") and said.get("time")):
            return None
        return said["zone"], datetime.combine(said["date"], said["time"])

    def act(self) -> Campaign:
        self.planned = set_cadence(by=self.by, campaign=self.campaign, cadence=self.cleaned_data["cadence"])
        return self.campaign


def _switch(kind: str) -> str:
    return f"send_{kind}"
