"""The only ways to an event, a campaign, an assignment: who reaches what."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.audit import SYSTEM
from accounts.permissions import Permission, activists_of
from events import access
from events.actions.scheduling import cancel_event
from events.choices import CampaignStatus, Visibility
from events.models import Campaign, Event
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

SEE, CHANGE = Permission.SEE_PEOPLE, Permission.CHANGE_EVENTS


@pytest.fixture
def event() -> Event:
    return make.event(section=make.section())


@pytest.mark.parametrize("visibility", Visibility.values)
def test_events_shown_to_the_network_are_seen_everywhere_drafts_never(visibility: str) -> None:
    section = make.section()
    planned = make.event(section=section, visibility=visibility)
    draft = make.event(section=section, visibility=visibility, draft=True)
    cancelled = make.event(section=section, visibility=visibility)
    cancel_event(by=SYSTEM, event=cancelled, reason="Storm")
    stranger, neighbour = make.coordinator(make.belgium()), make.viewer(section)

    shared = set() if visibility == Visibility.SECTION else {planned, cancelled}
    assert set(access.visible_events(stranger)) == shared
    assert set(access.visible_events(neighbour)) == {planned, draft, cancelled}
    assert set(access.visible_events(make.global_coordinator())) == {planned, draft, cancelled}
    assert not access.visible_events(AnonymousUser())
    assert not access.visible_events(make.coordinator(section, is_active=False))


def test_what_is_not_visible_and_what_is_missing_are_one_error(event: Event) -> None:
    stranger = make.coordinator(make.belgium())

    for public_id in (event.public_id, uuid.uuid4()):
        with pytest.raises(Http404):
            access.event_or_404(stranger, public_id)
        with pytest.raises(Http404):
            access.changeable_event_or_404(stranger, public_id)


def test_organiser_may_on_own_events_what_a_coordinator_may(event: Event) -> None:
    owner, named, other = (make.organiser(event.section) for _number in range(3))
    Event.objects.filter(pk=event.pk).update(owner=owner)
    event.refresh_from_db()
    event.organisers.add(named)

    rights = (SEE, CHANGE, Permission.RECORD_OUTCOMES, Permission.SEE_AUDIT)
    assert [[access.may_on(user, right, event) for right in rights] for user in (owner, named, other)] == [
        [True] * 4,
        [True] * 4,
        [False] * 4,
    ]


def test_named_organiser_who_left_the_section_loses_the_event(event: Event) -> None:
    former = make.organiser(event.section)
    event.organisers.add(former)
    former.memberships.all().delete()
    former.__dict__.pop("roles", None)

    assert not access.may_on(former, CHANGE, event)


def test_whoever_sees_but_may_not_change_is_told_so(event: Event) -> None:
    for user in (make.viewer(event.section), make.global_coordinator()):
        with pytest.raises(PermissionDenied):
            access.changeable_event_or_404(user, event.public_id)


def test_assignments_are_hidden_from_whoever_may_not_see_people(event: Event) -> None:
    assignment = make.assignment(event)

    assert access.assignment_or_404(make.coordinator(event.section), assignment.public_id) == assignment
    for user in (make.viewer(event.section), make.global_coordinator(), make.coordinator(make.belgium())):
        with pytest.raises(Http404):
            access.assignment_or_404(user, assignment.public_id)


def test_people_of_a_section_are_its_coordinators_own(event: Event) -> None:
    ana = make.activist(section=event.section)

    assert list(activists_of(make.coordinator(event.section))) == [ana]
    assert list(access.assignable_activists(make.coordinator(event.section), event)) == [ana]
    for user in (make.viewer(event.section), make.global_coordinator(), make.coordinator(make.belgium())):
        assert not activists_of(user)
        assert not access.assignable_activists(user, event)


def test_organiser_finds_people_for_own_events_only(event: Event) -> None:
    ana, organiser = make.activist(section=event.section), make.organiser(event.section)
    assert not access.assignable_activists(organiser, event)

    event.organisers.add(organiser)

    assert list(access.assignable_activists(organiser, event)) == [ana]
    assert not activists_of(organiser)


def test_global_coordinator_changes_international_events_and_finds_no_people_for_them() -> None:
    section = make.international()
    event, reader = make.event(section=section), make.global_coordinator()
    make.activist(section=section)

    assert access.may_on(reader, Permission.CHANGE_EVENTS, event)
    assert not access.assignable_activists(reader, event)


def test_world_sees_nothing_of_a_campaign_that_is_not_open_yet(event: Event) -> None:
    make.event(section=event.section, campaign=event.campaign, visibility=Visibility.PUBLIC, title="Soon")
    assert access.public_events().exists()

    Campaign.objects.filter(pk=event.campaign_id).update(status=CampaignStatus.DRAFT)

    assert not access.public_events().exists()


def test_world_sees_no_draft_and_nothing_discreet(event: Event) -> None:
    shown = make.event(section=event.section, visibility=Visibility.PUBLIC)
    make.event(section=event.section, visibility=Visibility.PUBLIC, draft=True)
    make.event(section=event.section, visibility=Visibility.PUBLIC, discreet=True)

    assert list(access.public_events()) == [shown]
