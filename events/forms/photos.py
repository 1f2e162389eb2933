"""Desks for photos: sending one, saying what it shows, covering faces, approving it for the press."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Activist
from events.actions.photos import (
    add_photo,
    approve_photo,
    cover_photo,
    delete_photo,
    describe_photo,
    withdraw_photo,
)
from events.choices import PhotoConsent
from events.forms.event_action import EventActionForm, PressForm, tiles
from events.models import Photo
from events.rules.photos import MOST_BYTES, Box

ACCEPTED = "image/jpeg,image/png,image/webp"
MOST_BOXES = 12
NOT_ASKED = ("", gettext_lazy("not asked yet"))


LABELS = {
    "caption": gettext_lazy("Caption"),
    "alt": gettext_lazy("What can be seen, for people who cannot see it"),
    "credit": gettext_lazy("Credit"),
}


def consent_field() -> forms.ChoiceField:
    """Return the question whether the people shown agreed."""
    return forms.ChoiceField(
        label=gettext_lazy("Did the people shown agree?"),
        choices=[*PhotoConsent.choices, NOT_ASKED],
        required=False,
        initial="",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Until they did, only the section sees the photo."),
    )


class AddPhotoForm(EventActionForm):
    """A photo, for whoever sends one: the file, what it shows, whom to credit, whether the people shown agreed."""

    model = Photo
    model_fields: ClassVar[tuple[str, ...]] = ("caption", "alt", "credit")

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        allow_empty_file=True,  # said by the action, like everything else that is no photo
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "Place and camera data are removed. Please leave out faces of people who have not agreed."
        ),
    )
    consent = consent_field()
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {"key": uuid4(), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        for name in self.model_fields:
            self.fields[name].label = LABELS[name]

    @property
    def helper(self) -> FormHelper:
        """Without a CSRF token for an activist: the pages behind links read no cookie it could be compared with."""
        helper = super().helper
        helper.disable_csrf = isinstance(self.by, Activist)
        return helper

    def layout(self) -> Layout:
        return Layout("key", "photo", tiles("consent"), "caption", "alt", "credit")

    def clean_photo(self) -> Any:
        """Say so before reading it: of a file that is too large nothing but its size was kept."""
        file = self.cleaned_data["photo"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The photo is larger than 10 MB. Send a smaller one."), code="too_large"
            )
        return file

    def act(self) -> Photo:
        data = dict(self.cleaned_data)
        file, key = data.pop("photo"), data.pop("key") or uuid4()
        return add_photo(by=self.by, event=self.event, key=key, original=file.read(), **data)

    def complain(self, error: forms.ValidationError) -> None:
        """Put what is wrong with the file beside it."""
        if hasattr(error, "error_dict"):
            super().complain(error)
        else:
            self.add_error("photo", error)


class LinkPhotoForm(AddPhotoForm):
    """The same on a phone in the rain: the file and consent; the section writes the rest."""

    model_fields = ("caption",)

    def layout(self) -> Layout:
        return Layout("key", "photo", tiles("consent"), "caption")


class _OfPhoto(EventActionForm):
    """A form about one photo of the event."""

    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        self.photo = photo
        super().__init__(*args, event=photo.event, **kwargs)


class DescribePhotoForm(_OfPhoto):
    """What is said about a photo."""

    model = Photo
    model_fields = ("caption", "alt", "credit")

    consent = consent_field()

    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        names = (*self.model_fields, "consent")
        kwargs["initial"] = {name: getattr(photo, name) for name in names}
        super().__init__(*args, photo=photo, **kwargs)
        for name in self.model_fields:
            self.fields[name].label = LABELS[name]

    def layout(self) -> Layout:
        return Layout("caption", "alt", "credit", tiles("consent"))

    def act(self) -> Photo:
        return describe_photo(by=self.by, photo=self.photo, **self.cleaned_data)


class CoverPhotoForm(_OfPhoto):
    """Black boxes over a photo, in percent, one a line: js/cover.js writes them, or a person."""

    boxes = forms.CharField(
        label=gettext_lazy("Boxes"),
        max_length=1_000,
        help_text=gettext_lazy(
            "One box a line, in percent of the photo: from the left, from the top, width, height. Example: 40 10 12 18"
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )

    def clean_boxes(self) -> list[Box]:
        """Return the boxes. Raises ValidationError for a line that is none."""
        lines = [line for line in self.cleaned_data["boxes"].splitlines() if line.strip()]
        if len(lines) > MOST_BOXES:
            raise forms.ValidationError(_("At most 12 boxes at a time."), code="too_many")
        return [self._box(line) for line in lines]

    @staticmethod
    def _box(line: str) -> Box:
        try:
            left, top, width, height = (float(part) for part in line.split())
        except ValueError:
            left = -1.0
        if not (left >= 0 and 0 <= top < 100 and left < 100 and 0 < width <= 100 and 0 < height <= 100):
            raise forms.ValidationError(
                _("“%(line)s” is no box. Write four numbers from 0 to 100, with blanks between them."),
                code="no_box",
                params={"line": line},
            )
        return Box(left=left, top=top, width=width, height=height)

    def act(self) -> Photo:
        return cover_photo(by=self.by, photo=self.photo, boxes=self.cleaned_data["boxes"])


class PressPhotoForm(_OfPhoto, PressForm):
    """Approve a photo for the press, or take the approval back."""

    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        super().__init__(*args, photo=photo, **kwargs)
        self.press = "withdraw" if photo.approved_at else "approve"  # type: ignore[misc]

    def act(self) -> Photo:
        step = withdraw_photo if self.press == "withdraw" else approve_photo
        return step(by=self.by, photo=self.photo)


class DeletePhotoForm(_OfPhoto, PressForm):
    """Delete a photo for good."""

    press = "delete"

    def act(self) -> Photo:
        delete_photo(by=self.by, photo=self.photo)
        return self.photo
