"""Writing everything that is sealed again under the current key, so that an old one can be thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.actions.field_keys import ensure_canary
from accounts.fields import (
    EncryptedTextField,
    Sealed,
    email_hash,
    is_current,
    keyed_hashes,
    normal_email,
    phone_hash,
    seal,
    unseal,
)
from accounts.models import Activist, FieldKeyCanary, Letter, Suppression, User
from accounts.privacy import own_models

CHUNK = 500
"""Rows of one transaction: short enough for whoever edits one of them to wait."""
FEW = 20
"""The same for tables whose rows may hold a megabyte."""
AUTHENTICATORS = "mfa_authenticator"
"""What sealed secrets of second factors are bound to: their rows have no public id."""


@dataclass
class Rotation:
    """How far a table has come. `clashes`: rows whose address another activist of the section has by now.

    `current`: rows that need the current key only; counted for suppressed addresses, of which some can never do.
    """

    table: str
    seen: int = 0
    written: int = 0
    clashes: int = 0
    current: int = 0


def rotate_field_keys() -> Iterator[Rotation]:
    """Seal and hash anew what was written under an older key, chunk after chunk, and yield how far each table has come.

    It may be ended at any moment and begun again: what is current is only looked at. Raises WrongFieldKey when a value
    cannot be opened with the keys at hand.
    """
    ensure_canary()
    yield from _rotate(Activist, chunk=CHUNK)
    yield from _rotate(Letter, chunk=CHUNK)
    for table in _tables_of_others():
        yield from _rotate(table, chunk=FEW)
    yield _rotate_authenticators()
    yield _rotate_suppressions()


def _tables_of_others() -> list[type[Model]]:
    """Return what else holds sealed columns, without knowing whose it is. A canary stays under its key."""
    known = (Activist, Letter, FieldKeyCanary)
    return [table for table in own_models() if table not in known and _sealed_fields(table)]


def _rotate(table: type[Model], *, chunk: int) -> Iterator[Rotation]:
    told, last = Rotation(str(table._meta.verbose_name_plural)), 0
    found = table._default_manager.select_for_update(of=("self",)).order_by("pk")
    found = found.select_related("section") if table is Activist else found
    while True:
        with transaction.atomic():
            rows = list(found.filter(pk__gt=last)[:chunk])
            for row in rows:
                _rotate_row(row, told)
        yield told
        if len(rows) < chunk:
            return
        last = rows[-1].pk


def _rotate_row(row: Any, told: Rotation) -> None:
    told.seen += 1
    stored = {field.attname: row.__dict__[field.attname] for field in _sealed_fields(type(row))}
    if all(is_current(value) for value in stored.values() if isinstance(value, Sealed) and value):
        return
    for name in stored:
        setattr(row, name, getattr(row, name))  # opened, and so sealed anew when the row is saved
    hashes = _hashes(row)
    for name, value in hashes.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=[*stored, *hashes])
        told.written += 1
    except IntegrityError:
        told.clashes += 1


def _sealed_fields(table: type[Model]) -> list[EncryptedTextField]:
    return [field for field in table._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def _hashes(row: Model) -> dict[str, str]:
    """Return the columns a row is found by, under the current key."""
    if not isinstance(row, (Activist, Letter)):
        return {}
    if isinstance(row, Letter):
        return {"address_hash": email_hash(row.address)}
    country = row.section.country.code or ""
    return {"email_hash": email_hash(row.email), "phone_hash": phone_hash(row.phone, country)}


def _rotate_authenticators() -> Rotation:
    """Seal the secrets of second factors anew: those of codes by app, and the seeds of recovery codes."""
    told = Rotation("second factors")
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().order_by("pk"):
            told.seen += 1
            fresh = {name: _resealed(value) for name, value in row.data.items()}
            if fresh != row.data:
                row.data = fresh
                row.save(update_fields=["data"])
                told.written += 1
    return told


def _resealed(value: Any) -> Any:
    is_sealed = isinstance(value, str) and ":" in value and value.partition(":")[0] in settings.FIELD_KEYS
    if not is_sealed or is_current(value):
        return value
    return seal(unseal(value, context=AUTHENTICATORS), context=AUTHENTICATORS)


def _rotate_suppressions() -> Rotation:
    """Hash anew the suppressed addresses that somebody here has. Of the others nothing but the old hash is known."""
    told = Rotation("suppressed addresses")
    stored, current = set(Suppression.objects.values_list("email_hash", flat=True)), set()
    for address in _addresses():
        new, *old = keyed_hashes(normal_email(address), "email")
        if stored.isdisjoint([new, *old]):
            continue
        current.add(new)
        if stale := stored.intersection(old):
            with transaction.atomic():
                Suppression.objects.get_or_create(email_hash=new, defaults={"reason": _reason(stale)})
                Suppression.objects.filter(email_hash__in=stale).delete()
            told.written += 1
    told.seen, told.current = Suppression.objects.count(), len(current)
    return told


def _reason(hashes: set[str]) -> str:
    return str(Suppression.objects.filter(email_hash__in=hashes).values_list("reason", flat=True)[0])


def _addresses() -> Iterator[str]:
    for activist in Activist.objects.only("email", "public_id").order_by().iterator(chunk_size=CHUNK):
        yield activist.email
    yield from User.objects.order_by().values_list("email", flat=True)
