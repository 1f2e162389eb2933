"""Capabilities that reach people by mail: one assignment or activist, one purpose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Activist
from events.choices import LinkPurpose
from events.models.assignment import Assignment


class Link(models.Model):
    """What the token in an address stands for.

    The token itself is an HMAC of (link key, id, generation) and is never stored, only its SHA-256 digest:
    every mail derives it again without writing, and raising `generation` makes every earlier one void.
    `is_former`: mails that went out before two rows of one person became one carry it; new ones do not.
    """

    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    activist = models.ForeignKey(
        Activist, null=True, blank=True, on_delete=models.CASCADE, related_name="links"
    )
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    generation = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    is_former = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "assignment": "what the link answers; goes with the assignment",
        "activist": "whose mail it stops; until erased",
        "digest": "to recognise the token; goes with the link",
    }
    plain_fields: ClassVar[str] = "id purpose generation is_former expires_at revoked_at created_at"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_has_one_subject",
                condition=Q(assignment__isnull=False, activist__isnull=True)
                | Q(assignment__isnull=True, activist__isnull=False),
            ),
            models.CheckConstraint(name="link_purpose_is_known", condition=Q(purpose__in=LinkPurpose.values)),
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="link_digest_is_unique"),
            models.UniqueConstraint(
                fields=["assignment", "purpose"],
                condition=Q(assignment__isnull=False, is_former=False),
                name="link_once_per_assignment",
            ),
            models.UniqueConstraint(
                fields=["activist", "purpose"],
                condition=Q(activist__isnull=False, is_former=False),
                name="link_once_per_activist",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk} {self.purpose}"
