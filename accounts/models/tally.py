"""What became of mails, counted as they are settled: nobody counts finished rows, and pruning takes nothing away."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MailTally(models.Model):
    """How many mails of one kind came to one end since the installation began; the count only grows.

    `source` is the name of their model. `came_to` is a state, or one of accounts.post.tally's words for what is none
    (a try that failed, a repeat). `fault` is the class of what went wrong, blank where nothing did.
    """

    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=32)
    came_to = models.CharField(max_length=12)
    fault = models.CharField(max_length=40, blank=True)
    count = models.PositiveBigIntegerField()

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id source kind came_to fault count"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "came_to", "fault"], name="tally_one_per_end")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.came_to} {self.fault}: {self.count}"


class MailMinute(models.Model):
    """How many mails of all tables were accepted, and how many were given up, within one minute; kept for two days."""

    minute = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id minute sent failed"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minute"], name="minute_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.minute:%c}: {self.sent} sent, {self.failed} failed"
