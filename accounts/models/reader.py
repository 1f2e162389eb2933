"""What mail needs to know about whoever reads it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language

READER_PERSONAL = {
    "language": "to write to the person in their language; until erased",
    "discreet": "to write without giving anything away; until erased",
    "quiet_from": "not to wake or expose the person; until erased",
    "quiet_until": "not to wake or expose the person; until erased",
}


class Reader(models.Model):
    """Language, discreet mode and quiet hours of a person who gets mail."""

    language = models.CharField(_("language"), max_length=8, choices=Language, default=Language.ENGLISH)
    discreet = models.BooleanField(
        _("discreet mail"),
        default=False,
        help_text=_(
            "Mails name no organisation, campaign, place or cause; what and where stand behind a link."
        ),
    )
    quiet_from = models.TimeField(
        _("quiet from"), null=True, blank=True, help_text=_("Local time of the event.")
    )
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_quiet_hours_are_a_pair",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                violation_error_message=_("Give both ends of the quiet hours, or none."),
            )
        ]
