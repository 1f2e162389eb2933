"""National sections and the countries they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language, Role
from accounts.fields import CleanCharField, CountryField, TimeZoneField
from accounts.models.public_id import PublicId

if TYPE_CHECKING:
    from accounts.models.membership import Membership


class SectionQuerySet(models.QuerySet["Section"]):
    """Finds sections that cannot work yet."""

    def uncoordinated(self) -> SectionQuerySet:
        """Return the national sections nobody coordinates who may sign in."""
        coordinates = Q(memberships__role=Role.COORDINATOR, memberships__user__is_active=True)
        return self.filter(is_international=False).exclude(
            pk__in=Section.objects.filter(coordinates).values("pk")
        )


class Section(PublicId):
    """A national section; it owns its people and its events. One seeded section is *International*."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = CleanCharField(_("name"), max_length=120, unique=True)
    country = CountryField(_("country"), blank=True)
    time_zone = TimeZoneField(_("time zone"), default="UTC")
    language = models.CharField(_("language"), max_length=8, choices=Language, default=Language.ENGLISH)
    sender_name = CleanCharField(
        _("sender name"),
        max_length=80,
        blank=True,
        help_text=_("What activists read as the sender. Empty: the section's name."),
    )
    neutral_sender_name = CleanCharField(
        _("neutral sender name"),
        max_length=80,
        blank=True,
        help_text=_("The sender in discreet mails, for example a first name. It must give nothing away."),
    )
    reply_to = models.EmailField(_("answers go to"), blank=True)
    is_international = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SectionQuerySet.as_manager()

    personal_fields: ClassVar[dict[str, str]] = {
        "reply_to": "where activists' answers go; while the section exists"
    }
    plain_fields: ClassVar[str] = (
        "id public_id slug name country time_zone language sender_name neutral_sender_name is_international created_at"
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["is_international"],
                condition=Q(is_international=True),
                name="section_one_is_international",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def covers(self) -> tuple[str, ...]:
        """ISO codes of the countries whose missions this section looks after, sorted."""
        return tuple(sorted(row.country.code for row in self.covered.all()))

    def who_coordinate(self) -> models.QuerySet[Membership]:
        """Return the memberships of those who coordinate this section and may sign in."""
        return self.memberships.filter(role=Role.COORDINATOR, user__is_active=True)


class SectionCountry(models.Model):
    """One country a section covers; no country has two covering sections."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="covered")
    country = CountryField(
        _("country"),
        unique=True,
        error_messages={"unique": _("Another section already covers this country.")},
    )

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id section country"

    class Meta:
        ordering = ("country",)

    def __str__(self) -> str:
        return f"{self.country.code} → {self.section_id}"
