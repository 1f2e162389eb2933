"""The fields of one delivery attempt: whom they met, what became of the petition, when and how."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import ClockInput, DayInput
from events.actions.outcomes import correct_attempt, record_attempt
from events.choices import Channel, Petition, Reception
from events.forms.event_action import EventActionForm
from events.models import DeliveryAttempt
from events.rules.local_time import at_or_after_gap, wall_of

MET = [
    (Reception.AMBASSADOR, gettext_lazy("Ambassador")),
    (Reception.CONSUL, gettext_lazy("Consul")),
    (Reception.STAFF, gettext_lazy("Staff")),
    (Reception.GUARD, gettext_lazy("Guard only")),
    (Reception.NOBODY, gettext_lazy("Nobody came")),
    (Reception.REFUSED, gettext_lazy("Refused to meet")),
]
TAKEN = [
    (Petition.ACCEPTED, gettext_lazy("Yes, all of it")),
    (Petition.PART_ACCEPTED, gettext_lazy("A part of it")),
    (Petition.LEFT, gettext_lazy("We left it there")),
    (Petition.REFUSED, gettext_lazy("No, refused")),
    (Petition.NOT_OFFERED, gettext_lazy("We did not offer it")),
]
NOTHING_TAKEN = (Petition.REFUSED, Petition.NOT_OFFERED)


class AttemptFields(EventActionForm):
    """One try to hand over: how, whom they met, what became of the petition."""

    reception = forms.ChoiceField(
        label=gettext_lazy("Did somebody meet you?"), choices=MET, widget=forms.RadioSelect
    )
    petition = forms.ChoiceField(
        label=gettext_lazy("Did they take the petition?"), choices=TAKEN, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How was it tried?"), choices=Channel.choices, initial=Channel.DOOR
    )
    at_date = forms.DateField(label=gettext_lazy("On"), widget=DayInput)
    at_time = forms.TimeField(label=gettext_lazy("At, local time"), widget=ClockInput)
    note = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_of = {"at": "at_date", "signatures_handed_over": "signatures"}

    attempt: DeliveryAttempt | None = None
    """The recorded attempt this form corrects, None while it records a new one."""

    def act(self) -> DeliveryAttempt:
        return self.record()

    def record(self, **more: Any) -> DeliveryAttempt:
        """Record the attempt the fields describe, or correct the one that was recorded."""
        data = self.cleaned_data
        facts = {name: data[name] for name in ("channel", "reception", "petition", "note")} | more
        wall = datetime.combine(data["at_date"], data["at_time"])
        at = at_or_after_gap(wall=wall, zone=self.event.time_zone)
        if self.attempt is None:
            return record_attempt(by=self.by, event=self.event, at=at, **facts)
        return correct_attempt(by=self.by, attempt=self.attempt, at=at, **facts)

    def check_signatures(self) -> None:
        """Nothing taken means nothing handed over: a prefilled allotment goes, a typed number is refused."""
        count = self.cleaned_data.get("signatures")
        if self.cleaned_data.get("petition") not in NOTHING_TAKEN or not count or self.handed_over_before():
            return
        if count == self.event.allotted_signatures:
            self.cleaned_data["signatures"] = 0
        else:
            self.add_error(
                "signatures",
                _("Nothing was taken, so nothing was handed over. Put 0, or change the answer above."),
            )

    def handed_over_before(self) -> bool:
        """Whether another attempt left signatures with the mission."""
        others = (
            self.event.attempts.exclude(pk=self.attempt.pk) if self.attempt else self.event.attempts.all()
        )
        return others.exclude(petition__in=NOTHING_TAKEN).exists()


def recorded(attempt: DeliveryAttempt, *, zone: str) -> dict[str, Any]:
    """Return an attempt as the fields that correct it show it."""
    wall = wall_of(attempt.at, zone)
    kept = ("channel", "reception", "petition", "note", "next_step", "next_due_on")
    return {**{name: getattr(attempt, name) for name in kept}, "at_date": wall.date(), "at_time": wall.time()}
