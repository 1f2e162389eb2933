"""Somebody who signs in."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.fields import CleanCharField, TimeZoneField, normal_email
from accounts.models.public_id import PublicId
from accounts.models.reader import READER_PERSONAL, Reader


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are stored in lower case so that one person has one account."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normal_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user. Raises ValueError without an address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PublicId, Reader):
    """Section coordinator, organiser or viewer (through memberships), or global coordinator."""

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("Somebody signs in with this address already.")}
    )
    name = CleanCharField(_("name"), max_length=120)
    time_zone = TimeZoneField(_("time zone"), blank=True, help_text=_("For “your time” beside local times."))
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_global_coordinator = models.BooleanField(_("global coordinator"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    personal_fields: ClassVar[dict[str, str]] = {
        "email": "to sign in and to be reached; until the account is erased",
        "name": "so that the section knows who acted; until the account is erased",
        "password": "Argon2 hash, to sign in; until the account is erased",
        "last_login": "to notice strangers and unused accounts; until the account is erased",
        "time_zone": "to show times as the reader lives them; until the account is erased",
        **READER_PERSONAL,
    }
    plain_fields: ClassVar[str] = "id public_id is_active is_global_coordinator created_at"

    class Meta(Reader.Meta):
        abstract = False
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = normal_email(self.email)

    @cached_property
    def roles(self) -> dict[int, Role]:
        """{section id: role}. Read once per request: rights change on the next one."""
        return {section: Role(role) for section, role in self.memberships.values_list("section_id", "role")}
