"""Pixels go to whoever may see them: coordination first, then the event's readers, then the press, then the world."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.audit import SYSTEM
from accounts.models import Section, User
from events.actions.photos import approve_photo, describe_photo
from events.choices import CampaignStatus, Visibility
from events.models import Campaign, Event, Photo
from events.queries.photos import photo_url, public_photos
from tests import make
from tests.events.views.conftest import signed_in, text
from tests.pictures import picture
from tests.rows import acts, nothing_stored

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


def other_things_to_see() -> None:
    """Store what everybody may see beside it: it opens no photo of anything else."""
    make.event(campaign=make.campaign(slug="another"), visibility=Visibility.PUBLIC)


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
    other_things_to_see()

    assert seen_by(made) == readers
    assert bool(public_photos(made.event.campaign)) == readers.endswith("world")


def test_approved_photo_of_a_campaign_that_is_not_open_is_seen_inside_only() -> None:
    made = photo(consent="agreed", approved=True)
    other_things_to_see()
    Campaign.objects.filter(pk=made.event.campaign_id).update(status=CampaignStatus.DRAFT)

    assert seen_by(made) == "coordinator viewer"


def test_pixels_are_never_taken_for_anything_else_and_kept_by_the_browser_alone() -> None:
    made = photo()

    response = signed_in(make.coordinator(made.event.section)).get(photo_url(made))

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=600"}


# --- at the desk --------------------------------------------------------------------------------------------------


def at(name: str, of: Photo | Event) -> str:
    return reverse(f"events:{name}", args=[of.public_id])


def test_coordinator_adds_describes_covers_approves_and_deletes(desk: Client, australia: Section) -> None:
    event = make.past_event(section=australia)
    file = SimpleUploadedFile("gate.png", picture(kind="PNG", size=(200, 100)))
    added = desk.post(at("event_photos", event), {"photo": file, "key": str(uuid4())})
    made = Photo.objects.get()
    assert added["Location"] == at("photo_edit", made)

    page, steps = at("photo_edit", made), ["describe", "cover", "approve", "withdraw", "delete"]
    said = {**SAID, "caption": "At the gate", "consent": "agreed", "boxes": "0 0 50 50\n60 10 20.5 20"}
    for step in steps:
        assert desk.post(page, {**said, "do": step}).status_code == 302, step
    assert [act for act, _fields in acts(event)][-6:] == [
        "event.photo_added",
        "event.photo_described",
        "event.photo_covered",
        "event.photo_approved",
        "event.photo_withdrawn",
        "event.photo_deleted",
    ]


def test_photo_is_shown_on_the_event_s_page_to_whoever_may_see_it(desk: Client, australia: Section) -> None:
    made = make.photo(make.past_event(section=australia), alt="A closed door")
    viewer = signed_in(make.viewer(australia))
    page = made.event.get_absolute_url()
    assert "A closed door" in text(desk.get(page))
    assert "A closed door" not in text(viewer.get(page))

    describe_photo(by=SYSTEM, photo=made, **SAID, caption="", consent="nobody")
    assert "A closed door" in text(viewer.get(page))


def test_photo_is_changed_by_whoever_records_the_outcome_and_only_seen_by_others(australia: Section) -> None:
    made = make.photo(make.past_event(section=australia), consent="agreed", **SAID)
    viewer = signed_in(make.viewer(australia))

    assert viewer.get(photo_url(made)).status_code == 200
    assert viewer.get(at("photo_edit", made)).status_code == 403
    with nothing_stored():
        assert viewer.post(at("photo_edit", made), {"do": "delete"}).status_code == 403


def test_organiser_covers_her_event_s_photos_and_approves_none(australia: Section) -> None:
    organiser = make.organiser(australia)
    made = make.photo(make.past_event(section=australia, owner=organiser), consent="agreed", **SAID)
    her = signed_in(organiser)

    assert her.post(at("photo_edit", made), {"do": "cover", "boxes": "0 0 10 10"}).status_code == 302
    assert "Approve for the press" not in text(her.get(at("photo_edit", made)))
    with nothing_stored():
        assert her.post(at("photo_edit", made), {"do": "approve"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"do": "approve"}, "Record first that the people shown agreed."),
        ({"do": "cover", "boxes": ""}, "This field is required."),
        ({"do": "cover", "boxes": "1 2 3"}, "is no box"),
        ({"do": "cover", "boxes": "0 0 101 1"}, "is no box"),
        ({"do": "cover", "boxes": "nan 0 1 1"}, "is no box"),
        ({"do": "cover", "boxes": "0 0 1 1\n" * 13}, "At most 12 boxes"),
        ({"do": "describe", "consent": "surely"}, "Select a valid choice"),
        ({"do": "nothing"}, "Edit photo"),
        ({}, "Edit photo"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(
    sent: dict[str, str], sentence: str, desk: Client, australia: Section
) -> None:
    made = make.photo(make.past_event(section=australia))

    with nothing_stored():
        assert sentence in text(desk.post(at("photo_edit", made), sent))


def test_too_large_a_file_is_refused_beside_its_field(desk: Client, australia: Section) -> None:
    event = make.past_event(section=australia)
    file = SimpleUploadedFile("gate.jpg", picture() + b"\0" * 11_000_000)

    with nothing_stored():
        assert "larger than 10 MB" in text(desk.post(at("event_photos", event), {"photo": file}))
