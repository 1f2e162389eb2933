"""Who may do what: the whole table, written out once more and compared."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions.members import deactivate_user, remove_role, set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import Section, User
from accounts.permissions import (
    EVERYWHERE,
    GRANTS,
    IN_INTERNATIONAL,
    ON_OWN_EVENTS,
    Permission,
    may,
    may_manage_members,
    role_in,
    sections_where,
)
from tests import make

pytestmark = pytest.mark.django_db

P = Permission
NOTHING: set[Permission] = set()
VIEWER = {P.SEE_EVENTS}
ORGANISER = VIEWER | {P.SCHEDULE_EVENTS, P.ADD_MISSIONS}
COORDINATOR = ORGANISER | {
    P.SEE_PEOPLE,
    P.CHANGE_EVENTS,
    P.RECORD_OUTCOMES,
    P.APPROVE_PHOTOS,
    P.MANAGE_ACTIVISTS,
    P.MANAGE_SECTION,
    P.COUNT_SIGNATURES,
    P.SEE_AUDIT,
}
GLOBAL = {
    P.SEE_EVENTS,
    P.SEE_ALL_EVENTS,
    P.DRAFT_EVENTS,
    P.ADD_MISSIONS,
    P.CHANGE_MISSIONS,
    P.MANAGE_SECTIONS,
    P.MANAGE_CAMPAIGNS,
    P.PREPARE_PRESS,
    P.SEE_NETWORK_AUDIT,
    P.SEE_STATUS,
}
GLOBAL_IN_INTERNATIONAL = GLOBAL | COORDINATOR - {P.MANAGE_ACTIVISTS, P.SEE_PEOPLE}

# visitor: what they may in their own section, in another one, in International
TABLE = {
    "viewer": (VIEWER, NOTHING, NOTHING),
    "organiser": (ORGANISER, NOTHING, NOTHING),
    "coordinator": (COORDINATOR, NOTHING, NOTHING),
    "global": (GLOBAL, GLOBAL, GLOBAL_IN_INTERNATIONAL),
    "nobody": (NOTHING, NOTHING, NOTHING),
    "deactivated": (NOTHING, NOTHING, NOTHING),
}


def visitor(kind: str, section: Section) -> User | AnonymousUser:
    if kind == "nobody":
        return AnonymousUser()
    if kind == "global":
        return make.global_coordinator()
    if kind == "deactivated":
        return make.coordinator(section, is_active=False)
    return make.user(role=kind, section=section)


@pytest.mark.parametrize("kind", TABLE)
def test_table_of_rights(kind: str) -> None:
    sections = make.section(), make.belgium(), make.international()
    somebody = visitor(kind, sections[0])

    found = tuple({right for right in P if may(somebody, right, section=section)} for section in sections)

    assert found == TABLE[kind]


@pytest.mark.parametrize("kind", TABLE)
def test_sections_where_agrees_with_may(kind: str) -> None:
    make.section(), make.belgium(), make.international()
    somebody = visitor(kind, Section.objects.get(slug="australia"))

    for right in P:
        allowed = {section for section in Section.objects.all() if may(somebody, right, section=section)}
        assert set(sections_where(somebody, right)) == allowed, right


def test_global_coordinator_never_reaches_activists() -> None:
    make.section(), make.international()

    assert not sections_where(make.global_coordinator(), P.MANAGE_ACTIVISTS)
    assert not sections_where(make.global_coordinator(), P.SEE_PEOPLE)


def test_global_coordinator_with_a_section_of_their_own_keeps_both() -> None:
    section = make.section()
    both = make.user(is_global_coordinator=True, section=section, role=Role.COORDINATOR)

    assert may(both, P.MANAGE_ACTIVISTS, section=section)
    assert may(both, P.MANAGE_CAMPAIGNS)


def test_without_a_section_any_one_will_do() -> None:
    assert may(make.coordinator(make.section()), P.MANAGE_ACTIVISTS)
    assert not may(make.viewer(make.section()), P.MANAGE_ACTIVISTS)


def test_role_is_named_per_section() -> None:
    section, other = make.section(), make.belgium()
    anna = make.organiser(section)

    assert (role_in(anna, section), role_in(anna, other)) == (Role.ORGANISER, None)
    assert role_in(AnonymousUser(), section) is None


def test_rights_change_with_the_role() -> None:
    section = make.section()
    anna = make.coordinator(section)
    set_role(by=SYSTEM, user=anna, section=section, role=Role.VIEWER)
    assert not may(anna, P.CHANGE_EVENTS, section=section)

    remove_role(by=SYSTEM, user=anna, section=section)
    assert not may(anna, P.SEE_EVENTS, section=section)


def test_deactivated_user_loses_everything_at_once() -> None:
    anna = make.global_coordinator()
    deactivate_user(by=SYSTEM, user=anna)

    assert not any(may(anna, right) for right in P)


@pytest.mark.parametrize("kind", TABLE)
def test_section_without_coordinator_gets_its_first_one_from_the_global_coordinator(kind: str) -> None:
    section, empty = make.section(), make.belgium()
    somebody = visitor(kind, section)

    assert may_manage_members(somebody, empty) is (kind == "global")
    make.coordinator(empty)
    assert not may_manage_members(somebody, empty)


@pytest.mark.parametrize("granted", [*GRANTS.values(), ON_OWN_EVENTS, EVERYWHERE, IN_INTERNATIONAL])
def test_whoever_sees_an_events_people_may_change_it(granted: frozenset[Permission]) -> None:
    """So `assignment_or_404`, `assignable_activists` and the ledger ask for the right to see people alone."""
    assert P.SEE_PEOPLE not in granted or P.CHANGE_EVENTS in granted
