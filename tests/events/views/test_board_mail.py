"""A clock that is dead looks dead on the board, to who polls as well; so does a relay that takes no mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.post.pulse import HICCUP, LIVES
from accounts.post.relay import pause, recovered
from accounts.post.settle import beat
from events.models import Campaign
from tests import make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
STATUS = reverse("status")


@pytest.fixture
def campaign() -> Campaign:
    return make.event().campaign


@pytest.fixture
def reader(client: Client, campaign: Campaign) -> User:
    reader = make.global_coordinator()
    client.force_login(reader)
    return reader


def seen(client: Client, campaign: Campaign) -> str:
    return client.get(reverse("events:board", args=[campaign.slug])).content.decode()


def polled(client: Client, campaign: Campaign, stamp: str) -> tuple[int, str]:
    """Return (status, stamp) of a poll."""
    headers = {"HX-Request": "true", "If-None-Match": f'"{stamp}"'}
    response = client.get(reverse("events:board", args=[campaign.slug]), headers=headers)
    return response.status_code, response.context["stamp"] if response.context else stamp


def test_living_clock_is_not_talked_about(client: Client, reader: User, campaign: Campaign) -> None:
    beat("clock", now=timezone.now())

    assert "hi-board-mail" not in seen(client, campaign)


def test_fresh_installation_says_that_no_clock_ever_ran(
    client: Client, reader: User, campaign: Campaign
) -> None:
    page = seen(client, campaign)

    assert "No mail goes out yet." in page
    assert "The clock that sends it has never run here." in page
    assert f'<a href="{STATUS}">' in page


def test_dead_clock_says_since_when_and_that_nothing_is_lost(
    client: Client, reader: User, campaign: Campaign
) -> None:
    beat("clock", now=timezone.now() - timedelta(minutes=3, seconds=1))

    page = seen(client, campaign)

    assert "Mail stands still." in page
    assert "The clock that sends it stopped 3 min ago. Nothing is lost" in page


def test_relay_that_takes_no_mail_says_why(client: Client, reader: User, campaign: Campaign) -> None:
    beat("clock", now=timezone.now())
    pause("no_connection", now=timezone.now() - timedelta(minutes=2))

    page = seen(client, campaign)

    assert "Mail waits." in page
    assert "For 2 min now: the mail server could not be reached. It is tried again by itself." in page


def test_others_are_told_without_a_link_they_may_not_follow(client: Client, campaign: Campaign) -> None:
    client.force_login(make.viewer(make.belgium()))

    page = seen(client, campaign)

    assert "No mail goes out yet." in page
    assert f'"{STATUS}"' not in page


def test_who_polls_sees_the_clock_die_within_a_minute_and_live_again(
    client: Client, reader: User, campaign: Campaign, time_machine: Any
) -> None:
    death = timezone.now().replace(second=2, microsecond=0) + timedelta(minutes=1)
    beat("clock", now=death)
    time_machine.move_to(death + LIVES - SECOND, tick=False)
    _status, stamp = polled(client, campaign, "")
    assert polled(client, campaign, stamp) == (304, stamp)

    # within one slot of the stamp: nothing but the clock's death is new
    time_machine.move_to(death + LIVES + SECOND, tick=False)
    status, changed = polled(client, campaign, stamp)
    assert (status, changed != stamp) == (200, True)
    assert LIVES + timedelta(seconds=10) < timedelta(seconds=60)  # a page asks every ten seconds

    beat("clock", now=timezone.now())
    assert polled(client, campaign, changed) == (200, stamp)


def test_who_polls_sees_the_relay_go_and_come_back(
    client: Client, reader: User, campaign: Campaign, time_machine: Any
) -> None:
    start = timezone.now().replace(second=2, microsecond=0) + timedelta(minutes=1)
    time_machine.move_to(start, tick=False)
    beat("clock", now=start)
    _status, stamp = polled(client, campaign, "")
    pause("no_connection", now=start)
    assert polled(client, campaign, stamp) == (304, stamp)  # it may be a hiccup

    time_machine.move_to(start + HICCUP, tick=False)
    status, changed = polled(client, campaign, stamp)
    assert (status, changed != stamp) == (200, True)

    recovered()
    assert polled(client, campaign, changed) == (200, stamp)


def test_heartbeat_alone_is_no_news(
    client: Client, reader: User, campaign: Campaign, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now().replace(second=2, microsecond=0) + timedelta(minutes=1), tick=False)
    beat("clock", now=timezone.now())
    _status, stamp = polled(client, campaign, "")
    beat("clock", now=timezone.now() + SECOND)

    assert polled(client, campaign, stamp) == (304, stamp)


@pytest.mark.parametrize("address", ["/", "/events/"])
def test_start_pages_tell_of_a_dead_clock_too(client: Client, address: str) -> None:
    section = make.section()
    make.campaign(slug="one")
    make.campaign(slug="two")
    client.force_login(make.coordinator(section))
    assert "No mail goes out yet." in client.get(address).content.decode()

    beat("clock", now=timezone.now())

    assert "No mail goes out yet." not in client.get(address).content.decode()
