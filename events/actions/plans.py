"""Plan a day of action: a draft for each of many missions in one step, and that step taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_each
from accounts.choices import LetterKind, Role
from accounts.models import Membership, Section, User
from accounts.post.letters import told_of, withdraw_letters, write_letter
from events.actions.adding import add_events, set_time
from events.actions.placing import place_event, put, title_of
from events.choices import CampaignStatus
from events.models import Campaign, Change, Event, Mission
from events.queries.coverage import covering
from events.queries.plans import taken, touched
from events.rules.local_time import resolve

HOLD: Final = timedelta(minutes=5)
"""So long the sections' letters wait: a plan that is taken back before was never told."""
REFERENCES: Final = ("campaign", "section", "mission", "place", "owner", "change")
"""What a draft points at is there: each was read a moment ago."""


@dataclass(frozen=True)
class Wish:
    """What all drafts of a plan have in common. `elsewhere` gets those of hosts that no section covers."""

    kind: str
    starts_wall: datetime
    length: timedelta
    elsewhere: Section


@dataclass(frozen=True)
class Problem:
    """Why there can be no draft at one mission, and what to do."""

    mission: Mission
    message: str


class NotPlannable(ValidationError):  # noqa: N818 - as the complaints of local time
    """Some missions cannot be planned so; nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Some missions cannot be planned so. Nothing was stored."), code="not_plannable")
        self.problems = tuple(problems)


def drafts_for(
    *, campaign: Campaign, missions: Collection[Mission], wish: Wish, now: datetime
) -> tuple[list[Event], list[Problem]]:
    """Return the drafts a plan would make, unsaved, and what stands in the way of others; two queries."""
    sections, held = covering(), taken(campaign, missions)
    drafts, problems = [], []
    for mission in missions:
        section = sections.get(mission.host_country.code or "", wish.elsewhere)
        if mission.pk in held:
            problems.append(Problem(mission, _("It has an event in this campaign already.")))
            continue
        try:
            drafts.append(_draft(campaign, section, mission, wish, now=now))
        except ValidationError as error:
            problems.append(Problem(mission, _what_to_do(mission, error)))
    return drafts, problems


def _draft(campaign: Campaign, section: Section, mission: Mission, wish: Wish, *, now: datetime) -> Event:
    placing = place_event(section=section, city=None, mission=mission)
    event = Event(campaign=campaign, section=section, kind=wish.kind)
    put(event, placing)
    start = resolve(wall=wish.starts_wall, zone=event.time_zone)
    set_time(
        event, starts_wall=wish.starts_wall, starts_fold=None, ends_at=start + wish.length, now=now
    )  # fmt: skip
    with translation.override(section.language):
        event.title = title_of(placing, kind=wish.kind)
    event.clean_fields(exclude=REFERENCES)
    return event


def _what_to_do(mission: Mission, error: ValidationError) -> str:
    if not mission.place and not mission.time_zone:
        return _("Its time zone is not known. Give the mission its city, then plan again.")
    if "mission" in getattr(error, "error_dict", {}):
        return _("Its city is not in its host country. Correct the mission, then plan again.")
    return " ".join(error.messages)


@transaction.atomic
def plan_events(
    *, by: Actor, campaign: Campaign, missions: Collection[Mission], wish: Wish, now: datetime | None = None
) -> Change:
    """Make one draft per mission and tell the sections, in a fixed number of statements for however many missions.

    Each goes to the section that covers the host country, in that section's language, place and zone of the mission,
    and belongs to nobody in particular. Raises ValidationError; NotPlannable names the missions to blame.
    """
    now = now or timezone.now()
    # two plans follow one another, so that no mission gets a second draft
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if campaign.status != CampaignStatus.OPEN:
        raise ValidationError(_("Only an open campaign can be planned."), code="not_open")
    if not missions:
        raise ValidationError({"missions": _("Tick at least one mission.")}, code="no_mission")
    drafts, problems = drafts_for(campaign=campaign, missions=missions, wish=wish, now=now)
    if problems:
        raise NotPlannable(problems)
    change = Change(campaign=campaign, drafts=len(drafts), created_at=now)
    change.save()
    for draft in drafts:
        draft.change = change
    record(by=by, act="campaign.planned", row=campaign, at=now)
    add_events(by=by, act="event.drafted", events=drafts, now=now)
    per_section = Counter(draft.section for draft in drafts)
    readers = [(section, reader) for section, reader in _coordinators(per_section) if reader != by]
    _tell(LetterKind.DRAFTS, change, per_section, readers=readers, held=HOLD, now=now)
    return change


def _tell(
    kind: LetterKind,
    change: Change,
    drafts: Counter[Section],
    *,
    readers: Iterable[tuple[Section, User]],
    held: timedelta,
    now: datetime,
) -> None:
    for section, reader in sorted(readers, key=lambda pair: (pair[0].pk, pair[1].pk)):
        write_letter(
            kind=kind,
            address=reader.email,
            user=reader,
            # their own sections' drafts; the address names no campaign
            payload={
                "section": section.name,
                "drafts": drafts[section],
                "path": f"{reverse('events:events')}?state=draft",
            },
            language=reader.language,
            now=now,
            held=held,
            about=change.public_id,
        )


def _coordinators(sections: Collection[Section]) -> set[tuple[Section, User]]:
    """Return who coordinates each section; *International* is the global coordinators'."""
    roles = Membership.objects.filter(section__in=sections, role=Role.COORDINATOR, user__is_active=True)
    found = {(row.section, row.user) for row in roles.select_related("section", "user")}
    everybody = User.objects.filter(is_global_coordinator=True, is_active=True)
    for section in sections:
        if section.is_international:
            found |= {(section, user) for user in everybody}
    return found


@transaction.atomic
def undo_plan(*, by: Actor, change: Change, now: datetime | None = None) -> Change:
    """Delete the drafts of a plan that nobody did anything to; the others stay.

    Letters that wait do not go; whoever was told of the drafts is told that they are gone.
    Raises ValidationError when it was undone before.
    """
    now = now or timezone.now()
    change.refresh_from_db(from_queryset=Change.objects.select_for_update(of=("self",)))
    if change.undone_at:
        raise ValidationError(_("This plan was taken back already."), code="undone")
    # whoever changes one of them holds its row: what they did is seen
    locked = change.events.select_for_update(of=("self",)).select_related("section").order_by("pk")
    events = list(locked)
    kept = touched(change)
    gone = [event for event in events if event.public_id not in kept]
    record_each(by=by, act="event.draft_deleted", rows=[(event, event.section) for event in gone], at=now)
    Event.objects.filter(pk__in=[event.pk for event in gone]).delete()
    withdraw_letters(about=change.public_id)
    _tell_gone(change, Counter(event.section for event in gone), by=by, now=now)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    record(by=by, act="campaign.plan_undone", row=change.campaign, at=now)
    return change


def _tell_gone(change: Change, drafts: Counter[Section], *, by: Actor, now: datetime) -> None:
    told = told_of(change.public_id)
    if not told:
        return
    readers = [
        (section, reader) for section, reader in _coordinators(drafts) if reader.pk in told and reader != by
    ]
    _tell(LetterKind.DRAFTS_GONE, change, drafts, readers=readers, held=timedelta(0), now=now)
