"""The gazetteer: cities of the world and what people call them. Loading lives in actions, finding in queries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class City(models.Model):
    """A populated place of the gazetteer (GeoNames, CC BY 4.0).

    Rows are never deleted: missions and events point at them.
    """

    geoname_id = models.PositiveBigIntegerField(_("GeoNames number"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    folded = models.CharField(_("name for searching"), max_length=100)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=100, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    population = models.PositiveIntegerField(_("population"), default=0)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = (
        "id geoname_id name folded country region latitude longitude time_zone population"
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        indexes = [
            # find_cities and resolve_city read through it: equality and prefixes, in any collation of PostgreSQL.
            models.Index(fields=["folded"], name="city_folded", opclasses=["varchar_pattern_ops"]),
            # nearest_city reads a box of latitudes through it.
            models.Index(fields=["latitude", "longitude"], name="city_latitude_longitude"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90), name="city_latitude_on_earth"
            ),
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180), name="city_longitude_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CityName(models.Model):
    """Another name of a city: in its own script, of another language, or of another time."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="names", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=100)
    folded = models.CharField(_("name for searching"), max_length=100)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id city name folded"

    class Meta:
        verbose_name = _("name of a city")
        verbose_name_plural = _("names of cities")
        indexes = [
            # find_cities and resolve_city read through it: equality and prefixes, in any collation of PostgreSQL.
            models.Index(fields=["folded"], name="cityname_folded", opclasses=["varchar_pattern_ops"])
        ]

    def __str__(self) -> str:
        return self.name


class GazetteerStamp(models.Model):
    """Which data file the gazetteer was loaded from: one row, so that a second load ends at once."""

    digest = models.CharField(_("digest of the data file"), max_length=64, unique=True)
    cities = models.PositiveIntegerField(_("cities"))
    names = models.PositiveIntegerField(_("other names"))
    loaded_at = models.DateTimeField(_("loaded at"))

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id digest cities names loaded_at"

    class Meta:
        verbose_name = _("gazetteer load")
        verbose_name_plural = _("gazetteer loads")

    def __str__(self) -> str:
        return self.digest[:12]
