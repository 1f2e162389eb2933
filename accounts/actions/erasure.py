"""What a person may ask about what is kept of her: a copy of it, and that it goes. Every holder is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import Activist
from accounts.privacy import holders

NOBODY = "—"
"""What is left where a name was."""
FACTS = (
    "name", "email", "phone", "language", "discreet", "quiet_from", "quiet_until", "paused_until", "opted_out_at",
    "last_asked_at", "external_id", "created_at",
)  # fmt: skip
EMPTIED: dict[str, Any] = {
    "user": None, "name": NOBODY, "name_folded": "", "email": "", "phone": "", "phone_hash": "", "external_id": "",
    "language": "en", "discreet": False, "quiet_from": None, "quiet_until": None, "paused_until": None,
    "last_asked_at": None,
}  # fmt: skip
"""Every personal column of the row but the section; what stands there afterwards."""


@transaction.atomic
def export_activist(*, by: Actor, activist: Activist, now: datetime | None = None) -> dict[str, Any]:
    """Return everything that is kept about `activist`, ready for JSON; that it was asked for is recorded."""
    person = {name: getattr(activist, name) for name in FACTS}
    kept: dict[str, Any] = {"person": {**person, "section": activist.section.name}}
    for holder in holders():
        kept |= holder.export(activist)
    record(by=by, act="activist.exported", row=activist, section=activist.section, at=now)
    return kept


def objections_to_erasing(activist: Activist, *, now: datetime) -> list[str]:
    """Return in sentences why `activist` cannot be erased now; nothing where nothing speaks against it."""
    return [sentence for holder in holders() for sentence in holder.objections(activist, now)]


@transaction.atomic
def erase_activist(*, by: Actor, activist: Activist, now: datetime | None = None) -> Activist:
    """Take away everything that names `activist`; what she took part in stays counted. There is no way back.

    Waiting mails stop, links end, she is taken off what lies ahead. An address that was suppressed stays suppressed, by
    its hash. Raises ValidationError while somebody counts on her: see the holders' objections.
    """
    now = now or timezone.now()
    activist = Activist.objects.select_for_update(of=("self",)).select_related("section").get(pk=activist.pk)
    if objections := objections_to_erasing(activist, now=now):
        raise ValidationError(objections, code="counted_on")
    activist.opted_out_at = now  # first: whatever is planned from here on goes to nobody
    activist.save(update_fields=["opted_out_at"])
    for holder in holders():
        holder.erase(activist, by, now)
    activist.words.all().delete()
    for name, value in EMPTIED.items():
        setattr(activist, name, value)
    activist.email_hash, activist.erased_at = f"erased {activist.public_id.hex}", now
    activist.save()
    record(by=by, act="activist.erased", row=activist, section=activist.section, at=now)
    return activist
