"""Desks behind the links in mails: one thing each, for somebody without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.actions.activists import opt_out
from accounts.models import Activist
from events.actions.assignments import answer_event
from events.actions.links import renew_calendar
from events.actions.mail_stops import resume_kind, stop_kind
from events.choices import Answer, ReminderKind
from events.forms.event_action import EventActionForm
from events.models import Assignment

TO_CHOOSE = (ReminderKind.WEEK_BEFORE, ReminderKind.DAY_BEFORE, ReminderKind.MORNING_OF, ReminderKind.NUDGE)
"""Kinds people choose among by themselves: the others are asked of them, or tell of a change."""
NOTHING_RECORDED = _("Nothing was recorded. Choose one of the two buttons.")


class AnswerLinkForm(EventActionForm):
    """Yes or no, for every role the activist is asked for. Without the named button nothing is recorded."""

    answer = forms.ChoiceField(
        choices=[(Answer.YES, Answer.YES.label), (Answer.NO, Answer.NO.label)],
        error_messages={"required": NOTHING_RECORDED, "invalid_choice": NOTHING_RECORDED},
    )

    def __init__(self, *args: Any, activist: Activist, **kwargs: Any) -> None:
        super().__init__(*args, by=activist, **kwargs)
        self.activist = activist

    def act(self) -> list[Assignment]:
        said = self.cleaned_data["answer"]
        return answer_event(by=self.activist, event=self.event, activist=self.activist, answer=said)


class WantedKindsForm(forms.Form):
    """Which kinds of mail an activist wants to get, of those she may choose among."""

    kinds = forms.MultipleChoiceField(
        label=_("I want"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, activist: Activist, **kwargs: Any) -> None:
        self.stopped = set(activist.mail_stops.values_list("kind", flat=True))
        wanted = [kind.value for kind in TO_CHOOSE if kind not in self.stopped]
        super().__init__(*args, **kwargs)
        self.initial["kinds"] = wanted
        self.activist = activist
        self.fields["kinds"].choices = [(kind.value, capfirst(str(kind.label))) for kind in TO_CHOOSE]  # type: ignore[attr-defined]

    def perform(self) -> int | None:
        """Stop the kinds that are not ticked, let the others go; None when what came is no choice."""
        if not self.is_valid():
            return None
        wanted = set(self.cleaned_data["kinds"])
        stop = [kind for kind in TO_CHOOSE if kind not in wanted and kind not in self.stopped]
        resume = [kind for kind in TO_CHOOSE if kind in wanted and kind in self.stopped]
        for kind in stop:
            stop_kind(by=self.activist, activist=self.activist, kind=kind)
        for kind in resume:
            resume_kind(by=self.activist, activist=self.activist, kind=kind)
        return len(stop) + len(resume)


def new_calendar(activist: Activist) -> None:
    """Give the activist's calendar another address, as she asked."""
    renew_calendar(by=activist, activist=activist)


def stop_mails(activist: Activist) -> Activist:
    """Stop every mail to `activist`, as they asked."""
    return opt_out(by=activist, activist=activist)
