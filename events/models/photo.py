"""Photos of an event: what is said about them, and their pixels in a table of their own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField, EncryptedTextField
from accounts.models import Activist, PublicId
from events.choices import PhotoConsent
from events.models.event import Event


class Photo(PublicId):
    """A picture as it was encoded anew. Only coordination sees it until consent is recorded; press once approved."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="photos")
    key = models.UUIDField(editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    revision = models.PositiveSmallIntegerField(default=1, editable=False)
    caption = CleanCharField(_("caption"), max_length=300, blank=True)
    alt = CleanCharField(_("what can be seen"), max_length=300, blank=True)
    credit = CleanCharField(_("credit"), max_length=120, blank=True)
    consent = models.CharField(_("consent"), max_length=12, choices=PhotoConsent, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_by_activist = models.ForeignKey(
        Activist, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "caption": "may name who is shown; 30 days after the event, with the approval for as long as that stands",
        "alt": "may name who is shown; 30 days after the event, with the approval for as long as that stands",
        "credit": "who took it; 30 days after the event, with the approval for as long as that stands",
        "added_by_user": "who vouches for it; emptied on erasure",
        "added_by_activist": "who vouches for it; emptied on erasure",
    }
    plain_fields: ClassVar[str] = (
        "id public_id event key width height revision consent consent_at approved_at created_at"
    )

    class Meta:
        ordering = ("created_at", "id")
        constraints = [
            # what a phone sends again after a lost answer is the photo that is there
            models.UniqueConstraint(fields=["event", "key"], name="photo_once_per_key"),
            models.CheckConstraint(
                name="photo_consent_is_known", condition=Q(consent__in=["", *PhotoConsent.values])
            ),
            models.CheckConstraint(
                name="photo_consent_has_an_instant",
                condition=Q(consent="", consent_at__isnull=True)
                | (~Q(consent="") & Q(consent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="photo_approved_means_consent_and_words",
                condition=Q(approved_at__isnull=True) | (~Q(consent="") & ~Q(alt="") & ~Q(credit="")),
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.event_id}"


class PhotoPixels(PublicId):
    """The JPEG itself, encrypted. A table of its own, so that no list ever loads one."""

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="pixels")
    jpeg = EncryptedTextField()

    personal_fields: ClassVar[dict[str, str]] = {
        "jpeg": "people can be recognised; 30 days after the event, with the approval for as long as that stands"
    }
    plain_fields: ClassVar[str] = "id public_id photo"

    class Meta:
        verbose_name_plural = "pixels of photos"

    def __str__(self) -> str:
        return f"pixels of photo {self.photo_id}"
