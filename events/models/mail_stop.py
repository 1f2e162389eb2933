"""Kinds of mail that somebody stopped: about one event, or to one activist."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Activist
from events.choices import ReminderKind
from events.models.event import Event
from events.rules.mail_stops import STOPPABLE, TO_ACTIVISTS


class MailStop(models.Model):
    """One kind of mail that is not sent: to anybody about `event`, or about anything to `activist`."""

    event = models.ForeignKey(
        Event, null=True, blank=True, db_index=False, on_delete=models.CASCADE, related_name="mail_stops"
    )
    activist = models.ForeignKey(
        Activist, null=True, blank=True, db_index=False, on_delete=models.CASCADE, related_name="mail_stops"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReminderKind)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "activist": "who wants no mail of the kind; until it is wanted again or the person is erased"
    }
    plain_fields: ClassVar[str] = "id event kind created_at"

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="mail_stop_has_one_subject",
                condition=Q(event__isnull=False, activist__isnull=True)
                | Q(event__isnull=True, activist__isnull=False),
            ),
            models.CheckConstraint(name="mail_stop_kind_can_be_stopped", condition=Q(kind__in=STOPPABLE)),
            models.CheckConstraint(
                name="mail_stop_kind_goes_to_activists",
                condition=Q(activist__isnull=True) | Q(kind__in=TO_ACTIVISTS),
            ),
            # planning reads the stops of an event and of a person through these two, deleting either finds them so
            models.UniqueConstraint(
                fields=["event", "kind"], condition=Q(event__isnull=False), name="mail_stop_once_per_event"
            ),
            models.UniqueConstraint(
                fields=["activist", "kind"],
                condition=Q(activist__isnull=False),
                name="mail_stop_once_per_activist",
            ),
        ]

    def __str__(self) -> str:
        return f"no {self.kind}"
