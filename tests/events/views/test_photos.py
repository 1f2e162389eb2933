"""Pixels go to whoever may see them: coordination first, then the event's readers, then the press, then the world."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.audit import SYSTEM
from accounts.models import User
from events.actions.photos import approve_photo
from events.choices import Visibility
from events.models import Photo
from events.queries.photos import photo_url, public_photos
from tests import make
from tests.events.views.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database("sqlite")]

SAID = {"alt": "A closed door", "credit": "Section Australia"}


def seen_by(photo: Photo) -> str:
    """Return who gets the pixels: coordinator, viewer of the section, coordinator elsewhere, nobody signed in."""
    section = photo.event.section
    readers: dict[str, User | None] = {
        "coordinator": make.coordinator(section),
        "viewer": make.viewer(section),
        "elsewhere": make.coordinator(make.section()),
        "world": None,
    }
    found = [name for name, user in readers.items() if _status(user, photo) == 200]
    return " ".join(found)


def _status(user: User | None, photo: Photo) -> int:
    return (signed_in(user) if user else Client()).get(photo_url(photo)).status_code


def photo(*, approved: bool = False, visibility: str = Visibility.SECTION, **facts: Any) -> Photo:
    event = make.past_event(visibility=visibility, discreet=facts.pop("discreet", False))
    made = make.photo(event, **{**SAID, **facts})
    return approve_photo(by=SYSTEM, photo=made) if approved else made


@pytest.mark.parametrize(
    ("facts", "readers"),
    [
        ({}, "coordinator"),
        ({"visibility": Visibility.PUBLIC}, "coordinator"),
        ({"consent": "agreed"}, "coordinator viewer"),
        ({"consent": "nobody", "visibility": Visibility.NETWORK}, "coordinator viewer elsewhere"),
        ({"consent": "agreed", "visibility": Visibility.PUBLIC}, "coordinator viewer elsewhere"),
        ({"consent": "agreed", "approved": True}, "coordinator viewer elsewhere"),
        (
            {"consent": "agreed", "approved": True, "visibility": Visibility.PUBLIC},
            "coordinator viewer elsewhere world",
        ),
        (
            {"consent": "agreed", "approved": True, "visibility": Visibility.PUBLIC, "discreet": True},
            "coordinator viewer elsewhere",
        ),
    ],
)
def test_pixels_go_to_whoever_may_see_them(facts: dict[str, Any], readers: str) -> None:
    made = photo(**facts)

    assert seen_by(made) == readers
    assert bool(public_photos(made.event.campaign)) == readers.endswith("world")


def test_pixels_are_never_taken_for_anything_else_and_kept_by_the_browser_alone() -> None:
    made = photo()

    response = signed_in(make.coordinator(made.event.section)).get(photo_url(made))

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=600"}
