"""Every mail one event would bring, by a cadence: when there, and why one does not come. No query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.choices import ReminderKind
from events.rules import cadence as times
from events.rules.cadence import Cadence, Slot
from events.rules.lifecycle import DEFAULT_LENGTH
from events.rules.local_time import at_or_after_gap, wall_of

ASKED_AHEAD = timedelta(days=30)
"""The preview takes it that people are asked so long before the event."""


@dataclass(frozen=True)
class PreviewedMail:
    """One mail of the preview. `why_not`: blank when it goes."""

    kind: ReminderKind
    what: str
    due_at: datetime
    to: str
    why_not: str


def previewed(cadence: Cadence, *, zone: str, starts_wall: datetime) -> Sequence[PreviewedMail]:
    """Return the mails of an event that starts at `starts_wall` in `zone`, in the order they are due."""
    starts_at = at_or_after_gap(wall=starts_wall, zone=zone)
    ends_at = starts_at + DEFAULT_LENGTH
    mails = [
        *_to_activists(cadence, starts_at=starts_at, zone=zone),
        *_to_those_who_run_it(cadence, starts_at=starts_at, ends_at=ends_at, zone=zone),
    ]
    return sorted(mails, key=lambda mail: mail.due_at)


def _to_activists(cadence: Cadence, *, starts_at: datetime, zone: str) -> Iterator[PreviewedMail]:
    asked_at = starts_at - ASKED_AHEAD
    everybody = _("everybody asked")
    yield _mail(Slot(ReminderKind.ASKED, asked_at, starts_at), cadence, everybody)
    nudge = times.nudge(asked_at=asked_at, starts_at=starts_at, zone=zone, cadence=cadence)
    yield _mail(nudge, cadence, _("who has not answered"), why_not=_useless(nudge, asked_at=asked_at))
    found = list(times.before_the_event(starts_at=starts_at, zone=zone, cadence=cadence))
    yield from (_mail(slot, cadence, everybody, why_not=_useless(slot, asked_at=asked_at)) for slot in found)
    if not any(slot.kind == ReminderKind.MORNING_OF for slot in found):
        morning = at_or_after_gap(
            wall=datetime.combine(wall_of(starts_at, zone).date(), cadence.morning_at), zone=zone
        )
        why_not = _("the event starts before %(time)s") % {"time": f"{cadence.morning_from:%H:%M}"}
        yield _mail(Slot(ReminderKind.MORNING_OF, morning, starts_at), cadence, everybody, why_not=why_not)


def _to_those_who_run_it(
    cadence: Cadence, *, starts_at: datetime, ends_at: datetime, zone: str
) -> Iterator[PreviewedMail]:
    gap = times.gap_check(starts_at=starts_at, cadence=cadence)
    yield _mail(gap, cadence, _("owner and coordinators, if somebody is missing"))
    for slot in times.after_the_event(ends_at=ends_at, zone=zone, cadence=cadence):
        is_last = slot.kind == ReminderKind.REPORT_ESCALATED
        yield _mail(slot, cadence, _("coordinators, if no report came") if is_last else _("the lead"))


def _useless(slot: Slot, *, asked_at: datetime) -> str:
    if slot.due_at < asked_at:
        return _("people are asked later than that")
    return "" if slot.due_at < slot.expires_at else _("it would come too late to be of use")


def _mail(slot: Slot, cadence: Cadence, to: str, *, why_not: str = "") -> PreviewedMail:
    if slot.kind in cadence.off:
        why_not = _("switched off")
    return PreviewedMail(slot.kind, capfirst(str(slot.kind.label)), slot.due_at, to, why_not)
