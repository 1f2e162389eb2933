"""Somebody who is assigned and e-mailed, without an account. Address and phone are encrypted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import connections, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import CleanCharField, EncryptedTextField, fold, keyed_hashes, normal_email, normal_phone
from accounts.models.public_id import PublicId
from accounts.models.reader import READER_PERSONAL, Reader
from accounts.models.section import Section

SHORTEST_NUMBER = 6
"""Digits; fewer are a part of a name or a typing error."""


class ActivistQuerySet(models.QuerySet["Activist"]):
    """Finds people by a part of the name, or by a whole address or number."""

    def search(self, text: str) -> ActivistQuerySet:
        """Return those for whom each word of `text` begins a word of the name, or whose whole e-mail or phone it is."""
        text = text.strip()
        if "@" in text:
            return self.filter(email_hash__in=keyed_hashes(normal_email(text), "email"))
        if sum(c.isdigit() for c in text) >= SHORTEST_NUMBER:
            return self._with_number(text)
        found = self
        for word in fold(text).split():
            found = found.filter(pk__in=ActivistWord.objects.filter(self._begins(word)).values("activist"))
        return found

    def with_doubles(self) -> ActivistQuerySet:
        """Annotate `same_name` and `same_phone`: whether somebody else of the section has either."""
        others = Activist.objects.filter(section=models.OuterRef("section")).exclude(pk=models.OuterRef("pk"))
        return self.annotate(
            same_name=models.Exists(others.filter(name_folded=models.OuterRef("name_folded"))),
            same_phone=models.Exists(
                others.exclude(phone_hash="").filter(phone_hash=models.OuterRef("phone_hash"))
            ),
        )

    def _with_number(self, text: str) -> ActivistQuerySet:
        # A national number means another one in each country: it is looked for in all that sections are in.
        countries = Section.objects.exclude(country="").values_list("country", flat=True).distinct()
        numbers = {normal_phone(text), *(normal_phone(text, str(code)) for code in countries)}
        hashes = [one for number in numbers for one in keyed_hashes(number, "phone")]
        return self.exclude(phone_hash="").filter(phone_hash__in=hashes)  # the index holds no blank ones

    def _begins(self, word: str) -> models.Q:
        # Each database has its own way to read a prefix through an index: SQLite's LIKE never does, PostgreSQL's range
        # only in the "C" collation.
        if connections[self.db].vendor == "sqlite":
            return models.Q(word__gte=word, word__lt=word + "\U0010ffff")
        return models.Q(word__startswith=word)


class ActivistManager(models.Manager.from_queryset(ActivistQuerySet)):  # type: ignore[misc]
    """Everybody but the erased: of them a row without a name is left, so that counts of the past stay true."""

    def get_queryset(self) -> ActivistQuerySet:
        found: ActivistQuerySet = super().get_queryset().filter(erased_at__isnull=True)
        return found


class Activist(PublicId, Reader):
    """A person of one section who takes part; only that section sees them."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="activists")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="activists"
    )
    name = CleanCharField(_("name"), max_length=120)
    name_folded = models.CharField(max_length=160, editable=False)
    email = EncryptedTextField(_("e-mail"))
    email_hash = models.CharField(max_length=64, editable=False)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    external_id = CleanCharField(_("external id"), max_length=120, blank=True)
    paused_until = models.DateField(
        _("paused until"), null=True, blank=True, help_text=_("No mail up to and on this day.")
    )
    opted_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ActivistManager()

    personal_fields: ClassVar[dict[str, str]] = {
        "section": "who looks after the person; until erased",
        "user": "links the person's own account; until erased",
        "name": "to greet and to assign; until erased",
        "name_folded": "to sort and to find; until erased",
        "email": "to remind, encrypted; until erased",
        "email_hash": "to find by address and to refuse doubles; until erased",
        "phone": "to call on the day, encrypted; until erased",
        "phone_hash": "to find by number; until erased",
        "external_id": "to match the section's own records; until erased",
        "paused_until": "the person's wish; until erased",
        "opted_out_at": "the person's wish; until erased",
        "last_asked_at": "not to ask the same people always; until erased",
        **READER_PERSONAL,
    }
    plain_fields: ClassVar[str] = "id public_id erased_at created_at"

    class Meta(Reader.Meta):
        abstract = False
        ordering = ("name_folded", "id")
        indexes = [
            # the list of activists, paged by name and by who was asked longest ago
            models.Index(fields=["section", "name_folded", "id"], name="activist_by_name"),
            models.Index(fields=["section", "last_asked_at", "id"], name="activist_by_last_asked"),
            # search by a whole phone number
            models.Index(fields=["phone_hash"], name="activist_by_phone", condition=~models.Q(phone_hash="")),
        ]
        constraints = [
            *Reader.Meta.constraints,
            models.UniqueConstraint(
                fields=["section", "email_hash"],
                name="activist_one_per_address_and_section",
                violation_error_message=_("Your section has an activist with this address already."),
            ),
            models.UniqueConstraint(
                fields=["section", "external_id"],
                condition=~models.Q(external_id=""),
                name="activist_one_per_external_id",
                violation_error_message=_("Your section has an activist with this external id already."),
            ),
            models.CheckConstraint(name="activist_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="activist_has_an_address", condition=~models.Q(email_hash="")),
        ]

    def __str__(self) -> str:
        return self.name


class ActivistWord(models.Model):
    """One folded word of an activist's name: search is a prefix of any word, through an index."""

    activist = models.ForeignKey(Activist, on_delete=models.CASCADE, related_name="words")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=160)

    personal_fields: ClassVar[dict[str, str]] = {
        "activist": "whose name it is; until erased",
        "word": "a part of the name, to find it; until erased",
    }
    plain_fields: ClassVar[str] = "id section"

    class Meta:
        indexes = [
            # search by a part of the name; the pattern class lets PostgreSQL read a prefix in any collation
            models.Index(
                fields=["word", "section", "activist"],
                opclasses=["varchar_pattern_ops", "int8_ops", "int8_ops"],
                name="activistword_search",
            )
        ]

    def __str__(self) -> str:
        return f"word of {self.activist_id}"


class Suppression(models.Model):
    """An address nothing is sent to any more, kept as its keyed hash only."""

    email_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    personal_fields: ClassVar[dict[str, str]] = {
        "email_hash": "never to write there again; until the person asks to be written to"
    }
    plain_fields: ClassVar[str] = "id reason created_at"

    def __str__(self) -> str:
        return f"suppression {self.pk}"
