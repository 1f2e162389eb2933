"""A user's address of a section's calendar."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Section


class SectionCalendar(models.Model):
    """What the token in the address stands for: this user's calendar of this section, while its events are hers to see.

    As with links (events.models.link) the token is derived, only its digest is stored, and raising `generation` makes
    every earlier address void.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "user": "who subscribed; until the address is ended or the account erased",
        "digest": "to recognise the token; goes with the address",
    }
    plain_fields: ClassVar[str] = "id section generation created_at"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "section"], name="section_calendar_once_per_user")
        ]

    def __str__(self) -> str:
        return f"calendar {self.pk} of section {self.section_id}"
