"""Desk for what users say about themselves."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from accounts.actions.preferences import edit_preferences
from accounts.forms.action import ActionForm
from accounts.forms.fields import ClockInput, ZoneField
from accounts.models import User

FACTS = ("name", "language", "time_zone", "discreet", "quiet_from", "quiet_until")


class PreferencesForm(ActionForm[User]):
    """Changes the signed-in user's own preferences."""

    model = User
    model_fields = FACTS

    time_zone = ZoneField(
        empty_label=_("do not show my time"), help_text=_("For “your time” beside local times.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, initial={name: getattr(by, name) for name in FACTS}, **kwargs)
        self.fields["quiet_from"].widget = ClockInput()
        self.fields["quiet_until"].widget = ClockInput()

    def layout(self) -> Layout:
        return Layout(
            "name",
            Div("language", "time_zone", css_class="hi-two"),
            Fieldset(
                _("Mails to you"),
                "discreet",
                Div("quiet_from", "quiet_until", css_class="hi-two"),
                css_class="hi-optional",
            ),
        )

    def act(self) -> User:
        return edit_preferences(by=self.by, user=self.by, **self.cleaned_data)
