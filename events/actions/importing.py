"""Many events from a list at once: what is ahead is scheduled as always, what is over is kept as history.

History has its report from the row, or none. Nobody is reminded of it and it calls for nobody, since it was written
down when it was over (`rules.calls`, `rules.needs`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.imported import Imported
from accounts.audit import Actor, actor_columns, record_all
from accounts.models import Activist, Section
from events.actions.adding import refuse_closed
from events.actions.board_lines import refresh_lines
from events.actions.links import make_links
from events.actions.listed import EventFacts, Span, known_to, span_of
from events.actions.outcomes import SAID, record_outcome, said_in
from events.actions.placing import Placing
from events.actions.scheduling import edit_event, move_event
from events.choices import Channel, EventKind, EventStatus, Role, Visibility
from events.models import Assignment, Campaign, DeliveryAttempt, Event, Need, Outcome
from events.reminders import plan
from events.rules import lifecycle
from events.rules.outcomes import result_of

CHUNK: Final = 500
EDITED: Final = ("meeting_point", "visibility")
EDITED_BY_ID: Final = ("title", "kind", "address", *EDITED)
"""What a row found by its own id can change; one without is found by the rest."""

Progress = Callable[[int], object]


@dataclass(slots=True)
class EventImport(Imported):
    """What an import of events did."""

    def doubt(self, facts: EventFacts, sentence: str) -> None:
        """Point out what was done with a row."""
        self.doubts.append(_("Row %(row)d: %(sentence)s") % {"row": facts.row, "sentence": sentence})


@dataclass(frozen=True, slots=True)
class _Import:
    """One import: who, into what, as what, and when."""

    by: Actor
    campaign: Campaign
    section: Section
    draft: bool
    now: datetime
    done: EventImport = field(default_factory=EventImport)


@dataclass(frozen=True, slots=True)
class _New:
    """An event to be stored, with its report, how the handing over went, and who leads it."""

    event: Event
    outcome: Outcome | None
    attempt: DeliveryAttempt | None
    lead: Activist | None


@transaction.atomic
def import_events(
    *,
    by: Actor,
    campaign: Campaign,
    section: Section,
    rows: Iterable[EventFacts],
    draft: bool = False,
    now: datetime | None = None,
    progress: Progress = int,
) -> EventImport:
    """Add and change events of `section` by their key, in one transaction; delete none.

    A blank in the list never overwrites. What is ahead is planned, or with `draft` a draft, and mailed about as any
    event. No key may stand twice in `rows`. Raises ValidationError when the campaign is closed.
    """
    refuse_closed(campaign)
    job = _Import(by, campaign, section, draft, now or timezone.now())
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        _import(job, chunk)
        progress(job.done.rows)
    return job.done


def _import(job: _Import, chunk: Sequence[EventFacts]) -> None:
    stored = Event.objects.filter(
        campaign=job.campaign, section=job.section, external_id__in={facts.key for facts in chunk}
    ).select_related("outcome", "section", "place", "mission")
    existing = {event.external_id: event for event in stored}
    known = known_to(job.section, chunk)
    new: list[_New] = []
    for facts in chunk:
        try:
            placing = known.placing(facts)
            span = span_of(facts, placing.time_zone)
            if facts.key in existing:
                with transaction.atomic():
                    changed = _update(job, existing[facts.key], facts, placing, span)
                job.done.updated += changed
                job.done.unchanged += not changed
            else:
                new.append(_built(job, facts, placing, span, known.lead(facts)))
        except ValidationError as error:
            job.done.rejected.append((facts.row, " ".join(error.messages)))
    _store(job, new)
    job.done.created += len(new)


# --- new ----------------------------------------------------------------------------------------------------------


def _built(job: _Import, facts: EventFacts, placing: Placing, span: Span, lead: Activist | None) -> _New:
    is_over = span.ends_at <= job.now
    event = Event(
        campaign=job.campaign,
        section=job.section,
        external_id=facts.key,
        title=facts.title,
        kind=facts.kind,
        meeting_point=facts.meeting_point,
        visibility=facts.visibility or Visibility.SECTION,
        starts_wall=span.wall,
        starts_fold=span.fold,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        **{each.name: getattr(placing, each.name) for each in fields(placing)},
    )
    if is_over or not job.draft:
        event.status, event.planned_at = EventStatus.PLANNED, job.now
    if lead and is_over:
        job.done.doubt(facts, _("lead_email is left out: the event is over."))
    if not facts.country and placing.country and placing.country != job.section.country:
        job.done.doubt(
            facts,
            _("“%(city)s” is taken to be in %(country)s.")
            % {"city": placing.city, "country": event.country.name},
        )
    attempt, outcome = _reported(job, event, facts)
    return _New(event, outcome, attempt, None if is_over else lead)


def _reported(job: _Import, event: Event, facts: EventFacts) -> tuple[DeliveryAttempt | None, Outcome | None]:
    """Return how it went, of an event that has begun; of a hand-in never without what became of the petition."""
    if not (facts.report or facts.petition) or event.status == EventStatus.DRAFT:
        return None, None
    if event.starts_at > job.now:
        job.done.doubt(facts, _("the report is left out: the event has not begun."))
        return None, None
    if event.kind == EventKind.HAND_IN and not facts.petition:
        job.done.doubt(facts, _("the report is left out: of a hand-in it needs reception and petition."))
        return None, None
    attempt = _attempt(job, event, facts) if facts.petition else None
    result = result_of(kind=event.kind, attempts=[attempt] if attempt else [], given_up=False)
    event.status = lifecycle.status_after(result)
    reporter = actor_columns(job.by, prefix="reported_by")
    return attempt, Outcome(event=event, result=result, reported_at=job.now, **facts.report, **reporter)


def _attempt(job: _Import, event: Event, facts: EventFacts) -> DeliveryAttempt:
    return DeliveryAttempt(
        event=event,
        channel=facts.channel or Channel.DOOR,
        reception=facts.reception,
        petition=facts.petition,
        at=event.starts_at,
        created_at=job.now,
        **actor_columns(job.by, prefix="recorded_by"),
    )


def _store(job: _Import, new: Sequence[_New]) -> None:
    events = [each.event for each in new]
    Event.objects.bulk_create(events)
    Outcome.objects.bulk_create(each.outcome for each in new if each.outcome)
    DeliveryAttempt.objects.bulk_create(each.attempt for each in new if each.attempt)
    imported = ((each.event, _fields(each)) for each in new)
    record_all(by=job.by, act="event.imported", rows=imported, section=job.section, at=job.now)
    _ask(job, [(each.event, each.lead) for each in new if each.lead])
    refresh_lines(events=events)
    plan(events=[event for event in events if event.ends_at > job.now], now=job.now)


def _fields(new: _New) -> list[str]:
    return [name for name, part in (("outcome", new.outcome), ("attempts", new.attempt)) if part]


def _ask(job: _Import, leads: Sequence[tuple[Event, Activist]]) -> None:
    """Ask each to lead her event, as `assignments.assign_all` does for one event."""
    Need.objects.bulk_create(Need(event=event, role=Role.LEAD, wanted=1) for event, _lead in leads)
    asked = Assignment.objects.bulk_create(
        Assignment(event=event, activist=lead, role=Role.LEAD, asked_at=job.now) for event, lead in leads
    )
    for assignment in asked:
        make_links(event=assignment.event, assignments=[assignment], now=job.now)
    Activist.objects.filter(pk__in={lead.pk for _event, lead in leads}).update(last_asked_at=job.now)
    role = [f"role:{Role.LEAD}"]
    for act, rows in (
        ("assignment.made", asked),
        ("event.assigned", [event for event, _lead in leads]),
    ):
        record_all(by=job.by, act=act, rows=((row, role) for row in rows), section=job.section, at=job.now)


# --- known --------------------------------------------------------------------------------------------------------


def _update(job: _Import, event: Event, facts: EventFacts, placing: Placing, span: Span) -> bool:
    """Bring a known event in line with its row, by the verbs people use; return whether anything changed."""
    by, now = job.by, job.now
    details = _said(event, facts, EDITED_BY_ID if facts.external_id else EDITED)
    move = _moved(event, facts, placing, span)
    report = _report(event, facts, now=now)
    if details:
        edit_event(by=by, event=event, now=now, **details)
    if move:
        job.done.doubt(facts, _("it moves its event; whoever was told is told again."))
        move_event(by=by, event=event, now=now, **move)
    if report:
        record_outcome(by=by, event=event, now=now, **report)
    return bool(details or move or report)


def _said(event: Event, facts: EventFacts, names: Iterable[str]) -> dict[str, Any]:
    said = {name: getattr(facts, name) for name in names}
    return {name: value for name, value in said.items() if value and value != getattr(event, name)}


def _moved(event: Event, facts: EventFacts, placing: Placing, span: Span) -> dict[str, Any]:
    """Return what is to be moved: a row found by where and when cannot say another place or start."""
    move: dict[str, Any] = {}
    if facts.external_id:
        if (span.wall, span.starts_at) != (event.starts_wall, event.starts_at):
            move |= {"starts_wall": span.wall, "starts_fold": span.fold}
        if (placing.city, placing.mission) != (event.city, event.mission):
            move |= {
                "city": placing.place or placing.city,
                "mission": placing.mission,
                "country": placing.country,
                "time_zone": placing.time_zone,
            }
    says_end = facts.ends is not None or facts.last_day is not None
    if says_end and span.ends_at != event.ends_at:
        move["ends_at"] = span.ends_at
    return move


def _report(event: Event, facts: EventFacts, *, now: datetime) -> dict[str, Any]:
    """Return the whole report where the row says something else of it; what the row leaves blank stays."""
    outcome = getattr(event, "outcome", None)
    stored = {name: getattr(outcome, name) for name in facts.report} if outcome else {}
    takes_none = event.starts_at > now or (event.kind == EventKind.HAND_IN and outcome is None)
    if takes_none or not facts.report or facts.report == stored:
        return {}
    columns = {name: column for name, column in SAID.items() if column in facts.report}
    return said_in(outcome) | {name: facts.report[column] for name, column in columns.items()}
