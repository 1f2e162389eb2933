"""Photos: taken in without what hides in files, described, covered, approved for the press, deleted."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import Actor, actor_columns, record
from events.actions.changing import changing
from events.models import Event, Photo, PhotoPixels
from events.queries.photos import jpeg_of
from events.rules import lifecycle
from events.rules.photos import Box, Picture, covered, fresh_picture
from events.rules.retention import PHOTOS_LIVE

MOST_PHOTOS = 20
"""Of one event: whoever holds a link can send no flood."""


def add_photo(
    *,
    by: Actor,
    event: Event,
    key: UUID,
    original: bytes,
    caption: str = "",
    alt: str = "",
    credit: str = "",
    consent: str = "",
    now: datetime | None = None,
) -> Photo:
    """Take a photo in, encoded anew. The same `key` again returns the photo that is there, and changes nothing.

    Raises ValidationError for a file that is no photo, before the start, and once an event has MOST_PHOTOS.
    """
    now = now or timezone.now()
    picture = fresh_picture(original)  # before anybody is kept waiting
    with changing(event):
        known = event.photos.filter(key=key).first()
        if known:
            return known
        lifecycle.refuse_early_outcome(status=event.status, starts_at=event.starts_at, now=now)
        if event.photos.count() >= MOST_PHOTOS:
            raise ValidationError(_("This event has 20 photos already. Delete one first."), code="too_many")
        photo = Photo(
            event=event, key=key, width=picture.width, height=picture.height, caption=caption, alt=alt, credit=credit,
            consent=consent, consent_at=now if consent else None, created_at=now,
            **actor_columns(by, prefix="added_by"),
        )  # fmt: skip
        photo.full_clean()
        photo.save()
        _store(photo, picture)
        record(by=by, act="event.photo_added", row=event, fields=["photos"], section=event.section, at=now)
    return photo


def _store(photo: Photo, picture: Picture) -> None:
    """Write the pixels over what stood there."""
    pixels = PhotoPixels.objects.filter(photo=photo).first() or PhotoPixels(photo=photo)
    pixels.jpeg = base64.b64encode(picture.jpeg).decode()
    pixels.save()


def describe_photo(
    *,
    by: Actor,
    photo: Photo,
    caption: str,
    alt: str,
    credit: str,
    consent: str,
    now: datetime | None = None,
) -> Photo:
    """Put right what is said about a photo. Consent taken back takes the approval back, too."""
    now = now or timezone.now()
    said = {"caption": caption, "alt": alt, "credit": credit, "consent": consent}
    with changing(photo.event) as event:
        photo.refresh_from_db()
        changed = {name for name, value in said.items() if getattr(photo, name) != value}
        for name in changed:
            setattr(photo, name, said[name])
        if "consent" in changed:
            photo.consent_at = now if consent else None
        if not (consent and alt and credit):
            photo.approved_at = None
        photo.full_clean()
        if changed:
            photo.save()
            record(
                by=by, act="event.photo_described", row=event, fields=changed, section=event.section, at=now
            )
    return photo


def cover_photo(*, by: Actor, photo: Photo, boxes: Sequence[Box], now: datetime | None = None) -> Photo:
    """Burn black boxes in. It cannot be undone: what they cover is not kept anywhere."""
    now = now or timezone.now()
    with changing(photo.event) as event:
        photo.refresh_from_db()
        before = Picture(jpeg=jpeg_of(photo), width=photo.width, height=photo.height)
        _store(photo, covered(before, boxes))
        photo.revision += 1
        photo.save(update_fields=["revision"])
        record(by=by, act="event.photo_covered", row=event, fields=["photos"], section=event.section, at=now)
    return photo


def approve_photo(*, by: Actor, photo: Photo, now: datetime | None = None) -> Photo:
    """Let the press have a photo. Raises ValidationError without consent, without a description, without a credit."""
    now = now or timezone.now()
    with changing(photo.event) as event:
        photo.refresh_from_db()
        if not photo.consent:
            raise ValidationError(_("Record first that the people shown agreed."), code="no_consent")
        if not (photo.alt and photo.credit):
            raise ValidationError(_("Say first what can be seen, and whom to credit."), code="not_described")
        if photo.approved_at is None:
            photo.approved_at = now
            photo.save(update_fields=["approved_at"])
            record(
                by=by, act="event.photo_approved", row=event, fields=["photos"], section=event.section, at=now
            )
    return photo


def withdraw_photo(*, by: Actor, photo: Photo, now: datetime | None = None) -> Photo:
    """Take the approval for the press back."""
    now = now or timezone.now()
    with changing(photo.event) as event:
        photo.refresh_from_db()
        if photo.approved_at is not None:
            photo.approved_at = None
            photo.save(update_fields=["approved_at"])
            record(
                by=by,
                act="event.photo_withdrawn",
                row=event,
                fields=["photos"],
                section=event.section,
                at=now,
            )
    return photo


def delete_photo(*, by: Actor, photo: Photo, now: datetime | None = None) -> None:
    """Delete a photo and its pixels for good."""
    now = now or timezone.now()
    with changing(photo.event) as event:
        photo.delete()
        record(by=by, act="event.photo_deleted", row=event, fields=["photos"], section=event.section, at=now)


def prune_photos(*, now: datetime) -> int:
    """Delete photos nobody approved, PHOTOS_LIVE after their event; returns how many."""
    old = Photo.objects.filter(approved_at=None, event__ends_at__lt=now - PHOTOS_LIVE)
    _deleted, by_model = old.delete()
    return by_model.get("events.Photo", 0)
