"""Desks for what came of an event: the report, further delivery attempts, giving up. The lead's link uses them too."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms.fields import DayInput
from accounts.models import Activist
from events.actions.outcomes import SAID, received_once, record_outcome, said_in
from events.choices import Doubt, EventKind
from events.forms.attempts import AttemptFields, recorded
from events.forms.details import low_texts
from events.forms.event_action import EventActionForm, Fold, big, row, segments, tiles
from events.forms.turnout import PeopleField, both_ends
from events.models import DeliveryAttempt, Event, Outcome
from events.queries.doubts import doubts_about
from events.rules.local_time import at_or_after_gap, wall_of

MOST_SIGNATURES = 100_000_000


def reported(event: Event) -> dict[str, Any]:
    """Return what is recorded so far, as `record_outcome` takes it: a correction keeps what it does not touch."""
    return said_in(Outcome.objects.filter(event=event).first())


def signatures_field(**more: Any) -> forms.IntegerField:
    """Return a field for a number of signatures, with digits on a phone's keyboard."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(min_value=0, max_value=MOST_SIGNATURES, required=False, widget=widget, **more)


class ReportForm(EventActionForm):
    """What came of an event that has no attempt to ask about: turnout, signatures, words."""

    model = Outcome
    model_fields = ("turnout_source", "summary", "quote")
    field_of = {"signatures_handed_over": "signatures", "at": "at_date"}

    signatures = signatures_field(label=gettext_lazy("How many signatures were handed over?"))
    turnout_low = PeopleField(label=gettext_lazy("At least"))
    turnout_high = PeopleField(label=gettext_lazy("At most"))
    press_present = forms.TypedChoiceField(
        label=gettext_lazy("Was the press there?"),
        choices=[("True", pgettext_lazy("answer", "yes")), ("False", pgettext_lazy("answer", "no"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("The figures are right as they stand"), required=False
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """One per page that is shown: what a phone sends again is known by it."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        outcome = Outcome.objects.filter(event=event).first()
        self.before = said_in(outcome)
        initial = {"key": uuid4(), **(self.before or {"signatures": event.allotted_signatures})}
        initial |= {"is_confirmed": bool(outcome and outcome.is_confirmed), **kwargs.pop("initial", {})}
        super().__init__(*args, event=event, initial=initial, **kwargs)
        low_texts(self)
        self._ask_about(doubts_about(outcome) if outcome else [])
        self.fields["turnout_source"].widget = forms.RadioSelect(choices=self._sources())
        self.fields["summary"].widget.attrs["placeholder"] = _("What should the others know?")
        if event.kind != EventKind.HAND_IN:
            del self.fields["signatures"]
        elif event.allotted_signatures:
            self.fields["signatures"].help_text = _(
                "Allotted to this mission: %(n)s. Change it if you handed over fewer."
            ) % {"n": f"{event.allotted_signatures:,}"}

    def _ask_about(self, found: list[Doubt]) -> None:
        """Ask whether figures that look wrong are right; nothing where none do."""
        self.fields["is_confirmed"].help_text = " ".join(str(doubt.label) for doubt in found)
        if not found:
            del self.fields["is_confirmed"]

    def forget_allotment(self) -> None:
        """Leave out what would tell of the event: a phone keeps this form for when it has no network."""
        self.initial.pop("signatures", None)
        if "signatures" in self.fields:
            self.fields["signatures"].help_text = ""

    @property
    def helper(self) -> FormHelper:
        """Without a CSRF token for an activist: the pages behind links read no cookie it could be compared with."""
        helper = super().helper
        helper.disable_csrf = isinstance(self.by, Activist)
        return helper

    def _sources(self) -> list[tuple[str, str]]:
        return [choice for choice in self.fields["turnout_source"].choices if choice[0]]  # type: ignore[attr-defined]

    css = "hi-questions"

    def layout(self) -> Layout:
        return Layout("key", *self.doubtful(), *self.questions(), segments("press_present"), "quote")

    def doubtful(self) -> list[str]:
        """Return the question about figures that look wrong, where it is asked."""
        return [name for name in ("is_confirmed",) if name in self.fields]

    def questions(self) -> list[Any]:
        """Return the questions every report asks."""
        signatures = [big("signatures")] if "signatures" in self.fields else []
        hint = format_html(
            '<p class="form-text">{}</p>', _("A number or words: about 200, 50+, 40–60, hundreds.")
        )
        turnout = Fieldset(
            _("How many people were there?"),
            row("turnout_low", "turnout_high"),
            HTML(hint),
            segments("turnout_source"),
        )
        return [*signatures, turnout, "summary"]

    def large_questions(self) -> list[str]:
        """Return the questions a bar counts; either field of "a|b" answers one."""
        asked = [name for name in ("reception", "petition", "signatures") if name in self.fields]
        return [*asked, "turnout_low|turnout_high", "summary"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        low, high = both_ends(self.cleaned_data.get("turnout_low"), self.cleaned_data.get("turnout_high"))
        self.cleaned_data |= {"turnout_low": low, "turnout_high": high}
        if low is not None and high is not None and low > high:
            self.add_error("turnout_high", _("“At least” cannot be more than “at most”."))
        return self.cleaned_data

    def act(self) -> Outcome:
        """Store what was said; what was received before is left as it is."""
        with received_once(event=self.event, key=self.cleaned_data["key"]) as is_new:
            return self.store() if is_new else Outcome.objects.get(event=self.event)

    def store(self) -> Outcome:
        """Record the outcome the fields describe."""
        said = {name: self.cleaned_data[name] for name in SAID if name in self.cleaned_data}
        vouched = self.cleaned_data.get("is_confirmed")  # None where nothing was asked
        return record_outcome(by=self.by, event=self.event, is_confirmed=vouched, **{**self.before, **said})


class HandInReportForm(AttemptFields, ReportForm):
    """The report on a hand-in: the attempt on the day and the outcome in one go, to record or to correct.

    Sent twice, the second one meets the recorded attempt and changes nothing.
    """

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        self.attempt = event.attempts.filter(at__gte=_day_begins(event)).first()
        start = {"at_date": event.starts_wall.date(), "at_time": event.starts_wall.time()}
        known = recorded(self.attempt, zone=event.time_zone) if self.attempt else start
        super().__init__(*args, event=event, initial=known, **kwargs)

    def layout(self) -> Layout:
        how = Fold(
            _("More: press, quote, when and how"),
            segments("press_present"), "quote", "channel", row("at_date", "at_time"), "note",
        )  # fmt: skip
        questions = (tiles("reception", columns=2), tiles("petition"), *self.questions())
        return Layout("key", *self.doubtful(), *questions, how)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_signatures()
        return self.cleaned_data

    def act(self) -> Outcome:  # type: ignore[override]
        return ReportForm.act(self)

    def store(self) -> Outcome:
        """Record or correct the attempt of the day, then the outcome."""
        self.record()
        return super().store()


def _day_begins(event: Event) -> datetime:
    """Return local midnight of the event's day: letters before it are contact, not the attempt of the day."""
    return at_or_after_gap(wall=datetime.combine(event.local_date, time()), zone=event.time_zone)


class AttemptForm(AttemptFields):
    """Another attempt, days or weeks later; the report's signatures can follow it at once."""

    signatures = signatures_field(label=gettext_lazy("Signatures handed over, all attempts together"))
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    next_due_on = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=DayInput)

    def __init__(
        self,
        *args: Any,
        event: Event,
        initial: dict[str, Any],
        attempt: DeliveryAttempt | None = None,
        **kwargs: Any,
    ) -> None:
        self.attempt, self.before = attempt, reported(event)
        now = wall_of(timezone.now(), event.time_zone).replace(second=0, microsecond=0)
        start = {"at_date": now.date(), "at_time": now.time(), "signatures": self._likely(event)}
        known = recorded(attempt, zone=event.time_zone) if attempt else {}
        super().__init__(*args, event=event, initial={**start, **known, **initial}, **kwargs)
        if not self.before:
            del self.fields["signatures"]

    def _likely(self, event: Event) -> int | None:
        counted = self.before.get("signatures")
        return counted if counted or self.attempt else event.allotted_signatures

    def layout(self) -> Layout:
        signatures = ["signatures"] if "signatures" in self.fields else []
        return Layout(
            "channel", row("at_date", "at_time"), tiles("reception", columns=2), tiles("petition"), *signatures,
            "note", Fold(_("What comes next"), "next_step", "next_due_on"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.check_signatures()
        return self.cleaned_data

    def act(self) -> DeliveryAttempt:
        data = self.cleaned_data
        with transaction.atomic():
            attempt = self.record(next_step=data["next_step"], next_due_on=data["next_due_on"])
            if self.before:
                record_outcome(
                    by=self.by, event=self.event, **{**self.before, "signatures": data["signatures"]}
                )
        return attempt


class GiveUpForm(EventActionForm):
    """Give a hand-in up, with the reason; an attempt can still follow."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_of = {"given_up_reason": "reason"}

    def act(self) -> Outcome:
        kept = reported(self.event)
        return record_outcome(
            by=self.by, event=self.event, **{**kept, "given_up_reason": self.cleaned_data["reason"]}
        )


def report_form(event: Event) -> type[ReportForm]:
    """Return the desk that fits the kind of event: only a hand-in is asked about an attempt."""
    return HandInReportForm if event.kind == EventKind.HAND_IN else ReportForm
