"""Needs, assignments and answers. Each keeps the reminders in step, in its own transaction."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record
from accounts.models import Activist
from events.actions.changing import changing
from events.actions.links import make_links
from events.choices import Answer, Role
from events.models import Assignment, Event, Need
from events.reminders import plan
from events.rules import lifecycle


def set_need(*, by: Actor, event: Event, role: str, wanted: int, now: datetime | None = None) -> Need | None:
    """Say how many of `role` the event wants; 0 removes the need (returns None). Raises ValidationError."""
    now = now or timezone.now()
    with changing(event):
        lifecycle.refuse_assigning(status=event.status, ends_at=event.ends_at, now=now)
        need = event.needs.filter(role=role).first()
        if wanted:
            need = need or Need(event=event, role=role)
            need.wanted = wanted
            need.full_clean()
            need.save()
        elif need is None:
            return None
        else:
            need.delete()
        record(by=by, act="event.need_set", row=event, fields=[f"need:{role}"], section=event.section, at=now)
        plan(events=[event], now=now)
    return need if wanted else None


def assign(
    *, by: Actor, event: Event, activist: Activist, role: str, now: datetime | None = None
) -> Assignment:
    """Ask `activist` to take `role`. For a planned event the first mail is due at once.

    Raises ValidationError: another section's activist, the same role twice, an event that is over or cancelled.
    """
    now = now or timezone.now()
    with changing(event):
        lifecycle.refuse_assigning(status=event.status, ends_at=event.ends_at, now=now)
        if activist.section_id != event.section_id:
            raise ValidationError(
                {
                    "activist": _(
                        "This person belongs to another section. Only your own activists can be assigned."
                    )
                },
                code="other_section",
            )
        assignment = Assignment(event=event, activist=activist, role=role, asked_at=now)
        _check(assignment)
        assignment.save()
        make_links(event=event, assignments=[assignment], now=now)
        activist.last_asked_at = now
        activist.save(update_fields=["last_asked_at"])
        record(
            by=by,
            act="assignment.made",
            row=assignment,
            fields=[f"role:{role}"],
            section=event.section,
            at=now,
        )
        record(by=by, act="event.assigned", row=event, fields=[f"role:{role}"], section=event.section, at=now)
        plan(events=[event], now=now)
    return assignment


def _check(assignment: Assignment) -> None:
    try:
        assignment.full_clean()
    except ValidationError as error:
        # the constraint speaks of three columns; the form's field is the person
        messages = error.message_dict.pop("__all__", None)
        raise (ValidationError({"activist": messages}) if messages else error) from error


def unassign(*, by: Actor, assignment: Assignment, now: datetime | None = None) -> Assignment:
    """Take somebody off a role; whoever was mailed before is told. Returns the row that is no longer stored."""
    now = now or timezone.now()
    event = assignment.event
    with changing(event):
        key, stored = assignment.pk, Assignment.objects.filter(pk=assignment.pk)
        if not stored.exists():
            raise ValidationError(_("This person was taken off already."), code="gone")
        record(
            by=by,
            act="assignment.ended",
            row=assignment,
            fields=[f"role:{assignment.role}"],
            section=event.section,
            at=now,
        )
        record(
            by=by,
            act="event.unassigned",
            row=event,
            fields=[f"role:{assignment.role}"],
            section=event.section,
            at=now,
        )
        stored.delete()
        assignment.pk = key
        plan(events=[event], now=now)
    return assignment


def answer(*, by: Actor, assignment: Assignment, answer: str, now: datetime | None = None) -> Assignment:
    """Record yes or no. Said twice it changes nothing; a lead's no after a yes is noticed at once.

    Raises ValidationError when the event is cancelled or over.
    """
    now = now or timezone.now()
    with changing(assignment.event) as event:
        assignment.refresh_from_db(fields=["answer", "answered_at", "said_yes_at"])
        _answer(by=by, event=event, assignment=assignment, answer=_known(answer), now=now)
        plan(events=[event], now=now)
    return assignment


def answer_event(
    *, by: Actor, event: Event, activist: Activist, answer: str, now: datetime | None = None
) -> list[Assignment]:
    """Record one answer for every role `activist` is asked for at `event`. Raises ValidationError as `answer` does."""
    now = now or timezone.now()
    with changing(event):
        assignments = list(event.assignments.filter(activist=activist))
        for assignment in assignments:
            _answer(by=by, event=event, assignment=assignment, answer=_known(answer), now=now)
        plan(events=[event], now=now)
    return assignments


def _known(answer: str) -> Answer:
    if answer not in (Answer.YES, Answer.NO):
        raise ValidationError({"answer": _("Choose “I can come” or “I can't”.")}, code="no_answer")
    return Answer(answer)


def _answer(*, by: Actor, event: Event, assignment: Assignment, answer: Answer, now: datetime) -> None:
    lifecycle.refuse_answering(status=event.status, ends_at=event.ends_at, now=now)
    if assignment.answer == answer:
        return
    if assignment.role == Role.LEAD and assignment.answer == Answer.YES:
        event.lead_withdrew_at = now
        event.lead_withdrawals += 1
        event.save(update_fields=["lead_withdrew_at", "lead_withdrawals"])
    assignment.answer, assignment.answered_at = answer, now
    if answer == Answer.YES:
        assignment.said_yes_at = now
    assignment.save(update_fields=["answer", "answered_at", "said_yes_at"])
    record(by=by, act="assignment.answered", row=assignment, fields=["answer"], section=event.section, at=now)
    record(
        by=by,
        act="event.answered",
        row=event,
        fields=[f"role:{assignment.role}"],
        section=event.section,
        at=now,
    )
