"""The desk for what is said of an event; where and when have desks of their own (scheduling)."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import User
from accounts.permissions import Permission, may
from events.actions.organisers import name_organisers
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


def _members(event: Event) -> QuerySet[User]:
    """Return the users who can be responsible for an event: those of its section who do more than look."""
    roles = (Role.COORDINATOR, Role.ORGANISER)
    return User.objects.filter(
        is_active=True, memberships__section=event.section_id, memberships__role__in=roles
    )


class EditForm(EventActionForm):
    """Texts, kind and visibility of an event; what is frozen once it has begun is not offered then.

    Who is responsible is for the section's coordinators to say.
    """

    model = Event
    model_fields = DETAILS

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=EventKind.choices, widget=forms.RadioSelect)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=Visibility.choices, widget=forms.RadioSelect
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Responsible"),
        to_field_name="public_id",
        required=False,
        empty_label=gettext_lazy("nobody"),
        help_text=gettext_lazy("Gets the mails of the lead where nobody leads."),
    )
    organisers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Organisers"),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They run this event as its coordinators do."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        stored = {name: getattr(event, name) for name in (*DETAILS, "kind", "visibility")}
        super().__init__(*args, event=event, initial=stored, **kwargs)
        low_texts(self)
        if event.starts_at <= timezone.now():
            self._drop(*FROZEN_ONCE_BEGUN)
        if may(self.by, Permission.MANAGE_SECTION, section=event.section):
            self._offer_members(event)
        else:
            self._drop("owner", "organisers")

    def _drop(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def _offer_members(self, event: Event) -> None:
        members = _members(event)
        for name in ("owner", "organisers"):
            self.fields[name].queryset = members  # type: ignore[attr-defined]
        self.initial["owner"] = event.owner and event.owner.public_id
        self.initial["organisers"] = list(event.organisers.values_list("public_id", flat=True))

    def layout(self) -> Layout:
        order = ("title", "kind", "visibility", *DETAILS[1:], "owner", "organisers")
        drawn = {"kind": segments("kind"), "visibility": segments("visibility")}
        return Layout(*(drawn.get(name, name) for name in order if name in self.fields))

    def act(self) -> Event:
        changes = dict(self.cleaned_data)
        organisers = changes.pop("organisers", None)
        with transaction.atomic():
            if organisers is not None:
                name_organisers(by=self.by, event=self.event, organisers=organisers)
            return edit_event(by=self.by, event=self.event, **changes)
