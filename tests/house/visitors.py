"""The nine visitors of the permission matrix, and what they knock at."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.audit import SYSTEM
from accounts.models import Section, User
from accounts.post.settle import beat
from accounts.tokens import calendar_token, link_token
from events.actions.campaigns import draft_campaign
from events.actions.press import freeze_figures
from events.actions.section_calendars import renew_section_calendar
from events.choices import LinkPurpose, Role, Visibility
from events.models import Assignment, Campaign, Change, Event, Link, Mission, Photo, PressSnapshot, Reminder
from tests import make
from tests.plans import plan

NOBODY, LINK_HOLDER, VIEWER = "nobody", "link holder", "viewer"
ORGANISER, OTHER_ORGANISER = "organiser of the event", "organiser of another event"
COORDINATOR, OTHER_COORDINATOR = "coordinator", "coordinator elsewhere"
GLOBAL, DEACTIVATED = "global coordinator", "deactivated user"
VISITORS = (
    *(NOBODY, LINK_HOLDER, VIEWER, ORGANISER, OTHER_ORGANISER),
    *(COORDINATOR, OTHER_COORDINATOR, GLOBAL, DEACTIVATED),
)


@dataclass(frozen=True)
class Side:
    """One section and what belongs to it."""

    section: Section
    event: Event
    past_event: Event
    photo: Photo
    assignment: Assignment
    mission: Mission
    member: User
    token: str
    calendar: str


@dataclass
class World:
    """Two sections with their things, a campaign everybody sees and a draft nobody but its makers does."""

    ours: Side
    theirs: Side
    international: Side
    campaign: Campaign
    draft: Campaign
    snapshot: PressSnapshot
    change: Change
    clients: dict[str, Client] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def sides(self, visitor: str) -> dict[str, Side]:
        """Return {"own": …, "foreign": …} as `visitor` sees them; *International* is the global coordinators'."""
        own, foreign = (self.theirs, self.ours) if visitor == OTHER_COORDINATOR else (self.ours, self.theirs)
        theirs_too = {"international": self.international} if visitor == GLOBAL else {}
        return {"own": own, "foreign": foreign, **theirs_too}


def _side(section: Section, campaign: Campaign, owner: User) -> Side:
    event = make.event(section=section, campaign=campaign, owner=owner)
    lead = make.assignment(event, role=Role.LEAD)
    link = Link.objects.get(assignment=lead, purpose=LinkPurpose.ANSWER)
    calendar = renew_section_calendar(by=owner, section=section)
    make.event(section=section, campaign=campaign, owner=owner, visibility=Visibility.PUBLIC)
    past_event = make.past_event(section=section, campaign=campaign, owner=owner)
    make.attempt(past_event, note="The guard shook his head.", next_step="By post")
    make.outcome(past_event, summary="Nobody opened.", quote="We will write.")
    make.signature_count(campaign, section)
    return Side(
        section=section,
        event=event,
        past_event=past_event,
        photo=make.photo(past_event),
        assignment=lead,
        mission=make.mission(added_by_section=section),
        member=owner,
        token=link_token(link.pk, link.generation),
        calendar=calendar_token(calendar.pk, calendar.generation),
    )


def build_world() -> World:
    """Store both sections, their things and the users behind the visitors."""
    section, elsewhere, campaign = make.section(), make.belgium(), make.campaign()
    organiser, other_coordinator = make.organiser(section), make.coordinator(elsewhere)
    international = make.international()
    day = (timezone.now() + timedelta(days=60)).date()
    world = World(
        ours=_side(section, campaign, organiser),
        theirs=_side(elsewhere, campaign, other_coordinator),
        international=_side(international, campaign, make.organiser(international)),
        campaign=campaign,
        draft=_draft_campaign(day),
        snapshot=freeze_figures(by=SYSTEM, campaign=campaign),
        change=plan(campaign=campaign),
    )
    users = {
        VIEWER: make.viewer(section),
        ORGANISER: organiser,
        OTHER_ORGANISER: make.organiser(section),
        COORDINATOR: make.coordinator(section),
        OTHER_COORDINATOR: other_coordinator,
        GLOBAL: make.global_coordinator(),
        DEACTIVATED: make.coordinator(section),
    }
    _mail_is_well()
    world.users = users
    world.clients = {visitor: _client(users.get(visitor)) for visitor in VISITORS}
    # signed in first: rights change on the next request
    users[DEACTIVATED].is_active = False
    users[DEACTIVATED].save()
    return world


def _mail_is_well() -> None:
    """Leave a living clock with nothing to do, for /clockz."""
    now = timezone.now()
    beat("clock", now=now + timedelta(hours=1))
    Reminder.objects.filter(next_at__lte=now + timedelta(hours=1)).update(state="cancelled", next_at=None)


def _draft_campaign(day: date) -> Campaign:
    return draft_campaign(
        by=SYSTEM, title="Not yet", slug="not-yet", ask="To be said.", target_country="RU",
        day_of_action=day, window_start=day, window_end=day,
    )  # fmt: skip


def _client(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


Finder = Callable[[World, Side, bool], dict[str, Any]]
"""(world, side, whether it is the visitor's own) → arguments of the address."""

OBJECTS: dict[str, Finder] = {
    "event": lambda world, side, own: {"public_id": side.event.public_id},
    "past event": lambda world, side, own: {"public_id": side.past_event.public_id},
    "photo": lambda world, side, own: {"public_id": side.photo.public_id},
    "assignment": lambda world, side, own: {"public_id": side.assignment.public_id},
    "activist": lambda world, side, own: {"public_id": side.assignment.activist.public_id},
    "mission": lambda world, side, own: {"public_id": side.mission.public_id},
    "section": lambda world, side, own: {"slug": side.section.slug},
    "member": lambda world, side, own: {
        "slug": side.section.slug,
        "public_id": side.member.public_id,
    },
    "campaign": lambda world, side, own: {"slug": (world.campaign if own else world.draft).slug},
    "change": lambda world, side, own: {"public_id": world.change.public_id},
    "snapshot": lambda world, side, own: {"public_id": world.snapshot.public_id},
    "link": lambda world, side, own: {"token": side.token},
    "section calendar": lambda world, side, own: {"token": side.calendar},
}
MISSING: dict[str, Any] = {"public_id": uuid.UUID(int=0), "slug": "no-such-thing", "token": "A" * 24}
