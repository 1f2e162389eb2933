"""What all senders know together about the mail server they send through: one row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Relay(models.Model):
    """The relay as it was met last. While `failures` counts any it is in trouble: nobody sends before `paused_until`.

    `next_free_at` is the instant from which on the shared rate limit lets the next mail out.
    """

    ONLY = 1
    """Id of the one row."""

    failures = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True)
    paused_since = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    next_free_at = models.DateTimeField(null=True, blank=True)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id failures fault paused_since paused_until next_free_at"

    class Meta:
        constraints = [
            models.CheckConstraint(name="relay_is_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="relay_in_trouble_is_paused",
                condition=Q(failures=0, paused_since__isnull=True, paused_until__isnull=True)
                | Q(failures__gt=0, paused_since__isnull=False, paused_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"relay, {self.failures} failures"
