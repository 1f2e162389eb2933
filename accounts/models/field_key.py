"""Proof that the installation holds the right keys, before anything is read or written with wrong ones."""

from typing import ClassVar

from django.db import models

from accounts.fields import EncryptedTextField
from accounts.models.public_id import PublicId


class FieldKeyCanary(PublicId):
    """A known text, sealed once per key id; opened at start-up."""

    key_id = models.CharField(max_length=32, unique=True)
    sealed = EncryptedTextField()
    created_at = models.DateTimeField(auto_now_add=True)

    personal_fields: ClassVar[dict[str, str]] = {}
    plain_fields: ClassVar[str] = "id public_id key_id sealed created_at"

    def __str__(self) -> str:
        return f"canary of key {self.key_id}"
