"""What desks about one event share: the event, a button that has to be pressed, a quiet fold in a layout."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.action import ActionForm
from events.models import Event


def row(*names: str) -> Div:
    """Return fields that stand side by side where there is room."""
    return Div(*names, css_class="hi-three" if len(names) > 2 else "hi-two")


def big(name: str) -> Field:
    """Return a number as the one large field of a page."""
    return Field(name, wrapper_class="hi-big")


def segments(name: str) -> Field:
    """Return a choice as one row of segments."""
    return Field(name, wrapper_class="hi-segments")


def tiles(name: str, *, columns: int = 1) -> Field:
    """Return a choice as tiles a thumb can hit."""
    return Field(name, wrapper_class="hi-tiles hi-tiles-two" if columns == 2 else "hi-tiles")


class Fold(Div):
    """Fields behind a summary; open when one of them has an error or `is_open` says so."""

    template = "events/_fold.html"

    def __init__(self, summary: str, *fields: Any, is_open: bool = False) -> None:
        super().__init__(*fields)
        self.summary = summary
        self.is_open = is_open

    def render(self, form: forms.Form, context: Any, *args: Any, **kwargs: Any) -> Any:
        names = {pointer.name for pointer in self.get_field_names()}
        self.is_open = self.is_open or bool(names & form.errors.keys())
        return super().render(form, context, *args, **kwargs)


class EventActionForm(ActionForm):
    """A form that ends in one action on `event`."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event


class PressForm(EventActionForm):
    """A form without fields: its effect needs the named button (`do`), so that a bare POST changes nothing."""

    press: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        if self.data.get("do") != self.press:
            raise forms.ValidationError(
                _("Nothing was changed. Press the button to do it."), code="not_pressed"
            )
        return super().clean() or {}
