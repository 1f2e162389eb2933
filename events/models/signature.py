"""Counts of signatures, by section and source, each as of an instant."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField
from accounts.models import PublicId, Section
from events.models.campaign import Campaign


class SignatureCount(PublicId):
    """A section's total from one source as of an instant.

    A total, not an increment: the newest row of (campaign, section, source) counts, earlier ones are history.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="signature_counts")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="signature_counts")
    source = CleanCharField(
        _("source"), max_length=80, help_text=_("For example: online, street, partner organisation.")
    )
    count = models.PositiveIntegerField(_("signatures"))
    as_of = models.DateTimeField(_("as of"))
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "counted_by": "who vouches for the number; emptied on erasure"
    }
    plain_fields: ClassVar[str] = "id public_id campaign section source count as_of created_at"

    class Meta:
        ordering = ("-as_of", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "section", "source", "as_of"],
                name="signature_one_count_per_source_and_instant",
                violation_error_message=_("There is a count from this source for this very time already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.source}"
