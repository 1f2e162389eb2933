"""Every list page asks the database the same number of questions with one row and with 300, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from accounts.fields import email_hash
from accounts.models import Activist, ActivistWord, AuditEntry, Membership, User
from accounts.models.public_id import new_public_id
from events.actions.board_lines import refresh_lines
from events.choices import Channel, Petition, Reception, ReminderKind, Role, Visibility
from events.models import DeliveryAttempt, Event, Mission, Reminder
from events.views.answers import forget_answers
from tests import make
from tests.events.crowds import crowd, many_like

MANY = 300


@dataclass(frozen=True)
class World:
    """What the pages show: one event with everything an event can have, and its coordinator."""

    event: Event
    coordinator: User
    anna: User


def more_events(world: World) -> None:
    many_like(world.event, MANY - 1)


def more_at_the_event(world: World) -> None:
    """People, mails, attempts and acts: everything an event page lists."""
    crowd(world.event, MANY)
    people = Activist.objects.filter(section=world.event.section)
    due = world.event.starts_at
    Reminder.objects.bulk_create(
        Reminder(
            event=world.event, activist=person, kind=ReminderKind.DAY_BEFORE, revision=99,
            due_at=due, next_at=due, expires_at=due + timedelta(hours=1),
        )
        for person in people
    )  # fmt: skip
    DeliveryAttempt.objects.bulk_create(
        DeliveryAttempt(
            event=world.event,
            channel=Channel.DOOR,
            reception=Reception.NOBODY,
            petition=Petition.LEFT,
            at=due,
        )
        for _number in range(MANY)
    )
    refresh_lines(events=[world.event])
    AuditEntry.objects.bulk_create(
        AuditEntry(actor_kind="user", actor_user=world.coordinator, act="event.edited", object_type="events.event",
                   object_id=world.event.public_id)
        for _number in range(MANY)
    )  # fmt: skip


def more_activists(world: World) -> None:
    people = Activist.objects.bulk_create(
        Activist(section=world.event.section, name=f"Ana {n}", name_folded=f"ana {n}", email=f"ana{n}@example.org",
                 email_hash=email_hash(f"ana{n}@example.org"))
        for n in range(MANY)
    )  # fmt: skip
    ActivistWord.objects.bulk_create(
        ActivistWord(activist=person, section=person.section, word="ana") for person in people
    )


def more_members(world: World) -> None:
    made = User.objects.bulk_create(
        User(email=f"member{n}@example.org", name=f"Member {n}") for n in range(MANY)
    )
    Membership.objects.bulk_create(
        Membership(user=user, section=world.event.section, role="viewer") for user in made
    )


def more_missions(world: World) -> None:
    mission = world.event.mission
    assert mission is not None
    copies = [Mission.objects.get(pk=mission.pk) for _number in range(MANY)]
    for copy in copies:
        copy.pk, copy.public_id, copy.external_id = None, new_public_id(), None
    Mission.objects.bulk_create(copies)


def more_acts(world: World) -> None:
    section, campaign = world.event.section, world.event.campaign
    there = ((section, world.event), (section, campaign), (None, campaign), (section, world.coordinator))
    AuditEntry.objects.bulk_create(
        AuditEntry(actor_kind="user", actor_user=world.coordinator, act="event.edited", section=section,
                   object_type=row._meta.label_lower, object_id=row.public_id)
        for _number in range(MANY)
        for section, row in (*there, (None, world.coordinator))
    )  # fmt: skip


def more_mails_to_one(world: World) -> None:
    many_like(world.event, MANY - 1)
    person = Activist.objects.filter(assignments__event=world.event).latest("pk")
    Reminder.objects.bulk_create(
        Reminder(
            event=event, activist=person, kind=ReminderKind.DAY_BEFORE, revision=99,
            due_at=event.starts_at, next_at=event.starts_at, expires_at=event.starts_at + timedelta(hours=1),
        )
        for event in Event.objects.all()
    )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page, its budget, and what fills it."""

    queries: int
    address: Callable[[World], str]
    fill: Callable[[World], None]
    is_global: bool = False


