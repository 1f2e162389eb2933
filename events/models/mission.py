"""Embassies, consulates and the like: public facts about public institutions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField, CleanTextField, CountryField, TimeZoneField
from accounts.models import PublicId, Section
from events.choices import MissionKind
from events.models.city import City
from events.models.fields import on_earth


class Mission(PublicId):
    """One mission of a sending state in a host state.

    A state is not always an ISO code: the label is always there, the code where one exists.
    Imports merge by `external_id` and never delete.
    """

    source = CleanCharField(_("source"), max_length=200)
    external_id = CleanCharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=MissionKind)
    name = CleanCharField(_("name"), max_length=250, blank=True)
    sending_country = CountryField(_("sending state"), blank=True)
    sending_label = CleanCharField(_("sending state, in words"), max_length=120)
    host_country = CountryField(_("host country"), blank=True)
    host_label = CleanCharField(_("host country, in words"), max_length=120)
    city = CleanCharField(_("city"), max_length=160, blank=True)
    place = models.ForeignKey(City, null=True, blank=True, on_delete=models.SET_NULL, related_name="missions")
    address = CleanTextField(_("address"), max_length=500, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    time_zone = TimeZoneField(_("time zone"), blank=True)
    phone = CleanCharField(_("phone"), max_length=200, blank=True)
    email = CleanCharField(_("e-mail"), max_length=254, blank=True)
    website = CleanCharField(_("website"), max_length=500, blank=True)
    jurisdictions = CleanTextField(_("jurisdictions"), max_length=2000, blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    added_by_section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = (
        "id public_id source external_id kind name sending_country sending_label host_country host_label city"
        " place address latitude longitude time_zone phone email website jurisdictions checked_on"
        " added_by_section created_at"
    )

    class Meta:
        ordering = ("sending_label", "host_label", "city", "id")
        indexes = [
            # the directory: one state's missions by host
            models.Index(fields=["sending_country", "host_country", "city"], name="mission_by_sender"),
            # the picker while scheduling: missions in a country
            models.Index(fields=["host_country", "city"], name="mission_by_host"),
        ]
        constraints = [
            models.CheckConstraint(name="mission_kind_is_known", condition=Q(kind__in=MissionKind.values)),
            on_earth("mission_coordinates_are_on_earth"),
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        kind = self.get_kind_display()
        return _("%(kind)s of %(state)s, %(city)s") % {
            "kind": kind[:1].upper() + kind[1:],
            "state": self.sending_state,
            "city": self.city or self.host_label,
        }

    @property
    def sending_state(self) -> str:
        """The sending state's name: in the reader's language where it has a code, else as the source has it."""
        return self.sending_country.name or self.sending_label

    def get_absolute_url(self) -> str:
        return reverse("events:mission", args=[self.public_id])
