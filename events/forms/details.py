"""The desk for what is said of an event; where and when have desks of their own (scheduling)."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from events.actions.scheduling import edit_event
from events.choices import EventKind, Visibility
from events.forms.event_action import EventActionForm, segments
from events.models import Event

DETAILS = (
    "title",
    "meeting_point",
    "address",
    "what_to_bring",
    "if_refused",
    "contact_phone",
    "allotted_signatures",
    "discreet",
)
FROZEN_ONCE_BEGUN = ("kind", "meeting_point", "address")


def low_texts(form: forms.Form) -> None:
    """Let fields of several lines begin with two of them."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 2


class EditForm(EventActionForm):
    """Texts, kind and visibility of an event; what is frozen once it has begun is not offered then."""

    model = Event
    model_fields = DETAILS

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=EventKind.choices, widget=forms.RadioSelect)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=Visibility.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        stored = {name: getattr(event, name) for name in (*DETAILS, "kind", "visibility")}
        super().__init__(*args, event=event, initial=stored, **kwargs)
        low_texts(self)
        if event.starts_at <= timezone.now():
            for name in FROZEN_ONCE_BEGUN:
                del self.fields[name]

    def layout(self) -> Layout:
        kind = [segments("kind")] if "kind" in self.fields else []
        texts = [name for name in DETAILS if name in self.fields]
        return Layout("title", *kind, segments("visibility"), *texts[1:])

    def act(self) -> Event:
        return edit_event(by=self.by, event=self.event, **self.cleaned_data)
