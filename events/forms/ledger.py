"""Desks of the ledger: what is looked for, and the buttons beside mails."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.choices import MailState
from accounts.models import Activist, User
from accounts.permissions import Permission
from events.access import may_on
from events.actions.mail_stops import resume_kind, stop_kind
from events.actions.mails import retry_failed, send_now
from events.choices import ReminderKind
from events.models import Event
from events.queries.ledger import LedgerFilter


class LedgerFilterForm(forms.Form):
    """Search and filters; a value nobody offers filters nothing."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100, widget=forms.SearchInput)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Reminder"), required=False)

    def __init__(self, *args: Any, with_names: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, everything, choices in (
            ("state", _("Any state"), MailState),
            ("kind", _("Anything"), ReminderKind),
        ):
            offered = [(choice.value, capfirst(str(choice.label))) for choice in choices]
            self.fields[name].choices = [("", everything), *offered]  # type: ignore[attr-defined]
        if not with_names:
            del self.fields["q"]

    def asked(self) -> LedgerFilter:
        """Return what is looked for."""
        self.is_valid()
        said = self.cleaned_data
        return LedgerFilter(state=said.get("state", ""), kind=said.get("kind", ""), text=said.get("q", ""))


class StepForm(forms.Form):
    """One of the ledger's steps, pressed by a named button (`do`): a bare POST changes nothing.

    `kind` or `row` say what it is about. `perform` returns how many mails it concerns, None when it was refused.
    """

    steps: tuple[str, ...] = ()
    kind = forms.ChoiceField(choices=ReminderKind, required=False)
    row = forms.IntegerField(required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.step not in self.steps:
            raise ValidationError(_("Nothing was changed. Press the button to do it."), code="not_pressed")
        if not self.errors and not said.get("kind") and said.get("row") is None:
            raise ValidationError(
                _("Nothing was changed. Choose a mail, or a kind of mail."), code="nothing_meant"
            )
        return said

    @property
    def step(self) -> str:
        """The button that was pressed."""
        return str(self.data.get("do", ""))

    def perform(self) -> int | None:
        if not self.is_valid():
            return None
        try:
            return self.act()
        except ValidationError as error:
            self.add_error(None, error)
            return None

    @abstractmethod
    def event_meant(self) -> Event | None:
        """Return the event whose mails the step is about; None where `by` may not touch them."""

    @abstractmethod
    def act(self) -> int:
        """Take the step; return how many mails it concerns. Raises ValidationError."""

    def send_or_retry(self, event: Event) -> int:
        """Send one mail about `event` now, or try again what failed."""
        kind, row = self.cleaned_data["kind"], self.cleaned_data["row"]
        if self.step == "send_now":
            send_now(by=self.by, event=event, key=row or 0)
            return 1
        twice = self.step == "retry_twice"
        return retry_failed(by=self.by, event=event, kind=kind, key=row, twice=twice)


class EventStepForm(StepForm):
    """A step about the mails of one event."""

    steps = ("send_now", "retry", "retry_twice", "stop", "resume")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def event_meant(self) -> Event | None:
        return self.event

    def act(self) -> int:
        kind = self.cleaned_data["kind"]
        if self.step in ("stop", "resume"):
            return _stop_or_resume(self.step, kind=kind, by=self.by, event=self.event)
        return self.send_or_retry(self.event)


class ActivistStepForm(StepForm):
    """A step about all mails to one activist, or about one of them."""

    steps = ("send_now", "retry", "retry_twice", "stop", "resume")

    def __init__(self, *args: Any, activist: Activist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activist = activist

    def event_meant(self) -> Event | None:
        row = self.cleaned_data.get("row") or 0
        mail = self.activist.reminders.select_related("event__section").filter(pk=row).first()
        return mail.event if mail and may_on(self.by, Permission.CHANGE_EVENTS, mail.event) else None

    def act(self) -> int:
        kind = self.cleaned_data["kind"]
        if self.step in ("stop", "resume"):
            return _stop_or_resume(self.step, kind=kind, by=self.by, activist=self.activist)
        if (event := self.event_meant()) is None:
            raise ValidationError(_("This mail is not there any more. Look at the list again."), code="gone")
        return self.send_or_retry(event)


def _stop_or_resume(step: str, **about: Any) -> int:
    if step == "stop":
        stop_kind(**about)
        return 1
    return int(resume_kind(**about))
