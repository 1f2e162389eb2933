"""Why a mail about an event does not go out, in words for people; what the mail server says is accounts.post's."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
