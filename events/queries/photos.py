"""Photos as pages show them, and the bytes of one. Who may see which is events.access's to say."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from events.choices import EventStatus, PhotoConsent, Visibility
from events.models import Campaign, Event, Photo, PhotoPixels


@dataclass(frozen=True)
class ApprovedPhoto:
    """A photo the press may have. `url` is a path; `event` the event's public id."""

    url: str
    caption: str
    alt: str
    credit: str
    event: UUID
    city: str
    width: int
    height: int
    approved_at: datetime


@dataclass(frozen=True)
class PhotoRow:
    """A photo among those of its event."""

    public_id: UUID
    url: str
    caption: str
    alt: str
    credit: str
    consent: str
    is_approved: bool
    width: int
    height: int


def approved_photos(campaign: Campaign) -> list[ApprovedPhoto]:
    """Return the campaign's photos that are approved for the press, oldest event first; one query."""
    return _approved(Photo.objects.filter(event__campaign=campaign))


def public_photos(campaign: Campaign) -> list[ApprovedPhoto]:
    """Return those of them that the world may see: of public events that are not discreet."""
    shown = Photo.objects.filter(
        event__campaign=campaign, event__visibility=Visibility.PUBLIC, event__discreet=False
    )
    return _approved(shown)


def _approved(photos: QuerySet[Photo]) -> list[ApprovedPhoto]:
    found = photos.filter(approved_at__isnull=False).exclude(event__status=EventStatus.DRAFT)
    return [
        ApprovedPhoto(
            url=photo_url(photo),
            caption=photo.caption,
            alt=photo.alt,
            credit=photo.credit,
            event=photo.event.public_id,
            city=photo.event.city,
            width=photo.width,
            height=photo.height,
            approved_at=photo.approved_at,  # type: ignore[arg-type]
        )
        for photo in found.select_related("event").order_by("event__starts_at", "event_id", "pk")
    ]


def photos_of(event: Event) -> list[PhotoRow]:
    """Return every photo of `event`, oldest first; for those who record its outcome."""
    return [photo_row(photo) for photo in event.photos.all()]


def consented_photos(event: Event) -> list[PhotoRow]:
    """Return the photos of `event` whose people agreed: for whoever may open its page."""
    return [photo_row(photo) for photo in event.photos.exclude(consent="")]


def photo_row(photo: Photo) -> PhotoRow:
    """Return one photo as pages show it."""
    return PhotoRow(
        public_id=photo.public_id,
        url=photo_url(photo),
        caption=photo.caption,
        alt=photo.alt,
        credit=photo.credit,
        consent=str(PhotoConsent(photo.consent).label) if photo.consent else "",
        is_approved=photo.approved_at is not None,
        width=photo.width,
        height=photo.height,
    )


def photo_url(photo: Photo) -> str:
    """Return where the pixels are; another address after they changed."""
    return f"{reverse('events:photo', args=[photo.public_id])}?v={photo.revision}"


def jpeg_of(photo: Photo) -> bytes:
    """Return the pixels as a JPEG; one query."""
    return base64.b64decode(PhotoPixels.objects.get(photo=photo).jpeg)
