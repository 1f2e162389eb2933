"""What is done to activists: add, edit, opt out. Address and phone are stored encrypted, with a keyed hash beside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import SYSTEM, Actor, record
from accounts.fields import clean_text, email_hash, fold, normal_email, phone_hash
from accounts.models import Activist, ActivistWord, Section, User
from accounts.privacy import replan

LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
LONGEST_PHONE = 40


def _checked_email(email: str) -> str:
    email = normal_email(email)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(
            {"email": ValidationError(_("Enter a valid e-mail address."), code="invalid_email")}
        ) from error
    if len(email) > LONGEST_EMAIL:
        raise ValidationError(
            {"email": ValidationError(_("This address is too long."), code="invalid_email")}
        )
    return email


def _checked_phone(phone: str) -> str:
    phone = clean_text(phone)
    if len(phone) > LONGEST_PHONE or (phone and not any(c.isdigit() for c in phone)):
        raise ValidationError(
            {
                "phone": ValidationError(
                    _("Enter a phone number, for example +61 491 570 156."), code="invalid_phone"
                )
            }
        )
    return phone


def _derive(activist: Activist) -> None:
    """Fill the columns that follow from name, address and phone."""
    activist.name = clean_text(activist.name)
    activist.name_folded = fold(activist.name)[:160]
    activist.email = _checked_email(activist.email)
    activist.email_hash = email_hash(activist.email)
    activist.phone = _checked_phone(activist.phone)
    activist.phone_hash = (
        phone_hash(activist.phone, activist.section.country.code or "") if activist.phone else ""
    )


DERIVED = {"name_folded": "name", "email_hash": "email", "phone_hash": "phone"}
"""Columns that follow from others, and the form's field an error in them is shown at."""


ENCRYPTED = ("email", "phone")
"""Columns no validator of Django can look into."""


def derive(activist: Activist) -> None:
    """Check what was typed as it was typed, then fill the columns that follow from it. Raises ValidationError."""
    activist.clean_fields(exclude=[*ENCRYPTED, *DERIVED, "section", "user"])
    _derive(activist)


def _check(activist: Activist) -> None:
    """Raise ValidationError naming the form's field, never a derived column."""
    derive(activist)
    try:
        activist.full_clean(exclude=ENCRYPTED)
    except ValidationError as error:
        raise _without_derived(error) from error


def _without_derived(error: ValidationError) -> ValidationError:
    merged: dict[str, list[ValidationError]] = {}
    for name, errors in error.error_dict.items():
        for one in errors:
            blamed = (
                "email"
                if one.code == "unique_together" or "address" in str(one.message)
                else DERIVED.get(name, name)
            )
            merged.setdefault(blamed, []).append(one)
    return ValidationError(merged)


def words_of(activist: Activist) -> Iterator[ActivistWord]:
    """Yield the words of the name, to be stored: search looks for their beginnings."""
    for word in sorted(set(activist.name_folded.split())):
        yield ActivistWord(activist=activist, section=activist.section, word=word)


def _write_words(activist: Activist) -> None:
    ActivistWord.objects.filter(activist=activist).delete()
    ActivistWord.objects.bulk_create(words_of(activist))


@transaction.atomic
def add_activist(
    *,
    by: Actor,
    section: Section,
    name: str,
    email: str,
    phone: str = "",
    language: str = "",
    user: User | None = None,
    now: datetime | None = None,
    **details: Any,
) -> Activist:
    """Add an activist to `section`; without a language the section's.

    Raises ValidationError, also when the section has somebody with this address already.
    """
    activist = Activist(
        section=section,
        name=name,
        email=email,
        phone=phone,
        language=language or section.language,
        user=user,
        **details,
    )
    _check(activist)
    activist.save()
    _write_words(activist)
    record(by=by, act="activist.added", row=activist, section=section, at=now)
    return activist


EDITABLE = frozenset(
    [
        "name",
        "email",
        "phone",
        "language",
        "discreet",
        "quiet_from",
        "quiet_until",
        "external_id",
        "paused_until",
        "user",
    ]
)


@transaction.atomic
def edit_activist(*, by: Actor, activist: Activist, now: datetime | None = None, **changes: Any) -> Activist:
    """Change what `changes` names (see EDITABLE); mail planned for the person follows. Raises ValidationError."""
    assert EDITABLE.issuperset(changes), changes.keys() - EDITABLE
    activist = Activist.objects.select_for_update(of=("self",)).select_related("section").get(pk=activist.pk)
    changed = {name for name, value in changes.items() if getattr(activist, name) != value}
    for name in changed:
        setattr(activist, name, changes[name])
    if not changed:
        return activist
    _check(activist)
    activist.save()
    if "name" in changed:
        _write_words(activist)
    record(by=by, act="activist.edited", row=activist, fields=changed, section=activist.section, at=now)
    replan(activist, now=now or timezone.now())
    return activist


REVEALED = ("email", "phone")


def reveal(*, by: Actor, activist: Activist, field: str, now: datetime | None = None) -> str:
    """Return the address or the phone number for somebody to read; that they did is recorded."""
    assert field in REVEALED, field
    record(by=by, act="activist.revealed", row=activist, fields=[field], section=activist.section, at=now)
    return str(getattr(activist, field))


@transaction.atomic
def opt_out(*, by: Actor = SYSTEM, activist: Activist, now: datetime | None = None) -> Activist:
    """Stop every mail to `activist`, for good; whatever is due is not sent any more. Said twice it changes nothing."""
    if activist.opted_out_at is None:
        now = now or timezone.now()
        _set_opted_out(by=by, activist=activist, opted_out_at=now, act="activist.opted_out", now=now)
    return activist


@transaction.atomic
def opt_in(*, by: Actor, activist: Activist, now: datetime | None = None) -> Activist:
    """Write to `activist` again, because the person asked for it."""
    if activist.opted_out_at is not None:
        now = now or timezone.now()
        _set_opted_out(by=by, activist=activist, opted_out_at=None, act="activist.opted_in", now=now)
    return activist


def _set_opted_out(
    *, by: Actor, activist: Activist, opted_out_at: datetime | None, act: str, now: datetime
) -> None:
    activist.opted_out_at = opted_out_at
    activist.save(update_fields=["opted_out_at"])
    record(by=by, act=act, row=activist, fields=["opted_out_at"], section=activist.section, at=now)
    replan(activist, now=now)
