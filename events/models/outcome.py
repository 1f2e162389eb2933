"""What came of an event: the chain of delivery attempts, and the report."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField, CleanTextField
from accounts.models import Activist, PublicId
from events.choices import Channel, OutcomeResult, Petition, Reception, TurnoutSource
from events.models.event import Event

REPORTER_PERSONAL = {
    "reported_by_user": "who vouches for the report; emptied on erasure",
    "reported_by_activist": "who vouches for the report; emptied on erasure",
}


class DeliveryAttempt(PublicId):
    """One try to hand over. *Met?* (reception) and *accepted?* (petition) are two questions."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attempts")
    channel = models.CharField(_("how"), max_length=12, choices=Channel)
    reception = models.CharField(_("met?"), max_length=12, choices=Reception)
    petition = models.CharField(_("accepted?"), max_length=14, choices=Petition)
    at = models.DateTimeField(_("when"))
    note = CleanTextField(_("note"), max_length=2000, blank=True)
    next_step = CleanCharField(_("next step"), max_length=300, blank=True)
    next_due_on = models.DateField(_("due on"), null=True, blank=True)
    recorded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_by_activist = models.ForeignKey(
        Activist, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "recorded_by_user": "who vouches for it; emptied on erasure",
        "recorded_by_activist": "who vouches for it; emptied on erasure",
    }
    plain_fields: ClassVar[str] = (
        "id public_id event channel reception petition at note next_step next_due_on created_at"
    )

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(name="attempt_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="attempt_reception_is_known", condition=Q(reception__in=Reception.values)
            ),
            models.CheckConstraint(
                name="attempt_petition_is_known", condition=Q(petition__in=Petition.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reception}, {self.petition}"


class EarlierReport(models.Model):
    """What a report or an attempt said before somebody corrected it. The trail says who did, and names the fields."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="earlier_reports")
    said = models.JSONField(encoder=DjangoJSONEncoder)
    """{name of a field: value before}, of Outcome or DeliveryAttempt; "attempt": its number, where it is one's."""
    replaced_at = models.DateTimeField(default=timezone.now)

    plain_fields: ClassVar[str] = "id event said replaced_at"

    class Meta:
        ordering = ("replaced_at", "id")

    def __str__(self) -> str:
        return f"report of {self.event_id} before {self.replaced_at}"


class ReportReceipt(models.Model):
    """That one sending of a form arrived: the same key again changes nothing, however often a phone tries."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="receipts")
    key = models.UUIDField()
    received_at = models.DateTimeField(default=timezone.now)

    plain_fields: ClassVar[str] = "id event key received_at"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="receipt_once_per_key")]

    def __str__(self) -> str:
        return f"receipt {self.key}"


class Outcome(models.Model):
    """The report on one event. Its headline is computed from the attempts (events.rules.outcomes), never typed."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="outcome")
    result = models.CharField(_("result"), max_length=10, choices=OutcomeResult, default=OutcomeResult.OPEN)
    given_up_reason = CleanCharField(_("why given up"), max_length=300, blank=True)
    signatures_handed_over = models.PositiveIntegerField(_("signatures handed over"), null=True, blank=True)
    turnout_low = models.PositiveIntegerField(_("people, at least"), null=True, blank=True)
    turnout_high = models.PositiveIntegerField(_("people, at most"), null=True, blank=True)
    turnout_source = models.CharField(_("counted by"), max_length=10, choices=TurnoutSource, blank=True)
    press_present = models.BooleanField(_("press was there"), null=True, blank=True)
    summary = CleanTextField(_("what happened"), max_length=4000, blank=True)
    quote = CleanTextField(_("quote for the press"), max_length=1000, blank=True)
    reported_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_by_activist = models.ForeignKey(
        Activist, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_at = models.DateTimeField(default=timezone.now)
    corrected_at = models.DateTimeField(null=True, blank=True)
    counted_then = models.PositiveIntegerField(null=True, blank=True, editable=False)
    """Signatures the campaign had counted when this was reported; None for none."""
    largest_then = models.PositiveIntegerField(null=True, blank=True, editable=False)
    """The largest turnout of the campaign's other events when this was reported; None while few had told theirs."""
    is_confirmed = models.BooleanField(_("the figures are right as they stand"), default=False)
    """Somebody vouches for figures that look wrong."""
    is_demonstration = models.BooleanField(default=False, editable=False)

    personal_fields: ClassVar[dict[str, str]] = REPORTER_PERSONAL
    plain_fields: ClassVar[str] = (
        "id event result given_up_reason signatures_handed_over turnout_low turnout_high turnout_source summary quote"
        " press_present reported_at corrected_at counted_then largest_then is_confirmed is_demonstration"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outcome_result_is_known", condition=Q(result__in=OutcomeResult.values)
            ),
            models.CheckConstraint(
                name="outcome_given_up_has_a_reason",
                condition=~Q(result=OutcomeResult.GIVEN_UP) | ~Q(given_up_reason=""),
                violation_error_message=_("Say why it was given up."),
            ),
            models.CheckConstraint(
                name="outcome_turnout_low_to_high",
                condition=Q(turnout_low__isnull=True)
                | Q(turnout_high__isnull=True)
                | Q(turnout_low__lte=F("turnout_high")),
                violation_error_message=_("“At least” cannot be more than “at most”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} ({self.event_id})"
