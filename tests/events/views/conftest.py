"""Somebody signed in: the coordinator of one section, at her desk."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Activist, Section, User
from accounts.tokens import link_token
from events.choices import LinkPurpose, Role, Visibility
from events.models import Assignment, Event
from tests import make


@pytest.fixture
def australia(db: None) -> Section:
    """A section that covers Sydney."""
    return make.section()


@pytest.fixture
def rosa(australia: Section) -> User:
    """Its coordinator, who reads from London."""
    return make.coordinator(australia, name="Rosa", time_zone="Europe/London")


@pytest.fixture
def desk(rosa: User) -> Client:
    """A browser in which Rosa is signed in."""
    return signed_in(rosa)


def signed_in(user: User) -> Client:
    """Return a browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def event(australia: Section) -> Event:
    """A planned event everybody may see, with two people asked and one who declined."""
    made = make.event(section=australia, visibility=Visibility.PUBLIC)
    for said in ("yes", None, "no"):
        make.assignment(made, role=Role.STEWARD, said=said)
    return made


@pytest.fixture
def stranger() -> Client:
    """A browser that would be refused where a CSRF token is missing."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ana(australia: Section) -> Activist:
    """Somebody without an account."""
    return make.activist(section=australia, name="Ana Lima")


def door(name: str, event: Event) -> str:
    """Return the address of a page about `event`."""
    return reverse(f"events:{name}", args=[event.public_id])


def address(of: Assignment | Activist, purpose: str = LinkPurpose.ANSWER) -> str:
    """Return where a mail's link leads."""
    link = of.links.get(purpose=purpose)
    return f"/k/{link_token(link.pk, link.generation)}/"


def text(response: HttpResponse, status: int = 200) -> str:
    """Return the page, if it has this status."""
    assert response.status_code == status
    return response.content.decode()
