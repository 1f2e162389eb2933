"""Which user does what in which section."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models.section import Section


class Membership(models.Model):
    """A user's role in one section."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    personal_fields: ClassVar[dict[str, str]] = {
        "user": "who it is; until the account is erased or leaves the section",
        "role": "what the person may do; until the account is erased or leaves the section",
    }
    plain_fields: ClassVar[str] = "id section created_at"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "section"],
                name="membership_one_role_per_section",
                violation_error_message=_("This person has a role in this section already."),
            ),
            models.CheckConstraint(name="membership_role_is_known", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.section_id}"
