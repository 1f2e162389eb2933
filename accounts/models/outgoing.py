"""The outbox row that letters and reminders share: the database is queue, schedule and log in one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import OPEN_MAIL_STATES, MailState

OUTGOING_PLAIN = (
    "id state due_at next_at expires_at attempts claim sent_at smtp_code last_error message_id"
    " may_have_arrived created_at"
)


class Outgoing(models.Model):
    """One mail that should go to one person at one instant.

    `next_at` is the due time, the time of the next try, or the end of the lease; NULL means finished.
    `claim` is the random token of whoever holds the row: every change of a held row names it (fencing).
    `may_have_arrived`: a try ended without the server's word, or its sender died; later tries do not take that back.
    No subject and no body are stored; the mail is composed from current rows when it is sent.
    """

    state = models.CharField(max_length=12, choices=MailState, default=MailState.PENDING)
    due_at = models.DateTimeField(_("due"))
    next_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    smtp_code = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=120, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    may_have_arrived = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_state_is_known", condition=Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="%(class)s_open_means_next_at",
                condition=Q(state__in=OPEN_MAIL_STATES, next_at__isnull=False)
                | (~Q(state__in=OPEN_MAIL_STATES) & Q(next_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="%(class)s_sent_means_sent_at",
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            # The claim reads this alone. Without id, 10,000 rows due at one instant are sorted at each claim.
            models.Index(fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="%(class)s_due"),
            # Figures and the board count what failed through this: few rows, however many are finished.
            models.Index(fields=["due_at"], condition=Q(state=MailState.FAILED), name="%(class)s_failed"),
        ]
