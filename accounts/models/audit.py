"""The audit trail: who did what to which object, and which fields changed; never their values."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.choices import ActorKind
from accounts.models.activist import Activist
from accounts.models.section import Section

REFUSAL = "The audit trail is append-only."


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries to read. Only the actor ever changes, past this class: see `accounts.audit`."""

    def update(self, **values: Any) -> int:
        raise TypeError(REFUSAL)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise TypeError(REFUSAL)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(REFUSAL)


class AuditEntry(models.Model):
    """One act. Append-only: a stored entry is neither changed nor deleted."""

    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="acts"
    )
    actor_activist = models.ForeignKey(
        Activist, null=True, blank=True, on_delete=models.SET_NULL, related_name="acts"
    )
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.UUIDField()
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    fields = models.JSONField(default=list)

    objects = AuditEntryQuerySet.as_manager()

    personal_fields: ClassVar[dict[str, str]] = {
        "actor_user": "who acted; emptied when the account is erased",
        "actor_activist": "who acted; about an event 180 days after it, else without a name once erased",
    }
    plain_fields: ClassVar[str] = "id at actor_kind act object_type object_id section fields"

    class Meta:
        ordering = ("-at", "-id")
        verbose_name_plural = "audit entries"
        indexes = [
            # the trail on an object's page
            models.Index(fields=["object_id", "-at", "-id"], name="audit_by_object"),
            # the trail of a section
            models.Index(fields=["section", "-at", "-id"], name="audit_by_section"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_at_most_one_actor",
                condition=Q(actor_user__isnull=True) | Q(actor_activist__isnull=True),
            ),
            models.CheckConstraint(
                name="audit_actor_kind_is_known", condition=Q(actor_kind__in=ActorKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(REFUSAL)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(REFUSAL)
