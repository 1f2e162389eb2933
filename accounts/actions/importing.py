"""Many activists from a list at once. Nothing this says of a row names the person: its number and the column do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.activists import derive, edit_activist, words_of
from accounts.actions.imported import Imported
from accounts.audit import Actor, record_all
from accounts.fields import clean_text, keyed_hashes, normal_email
from accounts.models import Activist, ActivistWord, Section

CHUNK: Final = 500

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class ActivistFacts:
    """What a list says about one person. `discreet` is None where it says nothing; `row` is its row there."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(default="", repr=False)
    language: str = ""
    discreet: bool | None = None
    external_id: str = field(default="", repr=False)
    row: int = 0

    @property
    def key(self) -> str:
        """What the person is found by again: the list's id, else the address."""
        return self.external_id or normal_email(self.email)

    @property
    def hashes(self) -> list[str]:
        """What the address may be stored under, while keys are being changed as well."""
        return keyed_hashes(normal_email(self.email), "email")


@dataclass(frozen=True, slots=True)
class _Import:
    by: Actor
    section: Section
    now: datetime
    done: Imported = field(default_factory=Imported)
    addresses: dict[str, int] = field(default_factory=dict)
    """{hash of an address: row it stood in first}"""
    ids: dict[str, int] = field(default_factory=dict)
    """{external id: row it stood in first}"""


@dataclass(frozen=True, slots=True)
class _Known:
    """The section's people that the rows of one chunk may mean."""

    by_id: dict[str, Activist]
    by_hash: dict[str, Activist]

    def person(self, facts: ActivistFacts) -> Activist | None:
        """Return who is meant. Raises ValidationError where id and address mean two persons."""
        same_id = self.by_id.get(facts.external_id) if facts.external_id else None
        same_address = next((self.by_hash[each] for each in facts.hashes if each in self.by_hash), None)
        found = same_id or same_address
        if same_id and same_address and same_id != same_address:
            raise ValidationError(_("email: another activist of the section has this address."))
        if found and facts.external_id and found.external_id not in ("", facts.external_id):
            raise ValidationError(_("external_id: whoever has this address has another one already."))
        return found

    def forget_address(self, person: Activist) -> None:
        """The address a person had until now may be somebody else's in a later row."""
        self.by_hash.pop(person.email_hash, None)


@transaction.atomic
def import_activists(
    *,
    by: Actor,
    section: Section,
    rows: Iterable[ActivistFacts],
    now: datetime | None = None,
    progress: Progress = int,
) -> Imported:
    """Add people to `section` and change whom it knows, by external id, then by address; remove nobody.

    A blank in the list never overwrites. Who wants no mail still gets none.
    """
    job = _Import(by, section, now or timezone.now())
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        _import(job, chunk)
        progress(job.done.rows)
    return job.done


def _import(job: _Import, chunk: Sequence[ActivistFacts]) -> None:
    known = _known(job.section, chunk)
    new: list[Activist] = []
    for facts in chunk:
        try:
            _refuse_twin(job, facts)
            person = known.person(facts)
            if person is None:
                new.append(_built(job.section, facts))
            elif changes := _changes(person, facts):
                edit_activist(by=job.by, activist=person, now=job.now, **changes)
                job.done.updated += 1
                if "email" in changes:
                    known.forget_address(person)
            else:
                job.done.unchanged += 1
        except ValidationError as error:
            job.done.rejected.append((facts.row, _sentence(error)))
    _store(job, new)


def _known(section: Section, chunk: Sequence[ActivistFacts]) -> _Known:
    people = Activist.objects.filter(section=section)
    of_ids = people.filter(external_id__in={facts.external_id for facts in chunk if facts.external_id})
    of_addresses = people.filter(email_hash__in={each for facts in chunk for each in facts.hashes})
    return _Known(
        {person.external_id: person for person in of_ids},
        {person.email_hash: person for person in of_addresses},
    )


def _refuse_twin(job: _Import, facts: ActivistFacts) -> None:
    """Raise ValidationError where id or address stood in an earlier row: taking both would change it every time."""
    for name, seen, key in (
        ("external_id", job.ids, facts.external_id),
        ("email", job.addresses, facts.hashes[0]),
    ):
        first = seen.setdefault(key, facts.row) if key else facts.row
        if first != facts.row:
            raise ValidationError(
                _("%(name)s: the same stands in row %(first)d already.") % {"name": name, "first": first}
            )


def _built(section: Section, facts: ActivistFacts) -> Activist:
    activist = Activist(
        section=section,
        name=facts.name,
        email=facts.email,
        phone=facts.phone,
        language=facts.language or section.language,
        discreet=bool(facts.discreet),
        external_id=facts.external_id,
    )
    derive(activist)
    return activist


def _changes(person: Activist, facts: ActivistFacts) -> dict[str, Any]:
    said = {
        "name": clean_text(facts.name),
        "email": normal_email(facts.email),
        "phone": clean_text(facts.phone),
        "language": facts.language,
        "discreet": facts.discreet,
        "external_id": facts.external_id,
    }
    return {
        name: value
        for name, value in said.items()
        if value not in ("", None) and value != getattr(person, name)
    }


def _sentence(error: ValidationError) -> str:
    """Return what is wrong, each complaint beside its column. What stands in the cell is not repeated."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{name}: {message}" for name, messages in error.message_dict.items() for message in messages
    )


def _store(job: _Import, new: Sequence[Activist]) -> None:
    Activist.objects.bulk_create(new)
    ActivistWord.objects.bulk_create(word for activist in new for word in words_of(activist))
    rows = ((activist, ()) for activist in new)
    record_all(by=job.by, act="activist.added", rows=rows, section=job.section, at=job.now)
    job.done.created += len(new)
