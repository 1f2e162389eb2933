"""The fields that say where and when; shared by the desks that schedule, move and clone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django_countries import countries

from accounts.fields import refuse_hidden_characters
from accounts.forms.action import ActionForm
from accounts.forms.fields import ClockInput, DayInput, ZoneField
from accounts.models import Section
from events.actions.placing import Placing, place_event
from events.forms.event_action import Fold, row, tiles
from events.models import Campaign, City, Mission
from events.queries.cities import resolve_city
from events.queries.suggestions import mission_by_id, missions_named
from events.rules.local_time import Choice, QuestionableLocalTime, at_or_after_gap, resolve

LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480, 720, 1440)
"""Minutes an event usually lasts; any other end is typed."""

LIKE_A_KEY = re.compile("[0-9]{1,18}")
"""What can be the number of a row: a longer one is nobody's, and Python refuses to read thousands of digits."""


def _countries() -> list[tuple[str, str]]:
    return [("", _("follows from the city")), *((code, str(name)) for code, name in countries)]


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    return (
        _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
        if rest
        else _("%(hours)d h") % {"hours": hours}
    )


def _minutes(value: str) -> int | None:
    """Return the minutes a choice stands for, None for "as long as before"."""
    return int(value) if value.isdigit() else None


def length_choices() -> list[tuple[str, str]]:
    """Return (minutes, words) of the usual lengths."""
    return [(str(minutes), _length(minutes)) for minutes in LENGTHS]


class PlaceFields(ActionForm):
    """City or mission as one field of text. A suggestion also fills hidden fields; plain text is looked up here."""

    where = forms.CharField(
        label=gettext_lazy("City or mission"),
        max_length=160,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "data-suggest-url": reverse_lazy("events:places"),
                "data-suggest-empties": "city mission",
            }
        ),
    )
    city = forms.CharField(required=False, widget=forms.HiddenInput)
    mission = forms.CharField(required=False, widget=forms.HiddenInput)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, choices=_countries)
    time_zone = ZoneField(empty_label=gettext_lazy("follows from the city"))

    field_of = {"city": "where", "mission": "where", "starts_wall": "date", "ends_at": "ends_time"}

    placing: Placing | None = None

    def clean_city(self) -> City | None:
        """A city that is not known is no error: the text beside it is looked up then."""
        number = self.cleaned_data["city"]
        return City.objects.filter(pk=number).first() if LIKE_A_KEY.fullmatch(number) else None

    def clean_mission(self) -> Mission | None:
        return mission_by_id(self.cleaned_data["mission"])

    def by_hand(self) -> Fold:
        """Return the part of the layout for a place that is in no list."""
        return Fold(_("The place is not in the list"), "country", "time_zone")

    def check_place(self, *, section: Section | None) -> None:
        """Find the place and keep it as `placing`; what is wrong with it stands below the field."""
        if section is None or self.errors.keys() & {"where", "city", "mission", "country", "time_zone"}:
            return
        try:
            self.placing = place_event(section=section, **self.place_asked())
        except ValidationError as error:
            self._complain_of_place(error)

    def place_asked(self) -> dict[str, Any]:
        """Return what the form says of the place, as the actions take it."""
        by_hand = {"country": self.cleaned_data["country"] or "", "time_zone": self.cleaned_data["time_zone"]}
        city, mission, text = (self.cleaned_data[name] for name in ("city", "mission", "where"))
        if mission is None and city is None:
            mission = self._mission_named(text)
            return {"mission": mission, "city": None if mission else text, **by_hand}
        if mission is not None and city is None and text != str(mission):
            host = mission.host_country.code or ""
            city = resolve_city(text, country=host) or resolve_city(text) or text
        return {"city": city, "mission": mission, **by_hand}

    def _mission_named(self, text: str) -> Mission | None:
        if self.cleaned_data["time_zone"] or resolve_city(text) is not None:
            return None
        found = missions_named(text)
        if len(found) > 1:
            raise ValidationError(
                {"where": _("Several missions fit these words. Type its city as well, or only the city.")}
            )
        return found[0] if found else None

    def _complain_of_place(self, error: ValidationError) -> None:
        self.complain(error)
        if "mission" in getattr(error, "error_dict", {}):
            # without JavaScript the hidden field would bring the same mission for ever
            self.add_error("where", _("Send it again to go on without this mission."))
            self.data = {**dict(self.data.items()), "mission": ""}


