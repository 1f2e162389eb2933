"""How many of a role an event wants, and who is asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Activist, PublicId
from events.choices import Answer, Role
from events.models.event import Event


class Need(models.Model):
    """How many of a role an event wants."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="needs")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    wanted = models.PositiveSmallIntegerField(_("wanted"))

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id event role wanted"

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["event", "role"], name="need_one_per_role"),
            models.CheckConstraint(name="need_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="need_wants_somebody",
                condition=Q(wanted__gte=1, wanted__lte=10_000),
                violation_error_message=_("Ask for 1 to 10,000 people, or remove the need."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted} × {self.role}"


class Assignment(PublicId):
    """An activist asked to take a role at an event, and the answer. Unassigning deletes the row, the trail stays."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="assignments")
    activist = models.ForeignKey(Activist, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    answer = models.CharField(_("answer"), max_length=6, choices=Answer, default=Answer.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    said_yes_at = models.DateTimeField(null=True, blank=True)

    personal_fields: ClassVar[dict[str, str]] = {
        "activist": "who is asked; 180 days after the event",
        "answer": "who comes; 180 days after the event",
        "answered_at": "to see silence in time; 180 days after the event",
        "said_yes_at": "to tell who counted on it when plans change; 180 days after the event",
    }
    plain_fields: ClassVar[str] = "id public_id event role asked_at"

    class Meta:
        ordering = ("id",)
        indexes = [
            # clashes: everything one person is asked for
            models.Index(fields=["activist", "event"], name="assignment_by_activist")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "activist", "role"],
                name="assignment_once_per_role",
                violation_error_message=_("This activist has this role at this event already."),
            ),
            models.CheckConstraint(name="assignment_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="assignment_answer_is_known", condition=Q(answer__in=Answer.values)),
            models.CheckConstraint(
                name="assignment_answered_means_answered_at",
                condition=Q(answer=Answer.ASKED, answered_at__isnull=True)
                | (~Q(answer=Answer.ASKED) & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.answer}"
