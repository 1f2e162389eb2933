"""Needs, assignments and answers. Each keeps the reminders in step, in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, record, record_all
from accounts.models import Activist
from events.actions.board_lines import refresh_lines
from events.actions.changing import changing
from events.actions.links import make_links
from events.choices import Answer, Role
from events.models import Assignment, Event, Need
from events.reminders import plan
from events.rules import lifecycle


def set_need(*, by: Actor, event: Event, role: str, wanted: int, now: datetime | None = None) -> Need | None:
    """Say how many of `role` the event wants; 0 removes the need (returns None). Raises ValidationError."""
    return set_needs(by=by, event=event, wanted={role: wanted}, now=now).get(role)


def set_needs(
    *, by: Actor, event: Event, wanted: Mapping[str, int], now: datetime | None = None
) -> dict[str, Need]:
    """Say how many of each role the event wants ({role: number}; 0 removes); roles not named stay.

    Returns the needs that changed, by role. Raises ValidationError.
    """
    now = now or timezone.now()
    with changing(event):
        lifecycle.refuse_assigning(status=event.status, ends_at=event.ends_at, now=now)
        stored = {need.role: need for need in event.needs.all()}
        wanted = {
            role: number
            for role, number in wanted.items()
            if number != (stored[role].wanted if role in stored else 0)
        }
        if not wanted:
            return {}
        event.needs.filter(role__in=[role for role, number in wanted.items() if not number]).delete()
        needs = [_need(event, stored.get(role), role, number) for role, number in wanted.items() if number]
        for need in needs:
            need.save()
        changed = [f"need:{role}" for role in wanted]
        record(by=by, act="event.need_set", row=event, fields=changed, section=event.section, at=now)
        refresh_lines(events=[event])
        plan(events=[event], now=now)
    return {need.role: need for need in needs}


def _need(event: Event, stored: Need | None, role: str, wanted: int) -> Need:
    need = stored or Need(event=event, role=role)
    need.wanted = wanted
    need.clean_fields()
    need.validate_constraints(exclude={"event", "role"})
    return need


def assign(
    *, by: Actor, event: Event, activist: Activist, role: str, now: datetime | None = None
) -> Assignment:
    """Ask `activist` to take `role`. Raises ValidationError as `assign_all` does."""
    return assign_all(by=by, event=event, people=[(activist, role)], now=now)[0]


@transaction.atomic
def assign_all(
    *, by: Actor, event: Event, people: Sequence[tuple[Activist, str]], now: datetime | None = None
) -> list[Assignment]:
    """Ask each activist to take a role; all or nobody. For a planned event the first mails are due at once.

    Raises ValidationError: another section's activist, the same role twice, an event that is over or cancelled.
    """
    now = now or timezone.now()
    # People before events, as everywhere: whoever edits a person replans the person's events in the same transaction.
    asked = Activist.objects.filter(pk__in=[activist.pk for activist, role in people])
    list(asked.select_for_update().order_by("pk").values_list("pk"))
    with changing(event):
        lifecycle.refuse_assigning(status=event.status, ends_at=event.ends_at, now=now)
        _refuse_people(event, people)
        assignments = Assignment.objects.bulk_create(
            Assignment(event=event, activist=activist, role=role, asked_at=now) for activist, role in people
        )
        make_links(event=event, assignments=assignments, now=now)
        asked.update(last_asked_at=now)
        roles = [f"role:{role}" for activist, role in people]
        made = [(assignment, [role]) for assignment, role in zip(assignments, roles, strict=True)]
        record_all(by=by, act="assignment.made", rows=made, section=event.section, at=now)
        record(by=by, act="event.assigned", row=event, fields=set(roles), section=event.section, at=now)
        refresh_lines(events=[event])
        plan(events=[event], now=now)
    return assignments


def _refuse_people(event: Event, people: Sequence[tuple[Activist, str]]) -> None:
    taken = set(event.assignments.values_list("activist_id", "role"))
    for activist, role in people:
        if activist.section_id != event.section_id:
            raise ValidationError(
                {
                    "activist": ValidationError(
                        _("This person belongs to another section. Only your own can be assigned."),
                        code="other_section",
                    )
                }
            )
        if role not in Role.values:
            raise ValidationError(
                {"role": ValidationError(_("Choose a role from the list."), code="unknown_role")}
            )
        if (activist.pk, role) in taken:
            raise ValidationError(
                {
                    "activist": ValidationError(
                        _("This activist has this role at this event already."), code="twice"
                    )
                }
            )
        taken.add((activist.pk, role))


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
        refresh_lines(events=[event])
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
        refresh_lines(events=[event])
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
        refresh_lines(events=[event])
        plan(events=[event], now=now)
    return assignments


def _known(answer: str) -> Answer:
    if answer not in (Answer.YES, Answer.NO):
        raise ValidationError(
            {"answer": ValidationError(_("Choose “I can come” or “I can't”."), code="no_answer")}
        )
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
