"""The canary of the field keys: written once per key, opened at every start."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, transaction

from accounts.fields import WrongFieldKey
from accounts.models import FieldKeyCanary

CANARY = "handins field key"


@transaction.atomic
def ensure_canary() -> None:
    """Check the stored canaries and store one for the current key if it has none. Raises WrongFieldKey."""
    check_canary()
    key_id = next(iter(settings.FIELD_KEYS))
    if not FieldKeyCanary.objects.filter(key_id=key_id).exists():
        FieldKeyCanary.objects.create(key_id=key_id, sealed=CANARY)


def check_canary() -> None:
    """Open every canary whose key is at hand; a database without any is new and passes.

    Raises WrongFieldKey when a key is wrong, or when none of the stored canaries has its key here. Without this, a
    server started with another installation's keys would store what nobody can ever read again.
    """
    try:
        canaries = list(FieldKeyCanary.objects.all())
    except DatabaseError:  # not migrated yet: `up` and the deployment migrate first and check again
        return
    known = [canary for canary in canaries if canary.key_id in settings.FIELD_KEYS]
    if canaries and not known:
        raise WrongFieldKey(
            "FIELD_KEYS holds none of the keys this database was written with. Restore the right ones."
        )
    if any(canary.sealed != CANARY for canary in known):
        raise WrongFieldKey(
            "A key in FIELD_KEYS is not the one this database was written with. Restore the right one."
        )
