"""Mail without an event: password resets, codes, test mails, invitations, news of drafts."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.choices import Language, LetterKind
from accounts.fields import EncryptedTextField
from accounts.models.outgoing import OUTGOING_PLAIN, Outgoing
from accounts.models.public_id import PublicId


class Letter(PublicId, Outgoing):
    """One mail to one address; what it says beyond its kind stands encrypted in `payload` (a JSON object).

    `about`: the public id of what brought it about, so that it can be withdrawn with that before it goes.
    """

    kind = models.CharField(max_length=32, choices=LetterKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    address = EncryptedTextField()
    address_hash = models.CharField(max_length=64, editable=False)
    payload = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    about = models.UUIDField(null=True, blank=True, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "user": "whom it is for; 90 days",
        "address": "where it goes, encrypted; 90 days",
        "address_hash": "to honour the suppression list; 90 days",
        "payload": "what it says, encrypted; 90 days",
    }
    plain_fields: ClassVar[str] = f"{OUTGOING_PLAIN} public_id kind language about"

    class Meta(Outgoing.Meta):
        abstract = False
        indexes = [
            *Outgoing.Meta.indexes,
            # withdrawing what a step brought about; most letters are about nothing that can be undone
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="letter_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
