"""Somebody signed in: the coordinator of one section, at her desk."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Section, User
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
