"""A section, its coordinator, a campaign and a planned hand-in, for the tests of actions."""

from __future__ import annotations

import pytest

from accounts.models import Section, User
from events.models import Campaign, Event
from tests import make
from tests.events.scheduled import ELEVEN, NOW


@pytest.fixture
def section() -> Section:
    return make.section()


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign()


@pytest.fixture
def coordinator(section: Section) -> User:
    return make.coordinator(section)


@pytest.fixture
def event(section: Section, campaign: Campaign, coordinator: User) -> Event:
    return make.event(section=section, campaign=campaign, starts_wall=ELEVEN, now=NOW, by=coordinator)
