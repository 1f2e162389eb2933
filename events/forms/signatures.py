"""Desk for counting signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import refuse_hidden_characters
from accounts.forms.fields import ClockInput, DayInput
from accounts.models import Section
from events.actions.signatures import count_signatures
from events.forms.campaigns import OfCampaign
from events.models import SignatureCount

LARGEST = 2_147_483_647  # what the column holds


class CountForm(OfCampaign[SignatureCount]):
    """A section's total from one source, as of now or of an earlier instant in the section's zone."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=80,
        validators=[refuse_hidden_characters],
        help_text=gettext_lazy(
            "For example: online, street, partner organisation. The same source again replaces its count."
        ),
    )
    count = forms.IntegerField(
        label=gettext_lazy("Signatures, in total"),
        min_value=0,
        max_value=LARGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    day = forms.DateField(label=gettext_lazy("As of, day"), required=False, widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("As of, time"), required=False, widget=ClockInput())

    field_of = {"as_of": "day"}

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        if len(self.sections) > 1:
            self.fields["section"] = forms.ModelChoiceField(
                sections, label=gettext_lazy("Section"), to_field_name="slug"
            )
        zones = {section.time_zone for section in self.sections}
        zone = zones.pop() if len(zones) == 1 else _("the section's")
        self.fields["time"].help_text = _("Zone: %(zone)s. Both empty: now.") % {"zone": zone}

    def layout(self) -> Layout:
        return Layout(
            *(["section"] if "section" in self.fields else []),
            "source",
            Field("count", css_class="hi-short"),
            Div("day", "time", css_class="hi-two"),
        )

    @property
    def section(self) -> Section:
        """The section that counted."""
        return self.cleaned_data.get("section") or self.sections[0]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("time") and not facts.get("day") and "day" not in self.errors:
            self.add_error("day", _("Give the day as well, or leave both empty."))
        return facts

    def _as_of(self) -> datetime | None:
        """Return the instant meant; a day alone is its end, or now when it is today."""
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        zone = ZoneInfo(self.section.time_zone)
        if day is None:
            return None
        if clock is None:
            return min(
                datetime.combine(day, datetime.max.time().replace(microsecond=0), tzinfo=zone), timezone.now()
            )
        return datetime.combine(day, clock, tzinfo=zone)

    def act(self) -> SignatureCount:
        return count_signatures(
            by=self.by,
            campaign=self.campaign,
            section=self.section,
            source=self.cleaned_data["source"],
            count=self.cleaned_data["count"],
            as_of=self._as_of(),
        )
