"""One e-mail that should go to one person about one event at one instant."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Activist, Outgoing
from accounts.models.outgoing import OUTGOING_PLAIN
from events.choices import ReminderKind
from events.models.event import Event


class Reminder(Outgoing):
    """One reminder. Key: (event, recipient, kind, revision, round).

    `revision` is the event's that the mail speaks of; `round` rises when somebody is asked again after they were
    told they are no longer needed (for *gap*: with every lead who withdraws).
    """

    # Every index is written at every change of a row, and a move changes thousands: the unique ones, which begin
    # with event and user, serve these two as well.
    event = models.ForeignKey(Event, db_index=False, on_delete=models.CASCADE, related_name="reminders")
    activist = models.ForeignKey(
        Activist, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="reminders",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReminderKind)
    revision = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)

    personal_fields: ClassVar[dict[str, str]] = {
        "activist": "whom it reminds; 180 days after the event",
        "user": "whom it reminds; 180 days after the event",
    }
    plain_fields: ClassVar[str] = f"{OUTGOING_PLAIN} event kind revision round"

    class Meta(Outgoing.Meta):
        abstract = False
        ordering = ("due_at", "id")
        constraints = [
            *Outgoing.Meta.constraints,
            models.CheckConstraint(
                name="reminder_has_one_recipient",
                condition=Q(activist__isnull=False, user__isnull=True)
                | Q(activist__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(name="reminder_kind_is_known", condition=Q(kind__in=ReminderKind.values)),
            models.UniqueConstraint(
                # rows without an activist differ from all others here, and are none the less found by their event
                fields=["event", "activist", "kind", "revision", "round"],
                name="reminder_once_per_activist",
            ),
            models.UniqueConstraint(
                fields=["user", "event", "kind", "revision", "round"],
                condition=Q(user__isnull=False),
                name="reminder_once_per_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} r{self.revision} {self.state}"
