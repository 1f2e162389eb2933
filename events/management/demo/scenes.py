"""What people do in the demo, one function per verb, each through the actions that their own clicks go through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from uuid import uuid4

from accounts.actions.activists import opt_out
from accounts.audit import Actor
from events.actions import assignments, outcomes, photos, scheduling, signatures
from events.choices import PhotoConsent, TurnoutSource
from events.management.demo.acts import Act, Part, Report, Try
from events.management.demo.almanac import zone_of
from events.management.demo.cast import GLOBAL_COORDINATOR
from events.management.demo.drawing import gate
from events.management.demo.stage import Stage
from events.models import Event


def draft(stage: Stage, acts: Iterable[Act], *, now: datetime) -> None:
    """Draft events in their sections, as the global coordinator."""
    for act in acts:
        stage.events[act.key] = _schedule(stage, act, by=stage.users[GLOBAL_COORDINATOR], draft=True, now=now)


def schedule(stage: Stage, act: Act, *, now: datetime) -> None:
    """Schedule an event, as its section."""
    stage.events[act.key] = _schedule(stage, act, by=stage.scheduler(act), draft=False, now=now)
    _say_what_is_needed(stage, act, now=now)


def _schedule(stage: Stage, act: Act, *, by: Actor, draft: bool, now: datetime) -> Event:
    return scheduling.schedule_event(
        by=by,
        campaign=stage.campaign,
        section=stage.sections[act.section],
        kind=act.kind,
        title=act.title,
        city=act.city,
        mission=stage.missions[act.city, act.mission] if act.mission else None,
        time_zone=zone_of(act),
        starts_wall=stage.almanac.wall(act),
        ends_at=stage.almanac.ends_at(act),
        visibility=act.visibility,
        draft=draft,
        owner=stage.scheduler(act),
        meeting_point=act.meeting_point,
        what_to_bring=act.what_to_bring,
        if_refused=act.if_refused,
        contact_phone=act.contact_phone,
        discreet=act.discreet,
        allotted_signatures=act.allotted,
        now=now,
    )


def _say_what_is_needed(stage: Stage, act: Act, *, now: datetime) -> None:
    assignments.set_needs(by=stage.scheduler(act), event=stage.events[act.key], wanted=act.needs, now=now)


def confirm(stage: Stage, act: Act, *, now: datetime) -> None:
    """Confirm a draft, as its section."""
    scheduling.confirm_event(by=stage.scheduler(act), event=stage.events[act.key], now=now)
    _say_what_is_needed(stage, act, now=now)


def cancel(stage: Stage, act: Act, reason: str, *, now: datetime) -> None:
    """Cancel an event, or decline a draft."""
    scheduling.cancel_event(by=stage.scheduler(act), event=stage.events[act.key], reason=reason, now=now)


def move(stage: Stage, act: Act, starts: time, *, now: datetime) -> None:
    """Move an event to another time of its day."""
    wall = datetime.combine(stage.almanac.date(act.day), starts)
    scheduling.move_event(by=stage.scheduler(act), event=stage.events[act.key], starts_wall=wall, now=now)


def ask(stage: Stage, act: Act, parts: tuple[Part, ...], *, now: datetime) -> None:
    """Assign people, in one sitting."""
    asked = assignments.assign_all(
        by=stage.scheduler(act),
        event=stage.events[act.key],
        people=[(stage.activist(act, part), part.role) for part in parts],
        now=now,
    )
    for part, assignment in zip(parts, asked, strict=True):
        stage.assignments[act.key, part.number] = assignment


def answer(stage: Stage, act: Act, part: Part, said: str, *, now: datetime) -> None:
    """Answer through the link in the mail."""
    assignments.answer(
        by=stage.activist(act, part),
        assignment=stage.assignments[act.key, part.number],
        answer=said,
        now=now,
    )


def release(stage: Stage, act: Act, part: Part, *, now: datetime) -> None:
    """Take somebody off the event again."""
    assignments.unassign(by=stage.scheduler(act), assignment=stage.assignments[act.key, part.number], now=now)


def stop_mail(stage: Stage, act: Act, part: Part, *, now: datetime) -> None:
    """Stop every mail, through the link in one."""
    activist = stage.activist(act, part)
    opt_out(by=activist, activist=activist, now=now)


def attempt(stage: Stage, act: Act, tried: Try, by_lead: bool, *, now: datetime) -> None:
    """Record one delivery attempt."""
    event = stage.events[act.key]
    due = tried.next_due
    outcomes.record_attempt(
        by=stage.lead(act) if by_lead else stage.scheduler(act),
        event=event,
        channel=tried.channel,
        reception=tried.reception,
        petition=tried.petition,
        at=event.starts_at + tried.after,
        note=tried.note,
        next_step=tried.next_step,
        next_due_on=None if due is None else stage.almanac.date(due),
        now=now,
    )


def report(stage: Stage, act: Act, told: Report, *, now: datetime) -> None:
    """Record what came of an event. Everything but Sydney's outcome says that it is no fact."""
    low, high = told.turnout or (None, None)
    outcomes.record_outcome(
        by=stage.lead(act) if told.by_lead else stage.scheduler(act),
        event=stage.events[act.key],
        signatures=told.signatures,
        turnout_low=low,
        turnout_high=high,
        turnout_source=TurnoutSource.OURS if told.turnout else "",
        summary=told.summary,
        quote=told.quote,
        is_demonstration=not told.is_fact,
        now=now,
    )


def photograph(stage: Stage, act: Act, *, now: datetime) -> None:
    """Send a picture through the lead's link: a drawing, which says so."""
    stage.photos[act.key] = photos.add_photo(
        by=stage.lead(act),
        event=stage.events[act.key],
        key=uuid4(),
        original=gate(),
        caption="The closed gate. A drawing for this demonstration.",
        consent=PhotoConsent.NOBODY,
        now=now,
    )


def approve(stage: Stage, act: Act, *, now: datetime) -> None:
    """Say what the picture shows and let the press have it."""
    photo, by = stage.photos[act.key], stage.scheduler(act)
    photos.describe_photo(
        by=by,
        photo=photo,
        caption=photo.caption,
        alt="Drawing: five parcels before a closed gate in a wall",
        credit="handins, demonstration",
        consent=photo.consent,
        now=now,
    )
    photos.approve_photo(by=by, photo=photo, now=now)


def count(stage: Stage, section: str, source: str, signed: int, *, now: datetime) -> None:
    """Count a section's signatures from one source."""
    signatures.count_signatures(
        by=stage.coordinator(section),
        campaign=stage.campaign,
        section=stage.sections[section],
        source=source,
        count=signed,
        as_of=now,
        now=now,
    )
