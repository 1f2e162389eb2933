"""Desks for campaigns: write down, change, open, close."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.forms.action import ActionForm, Row
from accounts.forms.fields import DayInput
from events.actions.campaigns import (
    close_campaign,
    draft_campaign,
    edit_campaign,
    open_campaign,
    start_campaign,
)
from events.choices import EventStatus
from events.models import Campaign

FACTS = (
    "title",
    "slug",
    "ask",
    "target_country",
    "target_label",
    "day_of_action",
    "window_start",
    "window_end",
)
RESERVED = frozenset({"new"})
DAYS = ("day_of_action", "window_start", "window_end")


class CampaignForm(ActionForm[Campaign]):
    """What a campaign says and when it takes place."""

    model = Campaign
    model_fields = FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DAYS:
            self.fields[name].widget = DayInput()
        self.fields["ask"].widget.attrs["rows"] = 5
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Stands in addresses. Empty: from the title.")

    def layout(self) -> Layout:
        return Layout(
            "title",
            "ask",
            Div("target_country", "target_label", css_class="hi-two"),
            Div(*DAYS, css_class="hi-three"),
            Field("slug", css_class="hi-short"),
        )

    def clean(self) -> dict[str, Any]:
        """Fill an empty short name; the form names the field that is to blame where a constraint could not."""
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("slug") in RESERVED:
            self.add_error("slug", _("This short name is an address of its own. Choose another."))
        if not facts.get("slug") and facts.get("title"):
            facts["slug"] = slugify(facts["title"])[:80].strip("-")
            if not facts["slug"]:
                self.add_error("slug", _("Give a short name in Latin letters; the title has none to take."))
        self._check_days(facts)
        if {"target_country", "target_label"} <= facts.keys() and not (
            facts["target_country"] or facts["target_label"]
        ):
            self.add_error("target_country", _("Choose the target state, or name the target."))
        return facts

    def _check_days(self, facts: dict[str, Any]) -> None:
        day, start, end = (facts.get(name) for name in DAYS)
        if start and end and end < start:
            self.add_error("window_end", _("The window must end on or after its first day."))
        elif day and start and end and not start <= day <= end:
            self.add_error("day_of_action", _("The day of action must lie inside the window."))


class NewCampaignForm(CampaignForm):
    """Writes down a campaign and opens it; the second button keeps it a draft."""

    DRAFT: ClassVar[tuple[str, str]] = ("keep", "draft")

    @property
    def second(self) -> tuple[str, str, str | Promise]:
        """The second button, as _parts/form.html takes it."""
        return (*self.DRAFT, _("Keep as draft"))

    def act(self) -> Campaign:
        name, value = self.DRAFT
        verb = draft_campaign if self.data.get(name) == value else open_campaign
        return verb(by=self.by, **self.cleaned_data)


class OfCampaign(ActionForm[Row]):
    """A form that ends in one action on `campaign`."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign


class EditCampaignForm(CampaignForm, OfCampaign[Campaign]):
    """Changes a campaign; its events keep their own days."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        initial = {name: getattr(campaign, name) for name in FACTS}
        super().__init__(*args, campaign=campaign, initial=initial, **kwargs)

    def act(self) -> Campaign:
        return edit_campaign(by=self.by, campaign=self.campaign, **self.cleaned_data)


class PressedForm(OfCampaign[Campaign]):
    """A form without fields: only its named button counts, so that a bare POST changes nothing."""

    press: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        if self.data.get("do") != self.press:
            raise forms.ValidationError(
                _("Nothing was changed. Press the button to do it."), code="not_pressed"
            )
        return super().clean() or {}


class OpenCampaignForm(PressedForm):
    """Opens a draft, or a closed campaign again."""

    press = "open"

    def act(self) -> Campaign:
        return start_campaign(by=self.by, campaign=self.campaign)


class CloseCampaignForm(PressedForm):
    """Closes a campaign; refused while planned events are ahead."""

    press = "close"

    def events_ahead(self) -> int:
        """Return how many planned events stand in the way."""
        return self.campaign.events.filter(status=EventStatus.PLANNED, ends_at__gt=timezone.now()).count()

    def act(self) -> Campaign:
        return close_campaign(by=self.by, campaign=self.campaign)