class TimeFields(ActionForm):
    """Date and local time of the start, and which instant is meant on the nights the clocks change."""

    date = forms.DateField(label=gettext_lazy("Date"), widget=DayInput)
    time = forms.TimeField(label=gettext_lazy("Starts, local time"), widget=ClockInput)
    starts_fold = forms.ChoiceField(
        label=gettext_lazy("Which time is meant?"),
        required=False,
        choices=[("0", "0"), ("1", "1")],
        widget=forms.RadioSelect,
    )
    anyway = forms.BooleanField(label=gettext_lazy("Schedule it anyway"), required=False)

    starts: Choice | None = None
    asks_which = False
    asks_anyway = False

    def clock(self, *more: str) -> list[Any]:
        """Return the part of the layout for the start: questions appear only when there is something to ask."""
        questions: list[Any] = []
        if self.asks_anyway or self.ticked_anyway():
            questions.append("anyway")
        if self.asks_which:
            questions.append(tiles("starts_fold"))
        return [row("date", "time", *more), *questions]

    def ticked_anyway(self) -> bool:
        """Whether the reader ticked "anyway" before: the tick must not vanish with another error."""
        return self.is_bound and bool(self.data.get("anyway"))

    def check_start(self, *, zone: str) -> None:
        """Find the instant of the start and keep it as `starts`, or ask which of two is meant."""
        day, clock = self.cleaned_data.get("date"), self.cleaned_data.get("time")
        if day is None or clock is None:
            return
        wall = datetime.combine(day, clock)
        try:
            self.starts = Choice(wall, 0, resolve(wall=wall, zone=zone), timedelta())
        except QuestionableLocalTime as question:
            self._ask_which(question)

    def _ask_which(self, question: QuestionableLocalTime) -> None:
        self.asks_which = True
        self.fields["starts_fold"].choices = [  # type: ignore[attr-defined]
            (str(number), _reading(choice, number, question.choices))
            for number, choice in enumerate(question.choices)
        ]
        chosen = self.cleaned_data.get("starts_fold")
        if chosen:
            self.starts = question.choices[int(chosen)]
        else:
            self.add_error("starts_fold", question.messages[0])

    def check_window(self, campaign: Campaign | None) -> None:
        """Warn once of a day outside the campaign's window; "anyway" goes on."""
        day: date | None = self.cleaned_data.get("date")
        if campaign is None or day is None or campaign.window_start <= day <= campaign.window_end:
            return
        if self.cleaned_data.get("anyway"):
            return
        self.asks_anyway = True
        sentence = _(
            "This day lies outside the campaign's window, %(start)s to %(end)s. Choose another, or tick the box below."
        )
        letters = pgettext("date, in Django's letters", "j F Y")
        window = {
            "start": date_format(campaign.window_start, letters),
            "end": date_format(campaign.window_end, letters),
        }
        self.add_error("date", ValidationError(sentence, code="outside_window", params=window))


class LengthFields(TimeFields):
    """How long it lasts: one of the usual lengths, or an end of its own."""

    lasts = forms.TypedChoiceField(
        label=gettext_lazy("Lasts"), choices=length_choices, initial="60", coerce=_minutes
    )
    ends_date = forms.DateField(label=gettext_lazy("Ends on"), required=False, widget=DayInput)
    ends_time = forms.TimeField(label=gettext_lazy("Ends at, local time"), required=False, widget=ClockInput)

    def another_end(self) -> Fold:
        """Return the part of the layout for an end that is none of the usual lengths."""
        return Fold(_("Another end"), row("ends_date", "ends_time"))

    def ends_at(self, *, zone: str) -> datetime | None:
        """Return the end: what was typed, else start and length, else None (the action decides)."""
        assert self.starts is not None
        clock = self.cleaned_data.get("ends_time")
        if clock is not None:
            day = self.cleaned_data.get("ends_date") or self.starts.wall.date()
            return at_or_after_gap(wall=datetime.combine(day, clock), zone=zone)
        minutes = self.cleaned_data.get("lasts")
        return self.starts.instant + timedelta(minutes=minutes) if minutes else None


def _reading(choice: Choice, number: int, choices: tuple[Choice, ...]) -> str:
    """Return a choice in words: "02:30, the first time (UTC+2)", or "03:30 (UTC+2)" where the walls differ."""
    minutes = int(choice.offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    words = {"time": f"{choice.wall:%H:%M}", "offset": offset}
    if choices[0].wall != choices[1].wall:
        return _("%(time)s (%(offset)s)") % words
    return (
        _("%(time)s, the first time (%(offset)s)")
        if number == 0
        else _("%(time)s, the second time (%(offset)s)")
    ) % words
