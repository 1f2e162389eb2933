"""Columns with a promise: cleaned text, encrypted text, keyed hashes, folded words. No models here.

Encryption is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. The additional data names table,
column and row, so that a value copied to another row or column does not decrypt. Stored form:
``<key id>:<base64url(nonce + ciphertext + tag)>``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import available_timezones

import phonenumbers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_countries.fields import Country

    class CountryField(models.CharField[Country | str, Country]):
        """What django_countries does at run time, for type checkers: a str goes in, a Country comes out."""
else:
    from django_countries.fields import CountryField as CountryField

NONCE_BYTES = 12
OLD_BREAK = re.compile("[\x0b\x0c\x85]")  # nobody types these; they become breaks when they come with a file
LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Control characters (Cc, less tab and line breaks), surrogates (Cs), and the embeddings, overrides and isolates that
# reorder what people read. The marks U+200E and U+200F stay: Arabic needs them.
HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class WrongFieldKey(ImproperlyConfigured):
    """A stored value cannot be opened with the keys in FIELD_KEYS."""


# --- text ---------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Return `text` for comparing: no accents, no case, single blanks ("  Zürich " → "zurich")."""
    # taken apart first: "𝕊" has no lower case until it is an S
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def clean_text(text: str, *, multiline: bool = False) -> str:
    """Return `text` in NFC without control characters, lone surrogates and bidi overrides.

    Line breaks and tabs become LF (`multiline`) or a blank.
    """
    text = LINE_BREAK.sub("\n" if multiline else " ", text.replace("\t", " "))
    return unicodedata.normalize("NFC", HIDDEN.sub("", text)).strip()


def refuse_hidden_characters(value: str) -> None:
    """Form validator: a person is told, where a stored row would be cleaned silently."""
    if HIDDEN.search(value) or OLD_BREAK.search(value):
        raise ValidationError(
            _("This text contains invisible control characters. Please type it again without them."),
            code="hidden_characters",
        )


class _CleanMixin:
    multiline = False

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = clean_text(value, multiline=self.multiline)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value


class CleanCharField(_CleanMixin, models.CharField):
    """One line of text, cleaned whenever it is stored, whichever door it came through."""

    default_validators = [refuse_hidden_characters]


class CleanTextField(_CleanMixin, models.TextField):
    """Several lines of text, cleaned whenever they are stored. `max_length` holds for actions, not only in forms."""

    multiline = True
    default_validators = [refuse_hidden_characters]

    @cached_property
    def validators(self) -> list[Any]:
        """Django checks the length of a TextField in its form field only."""
        longest = [] if self.max_length is None else [MaxLengthValidator(self.max_length)]
        return [*super().validators, *longest]


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    """`available_timezones` walks the disk."""
    return frozenset(available_timezones())


def refuse_unknown_zone(value: str) -> None:
    """Validator: only zones this machine knows, or every page that shows a time there would fail."""
    if value not in _known_zones():
        raise ValidationError(_("Choose a time zone from the list."), code="unknown_zone")


class TimeZoneField(models.CharField):
    """The name of an IANA time zone."""

    default_validators = [refuse_unknown_zone]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 64, **kwargs})


# --- keys ---------------------------------------------------------------------------------------------------------


def _derive(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, f"handins:{purpose}".encode(), hashlib.sha256).digest()


def _keys() -> dict[str, bytes]:
    return settings.FIELD_KEYS


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_derive(key, "column encryption"))


def seal(plain: str, *, context: str) -> str:
    """Encrypt `plain` under the current key, bound to `context` (table.column:row)."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, plain.encode(), context.encode())
    return f"{key_id}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, context: str) -> str:
    """Decrypt what `seal` made.

    Raises WrongFieldKey when the key is missing or the value was moved, cut or forged.
    """
    key_id, _colon, payload = sealed.partition(":")
    try:
        raw = base64.urlsafe_b64decode(payload)
        return (
            _cipher(_keys()[key_id]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
        )
    except (KeyError, ValueError, InvalidTag) as error:
        raise WrongFieldKey(f"A value in {context} cannot be opened with the keys in FIELD_KEYS.") from error


def is_current(sealed: str) -> bool:
    """Say whether what `seal` made was made under the current key."""
    return sealed.partition(":")[0] == next(iter(_keys()))


def keyed_hashes(text: str, purpose: str) -> list[str]:
    """Return the hash of `text` under every key, the current one first: look-ups survive a key rotation half done."""
    return [
        hmac.new(_derive(key, f"hash {purpose}"), text.encode(), hashlib.sha256).hexdigest()
        for key in _keys().values()
    ]


def normal_email(address: str) -> str:
    """Return `address` as it is compared: NFC, trimmed, lower case."""
    return unicodedata.normalize("NFC", address).strip().lower()


def normal_phone(number: str, country: str = "") -> str:
    """Return `number` in E.164 where it can be read (with `country` for national forms), else its digits."""
    try:
        parsed = phonenumbers.parse(number, country.upper() or None)
    except phonenumbers.NumberParseException:
        return "".join(c for c in number if c.isdigit() or c == "+")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def email_hash(address: str) -> str:
    """Return the keyed hash an e-mail address is found by."""
    return keyed_hashes(normal_email(address), "email")[0]


def phone_hash(number: str, country: str = "") -> str:
    """Return the keyed hash a phone number is found by; empty for no number."""
    normal = normal_phone(number, country)
    return keyed_hashes(normal, "phone")[0] if normal else ""


MASK = "•••"


def masked_email(address: str) -> str:
    """Return an address as pages show it to whoever looks over a shoulder: "a•••@example.org"."""
    local, _at, domain = address.partition("@")
    return f"{local[:1]}{MASK}@{domain}"


def masked_phone(number: str) -> str:
    """Return a phone number as pages show it: "•••56"; blank for none."""
    return f"{MASK}{number[-2:]}" if number else ""


# --- the encrypted column -----------------------------------------------------------------------------------------


class Sealed(str):
    """A value as it stands in the database; it never shows what it holds."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"


class _Opened:
    """Descriptor: decrypts on first access, when the row (and so its public id) is known."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = unseal(value, context=self.field.context(instance)) if value else ""
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that stands encrypted in the database, bound to its row (`public_id`) and column.

    It cannot be filtered on: keep a keyed hash beside it. `values()` yields `Sealed`, never the text.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def context(self, instance: Any) -> str:
        return f"{instance._meta.db_table}.{self.column}:{instance.public_id.hex}"

    def opened(self, sealed: Sealed, public_id: UUID) -> str:
        """Return what a value read by `values()` holds, given its row's public id. Raises WrongFieldKey."""
        context = f"{self.model._meta.db_table}.{self.column}:{public_id.hex}"
        return unseal(sealed, context=context) if sealed else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        stored = model_instance.__dict__.get(self.attname)
        if isinstance(stored, Sealed) or not stored:
            return Sealed(stored or "")
        return Sealed(seal(clean_text(stored, multiline=True), context=self.context(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is encrypted: save the row, or filter by its hash.")
        return None if value is None else str(value)
