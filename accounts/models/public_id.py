"""The random id that addresses use; row numbers never leave the house."""

import secrets
import uuid

from django.db import models


def new_public_id() -> uuid.UUID:
    """Return 128 random bits (a UUID4 would fix six of them)."""
    return uuid.UUID(bytes=secrets.token_bytes(16))


class PublicId(models.Model):
    """A row that can be named in a URL without giving away how many there are."""

    public_id = models.UUIDField(unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True
