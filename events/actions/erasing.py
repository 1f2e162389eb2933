"""What the work side does when an activist is erased: what lies ahead ends, what is past stays counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Activist
from events.actions.assignments import answer, unassign
from events.choices import Answer, EventStatus, Role
from events.models import Assignment, DeliveryAttempt, Link, MailStop, Outcome, Photo
from events.reminders import plan_for
from events.rules.cadence import REPORT_LASTS

COUNTED_ON = timedelta(hours=24)
"""From so long before an event on, people on the spot count on who said yes."""


def objections(activist: Activist, now: datetime) -> list[str]:
    """Return why `activist` cannot be erased now: she is expected somewhere within a day, or her report is missing."""
    yes = activist.assignments.filter(answer=Answer.YES, event__status=EventStatus.PLANNED).select_related(
        "event"
    )
    soon = Q(event__starts_at__lte=now + COUNTED_ON, event__ends_at__gt=now)
    unreported = Q(
        role=Role.LEAD, event__ends_at__lte=now, event__ends_at__gt=now - REPORT_LASTS, event__outcome=None
    )
    return [_said(row, now=now) for row in yes.filter(soon | unreported).order_by("event__starts_at", "pk")]


def _said(assignment: Assignment, *, now: datetime) -> str:
    event = assignment.event
    about = {"event": event.title, "day": date_format(event.starts_wall, "j F Y")}
    if event.ends_at > now:
        return (
            _(
                "People count on this person at “%(event)s” on %(day)s. Take her off first, or wait until it is over."
            )
            % about
        )
    return _("The report on “%(event)s” of %(day)s is missing. Record the outcome first.") % about


def erase(activist: Activist, by: Actor, now: datetime) -> None:
    """End links and wishes of `activist`, take her off what lies ahead and her name off what she reported."""
    for assignment in _ahead(activist, now=now):
        if assignment.role == Role.LEAD and assignment.answer == Answer.YES:
            answer(by=by, assignment=assignment, answer=Answer.NO, now=now)  # so that somebody notices
        unassign(by=by, assignment=assignment, now=now)
    Link.objects.filter(Q(activist=activist) | Q(assignment__activist=activist)).delete()
    MailStop.objects.filter(activist=activist).delete()
    DeliveryAttempt.objects.filter(recorded_by_activist=activist).update(recorded_by_activist=None)
    Outcome.objects.filter(reported_by_activist=activist).update(reported_by_activist=None)
    Photo.objects.filter(added_by_activist=activist).update(added_by_activist=None)
    plan_for(activist, now)


def _ahead(activist: Activist, *, now: datetime) -> QuerySet[Assignment]:
    open_states = (EventStatus.DRAFT, EventStatus.PLANNED)
    found = activist.assignments.filter(event__ends_at__gt=now, event__status__in=open_states)
    return found.select_related("event__section", "event__campaign", "activist").order_by("pk")
