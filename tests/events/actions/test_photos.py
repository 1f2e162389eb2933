"""Photos are private until consent is recorded, sent once, covered for good, and go with the event or by themselves."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from PIL import Image

from accounts.actions.erasure import erase_activist
from accounts.audit import SYSTEM
from events.actions.photos import (
    MOST_PHOTOS,
    add_photo,
    approve_photo,
    cover_photo,
    delete_photo,
    describe_photo,
    prune_photos,
    withdraw_photo,
)
from events.models import Event, Photo, PhotoPixels
from events.queries.photos import approved_photos, jpeg_of
from events.rules.photos import Box
from events.rules.retention import PHOTOS_LIVE
from tests import make
from tests.pictures import picture
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

SAID = {"caption": "At the gate", "alt": "Five people and a closed door", "credit": "Section Australia"}


@pytest.fixture
def event() -> Event:
    return make.past_event()


def approved(event: Event) -> Photo:
    return approve_photo(by=SYSTEM, photo=make.photo(event, consent="agreed", **SAID))


def test_added_photo_is_kept_encrypted_and_nobody_is_asked_for_consent(event: Event) -> None:
    lead = make.activist(section=event.section)

    photo = make.photo(event, by=lead, caption="At the gate")

    assert (photo.width, photo.height, photo.consent, photo.approved_at) == (60, 40, "", None)
    assert (photo.added_by_activist, photo.added_by_user) == (lead, None)
    assert jpeg_of(photo).startswith(b"\xff\xd8")
    assert acts(event)[-1] == ("event.photo_added", ["photos"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT jpeg FROM events_photopixels")
        assert cursor.fetchone()[0].startswith("test:")


def test_photo_sent_twice_is_stored_once(event: Event) -> None:
    key = uuid4()
    photo = make.photo(event, key=key)

    with nothing_stored():
        again = make.photo(event, key=key, original=picture(size=(90, 90)))

    assert again == photo


def test_same_key_at_another_event_is_another_photo(event: Event) -> None:
    key = uuid4()

    assert make.photo(event, key=key) != make.photo(make.past_event(section=event.section), key=key)


def test_photo_before_the_event_is_refused() -> None:
    event = make.event()

    with nothing_stored(), pytest.raises(ValidationError):
        make.photo(event)


def test_more_photos_than_anybody_looks_at_are_refused(event: Event) -> None:
    first = make.photo(event)
    Photo.objects.bulk_create(
        Photo(event=event, key=UUID(int=n), width=1, height=1) for n in range(1, MOST_PHOTOS)
    )

    with nothing_stored(), pytest.raises(ValidationError, match="20 photos"):
        make.photo(event)

    assert add_photo(by=SYSTEM, event=event, key=first.key, original=picture()) == first


@pytest.mark.parametrize("missing", ["consent", "alt", "credit"])
def test_photo_lacking_consent_or_words_is_not_approved(event: Event, missing: str) -> None:
    photo = make.photo(event, **{**SAID, "consent": "agreed", missing: ""})

    with nothing_stored(), pytest.raises(ValidationError):
        approve_photo(by=SYSTEM, photo=photo)


def test_approved_photo_is_the_presss_until_it_is_withdrawn(event: Event) -> None:
    photo = approved(event)
    make.photo(event, consent="agreed", **SAID)

    (shown,) = approved_photos(event.campaign)
    assert (shown.caption, shown.alt, shown.credit) == tuple(SAID.values())
    assert (shown.event, shown.city) == (event.public_id, "Sydney")
    assert shown.url == f"/photos/{photo.public_id}/?v=1"

    withdraw_photo(by=SYSTEM, photo=photo)
    assert approved_photos(event.campaign) == []
    assert [act for act, _fields in acts(event)][-2:] == ["event.photo_added", "event.photo_withdrawn"]


def test_consent_taken_back_takes_the_approval_back(event: Event) -> None:
    photo = approved(event)

    describe_photo(by=SYSTEM, photo=photo, **{**SAID, "consent": ""})

    assert (photo.consent_at, photo.approved_at) == (None, None)
    assert acts(event)[-1] == ("event.photo_described", ["consent"])


def test_covered_face_is_gone_and_the_address_changes(event: Event) -> None:
    photo = make.photo(event)

    cover_photo(by=SYSTEM, photo=photo, boxes=[Box(left=0, top=0, width=50, height=100)])

    with Image.open(BytesIO(jpeg_of(photo))) as found:
        left, right = found.convert("L").getpixel((5, 20)), found.convert("L").getpixel((55, 20))
    assert (left < 20, right > 50, photo.revision) == (True, True, 2)  # type: ignore[operator]
    assert PhotoPixels.objects.count() == 1


def test_deleted_photo_leaves_its_act_only(event: Event) -> None:
    delete_photo(by=SYSTEM, photo=make.photo(event))

    assert (Photo.objects.count(), PhotoPixels.objects.count()) == (0, 0)
    assert acts(event)[-1] == ("event.photo_deleted", ["photos"])


def test_photo_nobody_approved_goes_a_month_after_its_event(event: Event) -> None:
    kept, over = approved(event), event.ends_at + PHOTOS_LIVE
    make.photo(event)

    assert prune_photos(now=over) == 0
    assert prune_photos(now=over + timedelta(seconds=1)) == 1
    assert list(Photo.objects.all()) == [kept]


def test_erased_activist_is_no_longer_named_as_who_sent_it(event: Event) -> None:
    lead = make.activist(section=event.section)
    photo = make.photo(event, by=lead)

    erase_activist(by=SYSTEM, activist=lead)

    photo.refresh_from_db()
    assert photo.added_by_activist is None
