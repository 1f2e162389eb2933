"""Desks for activists: one person's facts, and the list's search."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actions.activists import LONGEST_EMAIL, LONGEST_PHONE, add_activist, edit_activist
from accounts.fields import masked_email, masked_phone
from accounts.forms.action import ActionForm
from accounts.forms.fields import ClockInput, DayInput
from accounts.models import Activist, Section

FACTS = ("name", "language", "discreet", "quiet_from", "quiet_until", "paused_until")


class ActivistForm(ActionForm[Activist]):
    """The facts about one activist."""

    model = Activist
    model_fields = FACTS

    email = forms.EmailField(label=_("E-mail"), max_length=LONGEST_EMAIL)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=LONGEST_PHONE,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("To call on the day, with the country's prefix."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiet_from"].widget = ClockInput()
        self.fields["quiet_until"].widget = ClockInput()
        self.fields["paused_until"].widget = DayInput()
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def layout(self) -> Layout:
        return Layout(
            *(["section"] if "section" in self.fields else []),
            "name",
            Div("email", "phone", css_class="hi-two"),
            Field("language", css_class="hi-short"),
            Fieldset(
                _("How we write"),
                "discreet",
                Div("quiet_from", "quiet_until", css_class="hi-two"),
                Field("paused_until", css_class="hi-short"),
                css_class="hi-optional",
            ),
        )

    def facts(self) -> dict[str, Any]:
        """Return what was typed, as the actions take it."""
        return {name: self.cleaned_data[name] for name in (*FACTS, "email", "phone")}


class NewActivistForm(ActivistForm):
    """Adds an activist to one of `sections`; with only one there is nothing to choose."""

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        self.initial.setdefault("language", self.sections[0].language)
        if len(self.sections) > 1:
            self.fields["section"] = forms.ModelChoiceField(
                sections, label=_("Section"), to_field_name="slug"
            )

    def act(self) -> Activist:
        section = self.cleaned_data.get("section") or self.sections[0]
        return add_activist(by=self.by, section=section, **self.facts())


class EditActivistForm(ActivistForm):
    """Changes `activist`. Address and phone are not shown: what is typed replaces them, a blank leaves them alone."""

    def __init__(self, *args: Any, activist: Activist, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(activist, name) for name in FACTS}, **kwargs)
        self.activist = activist
        for name, masked in (
            ("email", masked_email(activist.email)),
            ("phone", masked_phone(activist.phone)),
        ):
            field = self.fields[name]
            field.required = False
            if masked:
                field.help_text = _("Now %(masked)s. Leave this empty to keep it.") % {"masked": masked}
        if activist.phone:
            self.fields["no_phone"] = forms.BooleanField(label=_("Remove the phone number"), required=False)

    def layout(self) -> Layout:
        layout = super().layout()
        if "no_phone" in self.fields:
            layout.insert(2, "no_phone")
        return layout

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        typed = {name: value for name, value in facts.items() if value or name not in ("email", "phone")}
        return {**typed, "phone": ""} if self.cleaned_data.get("no_phone") else typed

    def act(self) -> Activist:
        return edit_activist(by=self.by, activist=self.activist, **self.facts())


class DoublesForm(forms.Form):
    """Finds the other row of a person."""

    q = forms.CharField(
        label=_("Name, e-mail or phone"),
        required=False,
        max_length=254,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )

    def wanted(self) -> str:
        """Return what is looked for; what cannot be read counts as nothing, since it came from an address."""
        self.is_valid()
        return self.cleaned_data.get("q", "")


class ActivistFilterForm(forms.Form):
    """What the list is asked for. `sections` are those whose activists the reader looks after."""

    NAME, LAST_ASKED = "name", "last_asked"
    DOUBLES = "doubles"

    q = forms.CharField(
        label=_("Name, e-mail or phone"),
        required=False,
        max_length=254,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label=_("Section"),
        required=False,
        to_field_name="slug",
        empty_label=_("all of mine"),
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("everybody")), (DOUBLES, _("perhaps on the list twice"))],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(NAME, _("by name")), (LAST_ASKED, _("longest not asked first"))],
    )

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        if len(sections) < 2:
            del self.fields["section"]

    def wanted(self) -> dict[str, Any]:
        """Return the answers; what cannot be read counts as not asked, since it came from an address."""
        self.is_valid()
        return {"q": "", "section": None, "show": "", "sort": self.NAME} | {
            name: value for name, value in self.cleaned_data.items() if value
        }
