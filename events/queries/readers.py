"""Who reads a mail about an event: an activist or a user, with the address it goes to. One query for each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from accounts.fields import EncryptedTextField, Sealed
from accounts.models import Activist, User
from events.queries.ids import Ids

_EMAIL = cast(EncryptedTextField, Activist._meta.get_field("email"))


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader. `time_zone` is blank where "your time" is not known."""

    name: str
    language: str
    discreet: bool
    time_zone: str
    email: str

    def address(self) -> str:
        """Return the address mail goes to."""
        return self.email


@dataclass(frozen=True, slots=True)
class SealedReader(Reader):
    """A reader whose address stands encrypted in the database, opened only when the mail is written."""

    public_id: object = None

    def address(self) -> str:
        """Return the address mail goes to. Raises WrongFieldKey when it cannot be opened."""
        return _EMAIL.opened(cast(Sealed, self.email), self.public_id)  # type: ignore[arg-type]


def activists_as_readers(ids: Collection[int]) -> dict[int, Reader]:
    """Return {activist id: reader}."""
    if not ids:
        return {}
    columns = Activist.objects.filter(pk__in=Ids(ids)).order_by()
    rows = columns.values_list("pk", "name", "language", "discreet", "email", "public_id")
    return {
        pk: SealedReader(name, language, discreet, "", email, public_id)
        for pk, name, language, discreet, email, public_id in rows
    }


def users_as_readers(ids: Collection[int]) -> dict[int, Reader]:
    """Return {user id: reader}."""
    if not ids:
        return {}
    columns = User.objects.filter(pk__in=ids).order_by()
    rows = columns.values_list("pk", "name", "language", "discreet", "time_zone", "email")
    return {
        pk: Reader(name, language, discreet, zone, email)
        for pk, name, language, discreet, zone, email in rows
    }
