"""Which kinds of mail people may stop, and what speaks against a kind by anybody's wish. Pure."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.choices import ReminderKind
from events.rules.people import EventPlan, Person
from events.rules.reasons import NotSent

ALWAYS_SENT = frozenset(
    {ReminderKind.ASKED, ReminderKind.MOVED, ReminderKind.CANCELLED, ReminderKind.UNASSIGNED}
)
"""Nobody is left standing at the wrong place and time for want of a mail (docs/decisions/0011)."""
STOPPABLE = tuple(kind for kind in ReminderKind if kind not in ALWAYS_SENT)
TO_USERS = frozenset({ReminderKind.GAP, ReminderKind.REPORT_ESCALATED})
"""They go to who runs the event, and never to activists."""
TO_ACTIVISTS = tuple(kind for kind in STOPPABLE if kind not in TO_USERS)
"""What can be stopped of the mails that go to activists."""


def why_silenced(event: EventPlan, person: Person | None, kind: str) -> NotSent | None:
    """Return why no mail of this kind goes to `person` about `event`, None when nothing speaks against it."""
    if kind in ALWAYS_SENT:
        return None
    if kind in event.cadence.off:
        return NotSent.SWITCHED_OFF
    if kind in event.stopped_kinds or (person is not None and kind in person.stopped_kinds):
        return NotSent.STOPPED_KIND
    return None


def refuse_stopping(kind: str, *, for_activist: bool) -> None:
    """Raise ValidationError unless mails of this kind can be stopped: for one activist, or for one event."""
    if kind in ALWAYS_SENT:
        raise ValidationError(
            _(
                "This kind of mail always goes out: people rely on it to be at the right place, or not to come."
            ),
            code="always_sent",
        )
    if kind not in (TO_ACTIVISTS if for_activist else STOPPABLE):
        raise ValidationError(_("Activists get no mail of this kind."), code="not_to_activists")
