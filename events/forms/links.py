"""Desks behind the links in mails: one thing each, for somebody without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.activists import opt_out
from accounts.models import Activist
from events.actions.assignments import answer_event
from events.choices import Answer
from events.forms.event_action import EventActionForm
from events.models import Assignment

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


def stop_mails(activist: Activist) -> Activist:
    """Stop every mail to `activist`, as they asked."""
    return opt_out(by=activist, activist=activist)
