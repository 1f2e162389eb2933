"""Desks for needs, assignments and answers."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from accounts.forms.action import ActionForm
from accounts.models import Activist
from events.actions.assignments import answer, assign, set_needs, unassign
from events.choices import Answer, Role
from events.forms.event_action import EventActionForm, PressForm, row, tiles
from events.models import Assignment, Event

MOST_PEOPLE = 10_000


class NeedsForm(EventActionForm):
    """How many of each role the event wants; empty and 0 mean nobody."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        wanted = dict(event.needs.values_list("role", "wanted"))
        for role in Role:
            field = forms.IntegerField(
                label=capfirst(str(role.label)),
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                initial=wanted.get(role),
            )
            field.widget.attrs["inputmode"] = "numeric"
            self.fields[role.value] = field

    def layout(self) -> Layout:
        names = [role.value for role in Role]
        return Layout(*(row(*names[start : start + 3]) for start in range(0, len(names), 3)))

    def act(self) -> Event:
        set_needs(
            by=self.by, event=self.event, wanted={role: n or 0 for role, n in self.cleaned_data.items()}
        )
        return self.event


class AssignForm(EventActionForm):
    """Ask one activist to take a role. Only those of the event's section can be named, whoever tries."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, widget=forms.RadioSelect)
    activist = forms.ModelChoiceField(
        Activist.objects.none(),
        to_field_name="public_id",
        error_messages={
            "required": gettext_lazy("Choose a person."),
            "invalid_choice": gettext_lazy(
                "This person is not in your section. Only your own activists can be assigned."
            ),
        },
    )

    def __init__(self, *args: Any, activists: QuerySet[Activist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activist"].queryset = activists  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(tiles("role", columns=2))

    def act(self) -> Assignment:
        data = self.cleaned_data
        return assign(by=self.by, event=self.event, activist=data["activist"], role=data["role"])


class AnswerForm(ActionForm):
    """Record what somebody said on the phone; the button says yes or no."""

    answer = forms.ChoiceField(
        choices=[(Answer.YES, Answer.YES.label), (Answer.NO, Answer.NO.label)],
        error_messages={"required": gettext_lazy("Nothing was recorded. Choose yes or no.")},
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def act(self) -> Assignment:
        return answer(by=self.by, assignment=self.assignment, answer=self.cleaned_data["answer"])


class UnassignForm(PressForm):
    """Take somebody off a role."""

    press = "unassign"

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, event=assignment.event, **kwargs)
        self.assignment = assignment

    def act(self) -> Assignment:
        return unassign(by=self.by, assignment=self.assignment)
