"""Who runs an event and is written to about it: owner and coordinators. As facts, in two queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db.models import FilteredRelation, Q

from accounts.choices import Role
from accounts.fields import keyed_hashes, normal_email
from accounts.models import Suppression, User
from events.rules.people import Person, Recipient
from events.rules.quiet_hours import quiet_hours
from events.rules.reasons import NotSent


@dataclass(frozen=True)
class Responsible:
    """One user with the sections they coordinate; global coordinators look after the section *International*."""

    person: Person
    sections: frozenset[int]
    is_global: bool

    def coordinates(self, section: int, *, is_international: bool) -> bool:
        """Say whether the user coordinates the section."""
        return section in self.sections or (self.is_global and is_international)


def responsible_users(*, owners: Collection[int], sections: Collection[int]) -> dict[int, Responsible]:
    """Return {user id: facts} of the owners and of everybody who coordinates one of `sections`."""
    coordinating = FilteredRelation(
        "memberships", condition=Q(memberships__role=Role.COORDINATOR, memberships__section__in=sections)
    )
    columns = (
        User.objects.annotate(coordinating=coordinating)
        .filter(Q(pk__in=owners) | Q(coordinating__isnull=False) | Q(is_global_coordinator=True))
        .order_by("pk")
        .values_list(
            "pk",
            "email",
            "is_active",
            "is_global_coordinator",
            "quiet_from",
            "quiet_until",
            "coordinating__section_id",
        )
    )
    found: dict[int, Responsible] = {}
    addresses: dict[int, str] = {}
    for pk, email, is_active, is_global, quiet_from, quiet_until, section in columns:
        addresses[pk] = email
        person = Person(
            Recipient("user", pk),
            quiet=quiet_hours(quiet_from, quiet_until),
            stopped=None if is_active else NotSent.DEACTIVATED,
        )
        known = found.get(pk, Responsible(person, frozenset(), is_global))
        found[pk] = replace(known, sections=known.sections | ({section} if section else set()))
    return _without_suppressed(found, addresses)


def _without_suppressed(
    found: dict[int, Responsible], addresses: Mapping[int, str]
) -> dict[int, Responsible]:
    """Mark those whose address takes no mail. Users' addresses carry no stored hash: it is computed here."""
    hashes = {pk: set(keyed_hashes(normal_email(email), "email")) for pk, email in addresses.items()}
    every = set().union(*hashes.values()) if hashes else set()
    suppressed = set(Suppression.objects.filter(email_hash__in=every).values_list("email_hash", flat=True))
    for pk, own in hashes.items():
        if own & suppressed and found[pk].person.stopped is None:
            person = replace(found[pk].person, stopped=NotSent.SUPPRESSED)
            found[pk] = replace(found[pk], person=person)
    return found


def people_of(
    users: Mapping[int, Responsible], *, owner: int | None, section: int, is_international: bool
) -> list[Person]:
    """Return who is written to about an event of `section` that `owner` runs."""
    return [
        replace(user.person, is_owner=pk == owner, is_coordinator=coordinates)
        for pk, user in users.items()
        if (coordinates := user.coordinates(section, is_international=is_international)) or pk == owner
    ]
