"""Desks for the where and when of events: schedule, move, clone, confirm, cancel."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Section
from accounts.permissions import Permission, may, sections_where
from events.access import visible_campaigns
from events.actions.cloning import clone_event
from events.actions.placing import title_of
from events.actions.scheduling import cancel_event, confirm_event, move_event, schedule_event
from events.choices import CampaignStatus, EventKind, Visibility
from events.forms.details import DETAILS, low_texts
from events.forms.event_action import EventActionForm, Fold, PressForm, row, segments
from events.forms.place_and_time import LengthFields, PlaceFields, TimeFields, length_choices
from events.models import Campaign, Event

DETAILS_FOLDED = tuple(name for name in DETAILS if name != "meeting_point")


class ScheduleForm(PlaceFields, LengthFields):
    """A new event: city and time are enough."""

    model = Event
    model_fields = DETAILS

    campaign = ModelChoiceField(Campaign.objects.none(), label=gettext_lazy("Campaign"), to_field_name="slug")
    section = ModelChoiceField(Section.objects.none(), label=gettext_lazy("Section"), to_field_name="slug")
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=EventKind.choices,
        initial=EventKind.HAND_IN,
        widget=forms.RadioSelect,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=Visibility.choices,
        initial=Visibility.SECTION,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        low_texts(self)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Empty: made of city, kind and mission.")
        statuses = [CampaignStatus.OPEN]
        if may(self.by, Permission.MANAGE_CAMPAIGNS):
            statuses.append(CampaignStatus.DRAFT)
        self._offer("campaign", Campaign.objects.filter(status__in=statuses))
        self.schedulable = sections_where(self.by, Permission.SCHEDULE_EVENTS)
        self._offer("section", self.schedulable | sections_where(self.by, Permission.DRAFT_EVENTS))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Offer `rows`; where there is only one, nobody is asked."""
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]
        known = list(rows[:2])
        if len(known) == 1:
            field.initial = known[0].slug
            field.widget = field.hidden_widget()

    @property
    def is_draft(self) -> bool:
        """Whether "Save as draft" was pressed."""
        return self.data.get("save") == "draft"

    @property
    def second(self) -> tuple[str, str, str]:
        """The other button: (name, value, words)."""
        return "save", "draft", _("Save as draft")

    def layout(self) -> Layout:
        return Layout(
            *(name for name in ("campaign", "section") if self.fields[name].widget.is_hidden),
            *self._chosen_row(),
            segments("kind"),
            "where", "city", "mission",
            self.by_hand(),
            *self.clock("lasts"),
            self.another_end(),
            "meeting_point",
            segments("visibility"),
            Fold(_("More: title, what to bring, signatures, discreet mail"), *DETAILS_FOLDED),
        )  # fmt: skip

    def _chosen_row(self) -> list[Any]:
        asked = [name for name in ("campaign", "section") if not self.fields[name].widget.is_hidden]
        return [row(*asked)] if asked else []

    def clean(self) -> dict[str, Any]:
        super().clean()
        section = self.cleaned_data.get("section")
        if section and not self.is_draft and not self.schedulable.filter(pk=section.pk).exists():
            self.add_error("section", _("You can save a draft here; the section itself confirms it."))
        self.check_place(section=section)
        if self.placing:
            self.check_start(zone=self.placing.time_zone)
        self.check_window(self.cleaned_data.get("campaign"))
        return self.cleaned_data

    def act(self) -> Event:
        assert self.placing
        assert self.starts
        data = self.cleaned_data
        return schedule_event(
            by=self.by,
            campaign=data["campaign"],
            section=data["section"],
            kind=data["kind"],
            starts_wall=self.starts.wall,
            starts_fold=self.starts.fold,
            ends_at=self.ends_at(zone=self.placing.time_zone),
            visibility=data["visibility"],
            draft=self.is_draft,
            **self.place_asked(),
            **{name: data[name] for name in DETAILS if name != "title"},
            title=data["title"] or title_of(self.placing, kind=data["kind"]),
        )


class MoveForm(PlaceFields, LengthFields, EventActionForm):
    """Another time or place for an event; what is not touched stays."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        start = {
            "where": event.city,
            "date": event.starts_wall.date(),
            "time": event.starts_wall.time(),
            "lasts": "same",
        }
        super().__init__(*args, event=event, initial=start, **kwargs)
        self.fields["lasts"].choices = [("same", _("as long as before")), *length_choices()]  # type: ignore[attr-defined]
        self.fields["anyway"].label = _("Move it anyway")

    def layout(self) -> Layout:
        return Layout("where", "city", "mission", self.by_hand(), *self.clock("lasts"), self.another_end())

    @property
    def is_elsewhere(self) -> bool:
        """Whether the form says anything new about the place."""
        data = self.cleaned_data
        named = any(data.get(name) for name in ("city", "mission", "country", "time_zone"))
        return named or data.get("where") != self.event.city

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.is_elsewhere:
            self.check_place(section=self.event.section)
        if self.placing or not self.is_elsewhere:
            self.check_start(zone=self.placing.time_zone if self.placing else self.event.time_zone)
        self.check_window(self.event.campaign)
        return self.cleaned_data

    def act(self) -> Event:
        assert self.starts
        place = self.place_asked() if self.is_elsewhere else {}
        zone = self.placing.time_zone if self.placing else self.event.time_zone
        return move_event(
            by=self.by,
            event=self.event,
            starts_wall=self.starts.wall,
            starts_fold=self.starts.fold,
            ends_at=self.ends_at(zone=zone),
            **place,
        )


class CloneForm(TimeFields, EventActionForm):
    """The same event at another time: a draft, with place, texts and needs, without people."""

    campaign = ModelChoiceField(
        Campaign.objects.none(),
        label=gettext_lazy("Campaign"),
        to_field_name="slug",
        empty_label=None,
    )

    field_of = {"starts_wall": "date"}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        start = {"campaign": event.campaign.slug, "time": event.starts_wall.time()}
        super().__init__(*args, event=event, initial=start, **kwargs)
        known = visible_campaigns(self.by).exclude(status=CampaignStatus.CLOSED)
        self.fields["campaign"].queryset = known  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout("campaign", *self.clock())

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_start(zone=self.event.time_zone)
        self.check_window(self.cleaned_data.get("campaign"))
        return self.cleaned_data

    def act(self) -> Event:
        assert self.starts
        return clone_event(
            by=self.by,
            event=self.event,
            campaign=self.cleaned_data["campaign"],
            starts_wall=self.starts.wall,
            starts_fold=self.starts.fold,
        )


class ConfirmForm(PressForm):
    """A draft becomes a planned event."""

    press = "confirm"

    def act(self) -> Event:
        return confirm_event(by=self.by, event=self.event)


class CancelForm(EventActionForm):
    """Call an event off; the reason is mailed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The people you asked will read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def act(self) -> Event:
        return cancel_event(by=self.by, event=self.event, reason=self.cleaned_data["reason"])
