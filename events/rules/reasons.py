"""Why a mail about an event does not go out, in words for people; what the mail server says is accounts.post's."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.choices import ReminderKind


class NotSent(TextChoices):
    """Stored in `last_error` of a reminder that was cancelled or missed."""

    NOT_PLANNED = "not_planned", _("the event is not planned")
    EVENT_CANCELLED = "event_cancelled", _("the event is cancelled")
    MOVED = "moved", _("the event has changed since")
    REPORTED = "reported", _("the outcome is recorded")
    UNASSIGNED = "unassigned", _("the person is not assigned any more")
    ASSIGNED_AGAIN = "assigned_again", _("the person is assigned again")
    NOT_RESPONSIBLE = "not_responsible", _("somebody else is responsible now")
    ANSWERED_NO = "answered_no", _("the person cannot come")
    ANSWERED = "answered", _("the person has answered")
    OPTED_OUT = "opted_out", _("the person wants no mail")
    PAUSED = "paused", _("the person wants no mail for now")
    SWITCHED_OFF = "switched_off", _("the campaign does without this kind")
    SET_EARLIER = "set_earlier", _("the campaign has it sent earlier now, and that time is over")
    STOPPED_KIND = "stopped_kind", _("this kind of mail is stopped")
    SUPPRESSED = "suppressed", _("the address does not take mail")
    DEACTIVATED = "deactivated", _("the account is closed")
    FILLED = "filled", _("nobody is missing any more")
    SUPERSEDED = "superseded", _("a later mail says more")
    NOT_NEEDED = "not_needed", _("it is not needed any more")


STOPPED = frozenset(
    {NotSent.OPTED_OUT, NotSent.PAUSED, NotSent.SUPPRESSED, NotSent.DEACTIVATED, NotSent.STOPPED_KIND}
)
"""The person's wish or state, not the event's: it may change without the event being planned anew."""


BY_DAYS = frozenset({ReminderKind.WEEK_BEFORE, ReminderKind.DAY_BEFORE})
"""They go so many days before the event; how many, the campaign says."""

_WHY_IT_GOES: dict[str, Promise] = {
    ReminderKind.ASKED: _("somebody is asked to take part"),
    ReminderKind.WEEK_BEFORE: _("the event comes nearer"),
    ReminderKind.DAY_BEFORE: _("the event is near"),
    ReminderKind.MORNING_OF: _("the event is today"),
    ReminderKind.MOVED: _("time or place has changed"),
    ReminderKind.CANCELLED: _("the event does not take place"),
    ReminderKind.NUDGE: _("an answer is missing"),
    ReminderKind.REPORT_DUE: _("the event is over"),
    ReminderKind.REPORT_AGAIN: _("the report is missing"),
    ReminderKind.REPORT_ESCALATED: _("the report is still missing"),
    ReminderKind.UNASSIGNED: _("the person was taken off the event"),
    ReminderKind.GAP: _("somebody is missing, or the lead withdrew"),
}


def why_it_goes(kind: str, *, days: int | None) -> str:
    """Return why a mail of this kind goes or went, for people to read; `days`: how many before the event, if known."""
    if kind in BY_DAYS and days is not None and days > 0:
        return ngettext("%(n)d day before the event", "%(n)d days before the event", days) % {"n": days}
    return str(_WHY_IT_GOES[kind])
