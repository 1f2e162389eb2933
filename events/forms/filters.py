"""The filters of the list of events. They live in the address, so that a list can be sent to somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Section, User
from accounts.permissions import Permission, sections_where
from events.access import visible_campaigns
from events.choices import BoardState, EventKind
from events.queries.events import EventFilter
from events.rules.wording import listed

WHEN = [
    ("", _("Any time")),
    ("ahead", _("Ahead and now")),
    ("day", _("In the next 24 hours")),
    ("week", _("In the next 7 days")),
    ("over", _("Over")),
]
EVERYWHERE = "all"
"""Value of `section` for every event the reader may see, beyond her own sections."""


class EventFilterForm(forms.Form):
    """Search and filters; a value nobody offers filters nothing."""

    q = forms.CharField(
        label=_("Search city, title, mission"), required=False, max_length=100, widget=forms.SearchInput
    )
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHEN)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_sections = list(sections_where(reader, Permission.SEE_EVENTS))
        campaigns = list(visible_campaigns(reader).values_list("slug", "title"))
        self._offer(
            "state", gettext("Any state"), [(state.value, capfirst(str(state.label))) for state in BoardState]
        )
        self._offer(
            "kind", gettext("Anything"), [(kind.value, capfirst(str(kind.label))) for kind in EventKind]
        )
        self._offer("campaign", gettext("All campaigns"), campaigns)
        self._offer_sections(self.own_sections)
        if len(campaigns) < 2:
            del self.fields["campaign"]

    def _offer(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def _offer_sections(self, own: list[Section]) -> None:
        single = [(section.slug, section.name) for section in own] if len(own) > 1 else []
        mine = own[0].name if len(own) == 1 else gettext("My sections")
        self._offer("section", mine, [*single, (EVERYWHERE, gettext("All I may see"))])

    def scope(self) -> str:
        """Return in words whose events are listed: of one section, of the reader's own, or all she may see."""
        asked = self.asked().section
        if asked == EVERYWHERE:
            return gettext("All I may see")
        own = [section.name for section in self.own_sections if asked in ("", section.slug)]
        return listed(own) or gettext("No section yet")

    def asked(self) -> EventFilter:
        """Return what is asked for. `section` may be EVERYWHERE."""
        self.is_valid()
        said = {
            name: self.cleaned_data.get(name, "") for name in ("campaign", "section", "state", "kind", "when")
        }
        return EventFilter(text=self.cleaned_data.get("q", ""), **said)
