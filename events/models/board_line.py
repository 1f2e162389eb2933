"""What the board shows of an event and would otherwise count over its people, needs and attempts for every reader."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.models.event import Event


class BoardLine(models.Model):
    """A copy, so that ten thousand events are read at once; the truth stays in the rows it was counted from.

    `queries.board_lines` computes it, `actions.board_lines` keeps it in step with each change. What time alone
    changes, and what the event itself or its outcome says, is not in it. People are those whose rows are kept; of the
    others the campaign knows how many they were.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="line", primary_key=True)
    wanted = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0)
    lacks_people = models.BooleanField(default=False)
    missing = models.JSONField(default=dict)
    lead_said_yes = models.BooleanField(default=False)
    lead_asked_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    is_delivered = models.BooleanField(default=False)
    last_attempt_at = models.DateTimeField(null=True)
    next_due_on = models.DateField(null=True)
    slot = models.IntegerField(default=0)
    last_slot = models.IntegerField(default=0)
    cell = models.PositiveSmallIntegerField(null=True)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = (
        "event wanted filled lacks_people missing lead_said_yes lead_asked_at people yes silent no is_delivered"
        " last_attempt_at next_due_on slot last_slot cell"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="line_filled_within_wanted", condition=Q(filled__lte=models.F("wanted"))
            ),
            models.CheckConstraint(
                name="line_cell_is_on_the_map", condition=Q(cell__isnull=True) | Q(cell__lt=37 * 72)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filled} of {self.wanted} ({self.event_id})"
