"""Desks for a section: a new one, and its settings."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from accounts.actions.sections import create_section, edit_section
from accounts.forms.action import ActionForm
from accounts.forms.fields import CountriesField, ZoneField
from accounts.models import Section

FACTS = ("name", "country", "time_zone", "language", "sender_name", "neutral_sender_name", "reply_to")


class _SectionForm(ActionForm[Section]):
    """What is asked about a section, new or not."""

    model = Section
    model_fields = FACTS

    time_zone = ZoneField(
        help_text=_("Proposed for places that are in no list, and for the section's own times.")
    )
    covers = CountriesField(
        label=_("Countries covered"),
        required=False,
        help_text=_(
            "Events at missions in these countries come to your section. A country has one covering section."
        ),
    )

    def layout(self) -> Layout:
        return Layout(
            "name",
            Div("country", "language", css_class="hi-two"),
            "time_zone",
            Field("covers", wrapper_class="hi-many"),
            Fieldset(
                _("Mails to activists"),
                Div("sender_name", "neutral_sender_name", css_class="hi-two"),
                "reply_to",
                css_class="hi-optional",
            ),
        )


class SectionForm(_SectionForm):
    """Changes `section`."""

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        initial = {name: getattr(section, name) for name in FACTS} | {"covers": section.covers}
        super().__init__(*args, initial=initial, **kwargs)
        self.section = section
        # What is covered stands first: nobody finds one tick among 250 names.
        covers = self.fields["covers"]
        covers.choices = sorted(covers.choices, key=lambda choice: choice[0] not in section.covers)  # type: ignore[attr-defined]

    def act(self) -> Section:
        return edit_section(by=self.by, section=self.section, **self.cleaned_data)


class NewSectionForm(_SectionForm):
    """Adds a section. Where no country is ticked it covers its own, unless another section does."""

    def act(self) -> Section:
        said = self.cleaned_data
        return create_section(by=self.by, **{**said, "covers": said["covers"] or None})