PAGES = {
    "events": Page(12, lambda world: reverse("events:events"), more_events),
    "event": Page(16, lambda world: reverse("events:event", args=[world.event.public_id]), more_at_the_event),
    "mails": Page(
        10, lambda world: reverse("events:event_mails", args=[world.event.public_id]), more_at_the_event
    ),
    "activist_mails": Page(
        10,
        lambda world: reverse(
            "events:activist_mails",
            args=[Activist.objects.filter(assignments__event=world.event).latest("pk").public_id],
        ),
        more_mails_to_one,
    ),
    "trail": Page(
        8, lambda world: reverse("events:event_trail", args=[world.event.public_id]), more_at_the_event
    ),
    "section_trail": Page(
        13, lambda world: reverse("events:section_trail", args=[world.event.section.slug]), more_acts
    ),
    "network_trail": Page(9, lambda world: reverse("events:network_trail"), more_acts, is_global=True),
    "board": Page(11, lambda world: reverse("events:board", args=[world.event.campaign.slug]), more_events),
    "plan": Page(
        12,
        lambda world: reverse("events:plan", args=[world.event.campaign.slug]),
        more_missions,
        is_global=True,
    ),
    "coverage": Page(
        12, lambda world: reverse("events:coverage", args=[world.event.campaign.slug]), more_missions
    ),
    "campaign": Page(
        11, lambda world: reverse("events:campaign", args=[world.event.campaign.slug]), more_events
    ),
    "press": Page(13, lambda world: reverse("events:press", args=[world.event.campaign.slug]), more_events),
    "public_list": Page(
        6, lambda world: reverse("events:public_list", args=[world.event.campaign.slug]), more_events
    ),
    "public_map": Page(
        5, lambda world: reverse("events:public_map", args=[world.event.campaign.slug]), more_events
    ),
    "campaign_feed": Page(
        4, lambda world: reverse("events:campaign_feed", args=[world.event.campaign.slug]), more_events
    ),
    "activists": Page(8, lambda world: reverse("accounts:activists"), more_activists),
    "section": Page(
        8, lambda world: reverse("accounts:section", args=[world.event.section.slug]), more_members
    ),
    "missions": Page(9, lambda world: reverse("events:missions"), more_missions),
    "mission": Page(
        8, lambda world: reverse("events:mission", args=[world.event.mission.public_id]), more_events
    ),
}


@pytest.fixture
def world(db: None) -> World:
    section = make.section()
    facts = {"mission": make.mission(), "campaign": make.campaign(), "visibility": Visibility.PUBLIC}
    event = make.event(section=section, **facts)
    for role in (Role.LEAD, Role.STEWARD):
        make.need(event, role)
        make.assignment(event, role=role, said="yes")
    make.signature_count(event.campaign, section)
    return World(event=event, coordinator=make.coordinator(section), anna=make.global_coordinator())


def queries_of(address: str, client: Client) -> int:
    forget_answers()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_no_more_with_many_rows(name: str, world: World) -> None:
    page, client = PAGES[name], Client()
    client.force_login(world.anna if page.is_global else world.coordinator)

    one = queries_of(page.address(world), client)
    page.fill(world)
    many = queries_of(page.address(world), client)

    assert (one, many) == (page.queries, page.queries)


def a_query_per_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse([event.campaign.title for event in Event.objects.all()])


urlpatterns = [path("planted/", a_query_per_row)]


@pytest.mark.urls(__name__)
@pytest.mark.database("sqlite")
def test_query_per_row_is_found(world: World, client: Client) -> None:
    one = queries_of("/planted/", client)
    many_like(world.event, 2)

    assert queries_of("/planted/", client) == one + 2
