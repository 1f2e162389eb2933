"""Who may do what: one enum, one table, one function asked.

Doors ask `may`; objects are reached through access functions (`events.access`), which ask it too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.choices import Role
from accounts.models import Activist, Section, User

Visitor: TypeAlias = User | AnonymousUser


class Permission(StrEnum):
    """What somebody can be allowed; every grant is written out below."""

    SEE_EVENTS = "see events"  # a section's events, needs as counts, outcomes
    SEE_PEOPLE = "see people"  # names of activists at an event, the mail ledger
    SCHEDULE_EVENTS = "schedule events"  # new events of the section
    CHANGE_EVENTS = "change events"  # edit, move, cancel, needs, assignments
    DRAFT_EVENTS = "draft events"  # drafts in any section
    RECORD_OUTCOMES = "record outcomes"
    APPROVE_PHOTOS = "approve photos"  # for the press
    MANAGE_ACTIVISTS = "manage activists"
    MANAGE_SECTION = "manage section"  # settings, members
    MANAGE_SECTIONS = "manage sections"  # new ones with their first coordinator; opening and closing accounts
    COUNT_SIGNATURES = "count signatures"
    ADD_MISSIONS = "add missions"
    CHANGE_MISSIONS = "change missions"
    MANAGE_CAMPAIGNS = "manage campaigns"
    PREPARE_PRESS = "prepare press"  # embargo, frozen figures, exports before the embargo ends
    SEE_ALL_EVENTS = "see all events"
    SEE_AUDIT = "see audit"  # of a section
    SEE_NETWORK_AUDIT = "see network audit"  # of what belongs to no section: campaigns, missions, accounts
    SEE_STATUS = "see status"


_VIEWER = frozenset({Permission.SEE_EVENTS})
# An organiser holds the same rights as a coordinator, but only on events they own or are named on: see ON_OWN_EVENTS.
_ORGANISER = _VIEWER | {Permission.SCHEDULE_EVENTS, Permission.ADD_MISSIONS}
_COORDINATOR = _ORGANISER | {
    Permission.SEE_PEOPLE,
    Permission.CHANGE_EVENTS,
    Permission.RECORD_OUTCOMES,
    Permission.APPROVE_PHOTOS,
    Permission.MANAGE_ACTIVISTS,
    Permission.MANAGE_SECTION,
    Permission.COUNT_SIGNATURES,
    Permission.SEE_AUDIT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ORGANISER: _ORGANISER,
    Role.COORDINATOR: _COORDINATOR,
}

ON_OWN_EVENTS = frozenset(
    {Permission.SEE_PEOPLE, Permission.CHANGE_EVENTS, Permission.RECORD_OUTCOMES, Permission.SEE_AUDIT}
)
"""What an organiser may do on events they own or are named on."""

EVERYWHERE = frozenset(
    {
        Permission.SEE_EVENTS,
        Permission.SEE_ALL_EVENTS,
        Permission.DRAFT_EVENTS,
        Permission.ADD_MISSIONS,
        Permission.CHANGE_MISSIONS,
        Permission.MANAGE_CAMPAIGNS,
        Permission.PREPARE_PRESS,
        Permission.MANAGE_SECTIONS,
        Permission.SEE_NETWORK_AUDIT,
        Permission.SEE_STATUS,
    }
)
"""What a global coordinator may do in every section; never activists."""

IN_INTERNATIONAL = _COORDINATOR - {Permission.MANAGE_ACTIVISTS, Permission.SEE_PEOPLE}
"""What a global coordinator may do besides in the section *International*, which the global coordinators own."""


def role_in(user: Visitor, section: Section) -> Role | None:
    """Return the user's role in `section`, None without one."""
    return user.roles.get(section.pk) if isinstance(user, User) and user.is_active else None


def may(user: Visitor, permission: Permission, *, section: Section | None = None) -> bool:
    """Say whether `user` may do `permission` in `section`, or anywhere at all when no section is named."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_global_coordinator and permission in EVERYWHERE:
        return True
    if section is None:
        return any(permission in GRANTS[role] for role in user.roles.values())
    if user.is_global_coordinator and section.is_international and permission in IN_INTERNATIONAL:
        return True
    role = user.roles.get(section.pk)
    return role is not None and permission in GRANTS[role]


def sections_where(user: Visitor, permission: Permission) -> QuerySet[Section]:
    """Return the sections in which `user` may do `permission`, by name."""
    if not isinstance(user, User) or not user.is_active:
        return Section.objects.none()
    if user.is_global_coordinator and permission in EVERYWHERE:
        return Section.objects.all()
    own = [section for section, role in user.roles.items() if permission in GRANTS[role]]
    sections = Section.objects.filter(pk__in=own)
    if user.is_global_coordinator and permission in IN_INTERNATIONAL:
        sections |= Section.objects.filter(is_international=True)
    return sections


def activists_of(user: Visitor) -> QuerySet[Activist]:
    """Return the activists `user` looks after."""
    sections = sections_where(user, Permission.MANAGE_ACTIVISTS)
    found: QuerySet[Activist] = Activist.objects.filter(section__in=sections)
    return found


def may_manage_members(user: Visitor, section: Section) -> bool:
    """Say whether `user` may invite people to `section` and set their roles.

    Its coordinators may. Global coordinators may while it has none: they give a section its first coordinator, and
    could otherwise let themselves in to see its activists (docs/decisions/0013).
    """
    if may(user, Permission.MANAGE_SECTION, section=section):
        return True
    return may(user, Permission.MANAGE_SECTIONS) and not section.who_coordinate().exists()


def may_close_account(user: Visitor, account: User) -> bool:
    """Say whether `user` may shut `account` out: global coordinators, and who manages every section it works in."""
    if not isinstance(user, User) or user.pk == account.pk:
        return False
    if may(user, Permission.MANAGE_SECTIONS):
        return True
    managed = {section.pk for section in sections_where(user, Permission.MANAGE_SECTION)}
    return not account.is_global_coordinator and bool(account.roles) and managed.issuperset(account.roles)
