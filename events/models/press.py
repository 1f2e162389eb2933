"""Figures frozen for the press."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import PublicId
from events.models.campaign import Campaign


class PressSnapshot(PublicId):
    """What could be cited of a campaign at one instant, with its SHA-256; no action changes a row.

    The digest is of the figures as they are downloaded (events.rules.press_document), so that anybody can check it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="press_snapshots")
    as_of = models.DateTimeField(_("as of"))
    figures = models.JSONField(_("figures"))
    sha256 = models.CharField("SHA-256", max_length=64)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "frozen_by": "who vouches for the figures; emptied on erasure",
    }
    plain_fields: ClassVar[str] = "id public_id campaign as_of figures sha256 created_at"

    class Meta:
        ordering = ("-as_of", "-id")

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%dT%H:%MZ} {self.sha256[:8]}"

    def get_absolute_url(self) -> str:
        return reverse("events:press_snapshot", args=[self.public_id])
