"""A hand-in, protest, stunt, vigil or other action: one place, one local time."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField, CleanTextField, CountryField, TimeZoneField
from accounts.models import PublicId, Section
from events.choices import EventKind, EventStatus, Visibility
from events.models.campaign import Campaign
from events.models.change import Change
from events.models.city import City
from events.models.fields import WallTimeField, on_earth
from events.models.mission import Mission
from events.rules.local_time import known_zone


class Event(PublicId):
    """One event. `starts_wall`, `starts_fold` and `time_zone` are the truth; `starts_at`, `ends_at` (UTC) are derived.

    `revision` rises with every change of place or time once the event is planned; mails speak of one revision.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="events")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=EventKind)
    title = CleanCharField(_("title"), max_length=200)
    mission = models.ForeignKey(
        Mission,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=_("mission"),
    )

    city = CleanCharField(_("city"), max_length=160)
    place = models.ForeignKey(City, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    country = CountryField(_("country"), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    address = CleanTextField(_("address"), max_length=500, blank=True)
    meeting_point = CleanTextField(_("meeting point"), max_length=500, blank=True)

    time_zone = TimeZoneField(_("time zone"))
    starts_wall = WallTimeField(_("starts, local time"))
    starts_fold = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField()

    status = models.CharField(_("state"), max_length=10, choices=EventStatus, default=EventStatus.DRAFT)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility, default=Visibility.SECTION
    )
    revision = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField(null=True, blank=True, editable=False)
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)
    moved_from_wall = WallTimeField(null=True, blank=True, editable=False)
    moved_from_zone = models.CharField(max_length=64, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_reason = CleanCharField(_("reason"), max_length=300, blank=True)
    lead_withdrew_at = models.DateTimeField(null=True, blank=True, editable=False)
    lead_withdrawals = models.PositiveSmallIntegerField(default=0, editable=False)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_events",
    )
    organisers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="organised_events")

    what_to_bring = CleanTextField(_("what to bring"), max_length=500, blank=True)
    if_refused = CleanTextField(_("if the mission refuses"), max_length=500, blank=True)
    contact_phone = CleanCharField(_("phone on the day"), max_length=40, blank=True)
    discreet = models.BooleanField(
        _("discreet mail"),
        default=False,
        help_text=_("Every mail about this event names no organisation, place or cause."),
    )
    allotted_signatures = models.PositiveIntegerField(_("signatures allotted"), null=True, blank=True)
    external_id = CleanCharField(_("external id"), max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    change = models.ForeignKey(
        Change, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="events"
    )

    personal_fields: ClassVar[dict[str, str]] = {
        "owner": "who is responsible; emptied on erasure",
        "organisers": "who else runs it; removed on erasure",
        "contact_phone": "whom to call on the day; 30 days after the event",
    }
    plain_fields: ClassVar[str] = (
        "id public_id campaign section kind title mission city place country latitude longitude address"
        " meeting_point time_zone starts_wall starts_fold starts_at ends_at status visibility revision planned_at"
        " revised_at moved_from_wall moved_from_zone cancelled_at cancel_reason lead_withdrew_at lead_withdrawals"
        " what_to_bring if_refused discreet allotted_signatures external_id created_at change"
    )

    class Meta:
        ordering = ("starts_at", "id")
        indexes = [
            # the board and the campaign page
            models.Index(fields=["campaign", "starts_at", "id"], name="event_by_campaign"),
            # a section's list
            models.Index(fields=["section", "starts_at", "id"], name="event_by_section"),
            # reconcile and the clock: what is still ahead
            models.Index(fields=["ends_at"], name="event_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(name="event_kind_is_known", condition=Q(kind__in=EventKind.values)),
            models.CheckConstraint(name="event_status_is_known", condition=Q(status__in=EventStatus.values)),
            models.CheckConstraint(
                name="event_visibility_is_known", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(name="event_fold_is_0_or_1", condition=Q(starts_fold__in=(0, 1))),
            models.CheckConstraint(name="event_revision_from_1", condition=Q(revision__gte=1)),
            models.CheckConstraint(name="event_has_a_zone", condition=~Q(time_zone="")),
            models.CheckConstraint(
                name="event_planned_means_planned_at",
                condition=~Q(status=EventStatus.PLANNED) | Q(planned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="event_cancelled_means_cancelled_at",
                condition=~Q(status=EventStatus.CANCELLED) | Q(cancelled_at__isnull=False),
            ),
            on_earth("event_coordinates_are_on_earth"),
            models.UniqueConstraint(
                fields=["campaign", "section", "external_id"],
                condition=~Q(external_id=""),
                name="event_one_per_external_id",
                violation_error_message=_("There is an event with this external id already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.public_id])

    @property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return known_zone(self.time_zone)

    @property
    def ends_wall(self) -> datetime:
        """The end as a clock on the spot shows it (naive)."""
        return self.ends_at.astimezone(self.zone).replace(tzinfo=None, fold=0)

    @property
    def local_date(self) -> date:
        """The date on the spot, which the day of action is compared with."""
        return self.starts_wall.date()
