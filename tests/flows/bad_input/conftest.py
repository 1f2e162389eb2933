"""A coordinator at her desk, with one event ahead and one that is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Section, User
from events.models import Event
from tests import make
from tests.rows import nothing_stored


@dataclass
class Desk:
    """A signed-in coordinator and what she works on."""

    client: Client
    coordinator: User
    section: Section
    event: Event
    past_event: Event

    def refused(
        self, name: str, said: dict[str, Any], *, event: Event | None = None, args: Any = ()
    ) -> HttpResponse:
        """Send a form that must be refused: the page comes back and nothing at all was stored."""
        address = reverse(name, args=[event.public_id] if event else args)
        with nothing_stored():
            response = self.client.post(address, said)
        assert response.status_code == 200, response
        return response


@pytest.fixture
def desk(db: None) -> Desk:
    make.cities("Sydney", "Brussels")
    section = make.section()
    coordinator = make.coordinator(section)
    campaign = make.campaign()
    client = Client()
    client.force_login(coordinator)
    return Desk(
        client=client,
        coordinator=coordinator,
        section=section,
        event=make.event(section=section, campaign=campaign, mission=make.mission()),
        past_event=make.past_event(section=section, campaign=campaign, mission=make.mission()),
    )
