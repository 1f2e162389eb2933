"""One step that made many events at once, so that it can be undone as one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import PublicId
from events.models.campaign import Campaign


class Change(PublicId):
    """A plan of a day of action, as it was carried out: `drafts` events, each of which names it.

    Who did it stands in the audit trail.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="changes")
    drafts = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id public_id campaign drafts created_at undone_at"

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.drafts} drafts in campaign {self.campaign_id}"

    def get_absolute_url(self) -> str:
        return reverse("events:plan_made", args=[self.public_id])
