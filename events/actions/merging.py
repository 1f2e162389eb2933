"""What the work side does when two activists are one person: all that is about either becomes the kept one's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from accounts.choices import MailState
from accounts.models import Activist
from events.actions.board_lines import refresh_lines
from events.choices import Answer, Role
from events.models import Assignment, DeliveryAttempt, Event, Link, MailStop, Outcome, Photo, Reminder
from events.queries.merging import mails_of, same_role
from events.rules.merging import join_mails, later_answer_wins


def merge(kept: Activist, gone: Activist, by: Actor, now: datetime) -> None:
    """Give all that is about `gone` to `kept`; where both have the same, one stays.

    Raises ValidationError while a mail to either is leaving.
    """
    _lock(kept, gone)
    _join_reminders(kept, gone)
    events = list(Event.objects.filter(assignments__activist=gone).distinct())
    for stays, goes in same_role(kept, gone):
        _join_assignments(stays, goes, by=by, now=now)
    gone.assignments.update(activist=kept)
    refresh_lines(events=events)
    _former(Link.objects.filter(activist=gone), activist=kept)
    wanted_none_of = kept.mail_stops.values("kind")
    MailStop.objects.filter(activist=gone).exclude(kind__in=wanted_none_of).update(activist=kept)
    MailStop.objects.filter(activist=gone).delete()
    DeliveryAttempt.objects.filter(recorded_by_activist=gone).update(recorded_by_activist=kept)
    Outcome.objects.filter(reported_by_activist=gone).update(reported_by_activist=kept)
    Photo.objects.filter(added_by_activist=gone).update(added_by_activist=kept)


def _lock(kept: Activist, gone: Activist) -> None:
    """Keep planners, answers and the clock away from both, as reminders.planning does, and see that no mail leaves."""
    theirs = Q(assignments__activist__in=(kept, gone)) | Q(reminders__activist__in=(kept, gone))
    ids = Event.objects.filter(theirs).order_by().values("pk")
    list(Event.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    mails = Reminder.objects.filter(activist__in=(kept, gone)).order_by("pk")
    states = list(mails.select_for_update(no_key=True).values_list("state", flat=True))
    if MailState.SENDING in states:
        raise ValidationError(
            _("A mail to this person is leaving at this moment. Try again in a minute."), code="leaving"
        )


def _join_reminders(kept: Activist, gone: Activist) -> None:
    mails = mails_of(kept, gone)
    joined = join_mails(mails)
    Reminder.objects.filter(pk__in=joined.doubles).delete()
    # the kept one's later rounds first: the rows that follow take the places they leave
    for mail in sorted(mails, key=lambda mail: (not mail.is_kept, -mail.round)):
        number = joined.rounds.get(mail.id)
        if number is not None and (not mail.is_kept or number != mail.round):
            Reminder.objects.filter(pk=mail.id).update(activist=kept, round=number)


def _join_assignments(stays: Assignment, goes: Assignment, *, by: Actor, now: datetime) -> None:
    """Let `stays` carry the later answer of both, and whatever stands in mails to either lead to it."""
    event = stays.event
    before = stays.answer
    if later_answer_wins(stays.answered_at, goes.answered_at):
        stays.answer, stays.answered_at = goes.answer, goes.answered_at
    stays.said_yes_at = stays.said_yes_at or goes.said_yes_at
    stays.asked_at = min(stays.asked_at, goes.asked_at)
    stays.save(update_fields=["answer", "answered_at", "said_yes_at", "asked_at"])
    _former(goes.links.all(), assignment=stays)
    goes.delete()
    led = Answer.YES in (before, goes.answer)
    if stays.role == Role.LEAD and led and stays.answer == Answer.NO and event.ends_at > now:
        event.lead_withdrew_at = now  # so that somebody notices, as when a lead says no after a yes
        event.lead_withdrawals += 1
        event.save(update_fields=["lead_withdrew_at", "lead_withdrawals"])
    fields = [f"role:{stays.role}"]
    record(by=by, act="event.people_merged", row=event, fields=fields, section=event.section, at=now)


def _former(links: Iterable[Link], **subject: Activist | Assignment) -> None:
    """Let links of mails that went out go on working for `subject`; new mails carry its own."""
    own = {link.purpose for link in Link.objects.filter(**subject, is_former=False)}
    for link in links:
        for name, value in subject.items():
            setattr(link, name, value)
        link.is_former = link.is_former or link.purpose in own
        link.save(update_fields=[*subject, "is_former"])
