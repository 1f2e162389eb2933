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
    """One user with the sections they coordinate, and those they may own events in.

    Global coordinators look after the section *International*, and own drafts anywhere.
    """

    person: Person
    sections: frozenset[int]
    own_in: frozenset[int]
    is_global: bool

    def coordinates(self, section: int, *, is_international: bool) -> bool:
        """Say whether the user coordinates the section."""
        return section in self.sections or (self.is_global and is_international)

    def may_own(self, section: int) -> bool:
        """Say whether an event of the section can be the user's: not after they left it."""
        return section in self.own_in or self.is_global


def responsible_users(*, owners: Collection[int], sections: Collection[int]) -> dict[int, Responsible]:
    """Return {user id: facts} of the owners and of everybody who coordinates one of `sections`."""
    roles = (Role.COORDINATOR, Role.ORGANISER)
    working = FilteredRelation(
        "memberships", condition=Q(memberships__role__in=roles, memberships__section__in=sections)
    )
    columns = (
        User.objects.annotate(working=working)
        .filter(Q(pk__in=owners) | Q(working__role=Role.COORDINATOR) | Q(is_global_coordinator=True))
        .order_by("pk")
        .values_list(
            "pk",
            "email",
            "is_active",
            "is_global_coordinator",
            "quiet_from",
            "quiet_until",
            "working__section_id",
            "working__role",
        )
    )
    found: dict[int, Responsible] = {}
    addresses: dict[int, str] = {}
    for pk, email, is_active, is_global, quiet_from, quiet_until, section, role in columns:
        addresses[pk] = email
        person = Person(
            Recipient("user", pk),
            quiet=quiet_hours(quiet_from, quiet_until),
            stopped=None if is_active else NotSent.DEACTIVATED,
        )
        known = found.get(pk, Responsible(person, frozenset(), frozenset(), is_global))
        own_in = known.own_in | ({section} if section else set())
        coordinated = known.sections | ({section} if role == Role.COORDINATOR else set())
        found[pk] = replace(known, sections=coordinated, own_in=own_in)
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
    """Return who is written to about an event of `section` that `owner` runs, if they still belong to it."""
    people = (
        replace(
            user.person,
            is_owner=pk == owner and user.may_own(section),
            is_coordinator=user.coordinates(section, is_international=is_international),
        )
        for pk, user in users.items()
    )
    return [person for person in people if person.is_owner or person.is_coordinator]
