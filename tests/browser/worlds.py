"""A small world in which every page has something to show: one reader, their section, and what happens around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.audit import SYSTEM
from accounts.models import Activist, Membership, Section, User
from accounts.tokens import link_token
from events.actions.campaigns import draft_campaign
from events.actions.links import OF_A_PERSON
from events.actions.press import set_embargo
from events.actions.scheduling import cancel_event
from events.choices import EventKind, Role, Visibility
from events.models import Assignment, Campaign, Change, Event, Link, Mission, Photo
from tests import make
from tests.pictures import picture
from tests.plans import plan

ALLOTTED = 18_460


@dataclass(frozen=True)
class World:
    """What the addresses of pages point at. `past` awaits its report, `refused` has one."""

    reader: User
    section: Section
    campaign: Campaign
    draft_campaign: Campaign
    mission: Mission
    event: Event
    draft: Event
    cancelled: Event
    past: Event
    refused: Event
    photo: Photo
    activist: Activist
    other_activist: Activist
    assignment: Assignment
    member: Membership
    plan: Change

    def token(self, purpose: str) -> str:
        """Return what stands in the link of `purpose` in the activist's mails."""
        return token_of(self.activist if purpose in OF_A_PERSON else self.assignment, purpose)


def coordinator_world() -> World:
    """Store Australia, whose coordinator reads from London."""
    section = make.section()
    return _world(make.coordinator(section, name="Rosa", time_zone="Europe/London"), section)


def global_world() -> World:
    """Store *International*, which the global coordinator looks after."""
    return _world(make.global_coordinator(name="Ada", time_zone="America/New_York"), make.international())


def token_of(row: Assignment | Activist, purpose: str) -> str:
    """Return the token of the link that mails to `row` carry for `purpose`."""
    link = Link.objects.get(purpose=purpose, **{row._meta.model_name or "": row})
    return link_token(link.pk, link.generation)


def _world(reader: User, section: Section) -> World:
    make.cities("Sydney", "Brussels", "Oslo")
    campaign, mission = make.campaign(), make.mission(address="7–9 Fullerton Street, Woollahra NSW 2025")
    own = {"section": section, "campaign": campaign}
    event = make.event(
        **own,
        mission=mission,
        visibility=Visibility.NETWORK,
        allotted_signatures=ALLOTTED,
        meeting_point="Outside the gate",
        what_to_bring="A hat.",
        contact_phone="+61 491 570 156",
    )
    assignment = _people(event)
    _elsewhere(campaign)
    make.signature_count(campaign, section, 10_518)
    refused = _refused(make.past_event(**own, mission=mission, allotted_signatures=ALLOTTED))
    return World(
        reader=reader,
        section=section,
        campaign=campaign,
        draft_campaign=_draft_campaign(),
        mission=mission,
        event=event,
        draft=make.event(
            **own, city=make.city("Oslo"), title="Stunt in Oslo", kind=EventKind.STUNT, draft=True
        ),
        cancelled=cancel_event(
            by=reader, event=make.event(**own, title="Vigil in Sydney"), reason="A storm is coming."
        ),
        past=make.past_event(**own, mission=mission),
        refused=refused,
        photo=make.photo(refused, alt="A closed door", original=picture(size=(600, 400))),
        activist=assignment.activist,
        other_activist=make.activist(section=section, name="Ana Lima", email="lima@example.org"),
        assignment=assignment,
        member=make.organiser(section, name="Sylvia").memberships.get(),
        plan=plan(make.mission(city=make.city("Brussels")), campaign=campaign),
    )


def _people(event: Event) -> Assignment:
    """Fill the event: somebody leads, somebody was asked, somebody said no; one role is empty."""
    lead = make.activist(section=event.section, name="Ana Lima")
    for role, wanted in ((Role.LEAD, 1), (Role.STEWARD, 2), (Role.PHOTOGRAPHER, 1)):
        make.need(event, role, wanted)
    make.assignment(event, role=Role.STEWARD)
    make.assignment(event, role=Role.STEWARD, said="no")
    return make.assignment(event, lead, role=Role.LEAD, said="yes")


def _refused(event: Event) -> Event:
    make.attempt(event, note="The guard came back and shook his head.")
    make.outcome(
        event, signatures=0, turnout_low=20, turnout_high=25, summary="Nobody opened.", quote="We will write."
    )
    return event


def _elsewhere(campaign: Campaign) -> None:
    """Store another section's events: one everybody may open, one that is only a line on the board."""
    for city, visibility in (("Brussels", Visibility.NETWORK), ("Oslo", Visibility.SECTION)):
        section = make.section(name=f"Section {city}", country="", time_zone=make.city(city).time_zone)
        make.event(section=section, campaign=campaign, city=make.city(city), visibility=visibility)


def _draft_campaign() -> Campaign:
    day: date = (timezone.now() + timedelta(days=60)).date()
    draft = draft_campaign(
        by=SYSTEM, title="Not yet", slug="not-yet", ask="To be said.", target_country="RU",
        day_of_action=day, window_start=day, window_end=day,
    )  # fmt: skip
    return set_embargo(by=SYSTEM, campaign=draft, until=timezone.now() + timedelta(days=60))
