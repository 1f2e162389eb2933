"""One ask to one target state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField, CleanTextField, CountryField
from accounts.models import PublicId
from events.choices import CampaignStatus


class Campaign(PublicId):
    """One ask to one target state, with a window and a day of action.

    The day of action is a date: it is compared with each event's local date. `cadence` holds when mails go, where that
    is not as usual, and `cadence_since` {kind: instant} when that was last changed (events.rules.cadence_settings).
    `frozen_…` count people whose rows are deleted: asked at all, and by answer (events.actions.retention).
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    title = CleanCharField(_("title"), max_length=200)
    ask = CleanTextField(_("ask"), max_length=2000)
    target_country = CountryField(_("target state"), blank=True)
    target_label = CleanCharField(
        _("target, in words"),
        max_length=120,
        blank=True,
        help_text=_("Where the target is no state with a code of its own."),
    )
    day_of_action = models.DateField(_("day of action"))
    window_start = models.DateField(_("window from"))
    window_end = models.DateField(_("window to"))
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Until then nobody outside gets the figures for the press."),
    )
    status = models.CharField(_("state"), max_length=10, choices=CampaignStatus, default=CampaignStatus.DRAFT)
    cadence = models.JSONField(default=dict, blank=True, editable=False)
    cadence_since = models.JSONField(default=dict, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_everybody = models.PositiveIntegerField(default=0, editable=False)
    frozen_yes = models.PositiveIntegerField(default=0, editable=False)
    frozen_silent = models.PositiveIntegerField(default=0, editable=False)
    frozen_no = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = (
        "id public_id slug title ask target_country target_label day_of_action window_start window_end"
        " embargo_until status cadence cadence_since closed_at frozen_everybody frozen_yes frozen_silent frozen_no"
        " created_at"
    )

    class Meta:
        ordering = ("-day_of_action", "title")
        constraints = [
            models.CheckConstraint(
                name="campaign_day_is_in_window",
                condition=Q(day_of_action__gte=F("window_start"), day_of_action__lte=F("window_end")),
                violation_error_message=_("The day of action must lie inside the window."),
            ),
            models.CheckConstraint(
                name="campaign_status_is_known", condition=Q(status__in=CampaignStatus.values)
            ),
            models.CheckConstraint(
                name="campaign_has_a_target",
                condition=~Q(target_country="") | ~Q(target_label=""),
                violation_error_message=_("Choose the target state, or name the target."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:campaign", args=[self.slug])

    @property
    def target(self) -> str:
        """The target's name as people read it."""
        return self.target_label or self.target_country.name
