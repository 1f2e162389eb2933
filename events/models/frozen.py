"""What is left of who was asked once the rows about people are deleted: numbers, and nobody's name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.choices import Answer, Role
from events.models.event import Event


class FrozenCount(models.Model):
    """How many people of a role gave an answer at an event whose assignments are deleted (events.actions.retention)."""

    event = models.ForeignKey(Event, db_index=False, on_delete=models.CASCADE, related_name="frozen_counts")
    role = models.CharField(max_length=20, choices=Role)
    answer = models.CharField(max_length=6, choices=Answer)
    people = models.PositiveIntegerField()

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id event role answer people"

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["event", "role", "answer"], name="frozen_count_once"),
            models.CheckConstraint(name="frozen_count_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="frozen_count_answer_is_known", condition=Q(answer__in=Answer.values)
            ),
            models.CheckConstraint(name="frozen_count_counts_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.people} × {self.role} {self.answer}"
