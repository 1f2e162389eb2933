"""Users and their roles."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.members import deactivate_user, remove_role, set_role
from accounts.audit import SYSTEM
from accounts.choices import Role
from accounts.models import Membership, Section, User
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db


def test_created_user_signs_in_with_a_lower_case_address() -> None:
    section = make.section()

    user = make.user(email="Anna@Example.org", section=section, role=Role.ORGANISER)

    assert (user.email, user.check_password(make.PASSWORD), user.roles) == (
        "anna@example.org",
        True,
        {section.pk: Role.ORGANISER},
    )
    assert acts(user) == [("user.created", []), ("membership.set", ["role"])]


def test_without_a_password_nobody_can_sign_in_yet() -> None:
    assert not make.user(password=None).has_usable_password()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "anna"}, "email"),
        ({"email": ""}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 5_000}, "name"),
        ({"name": "\u202eannA"}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "anna.coordinator", "email": "anna.coordinator@example.org"}, "password"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_impossible_user_is_refused(facts: dict[str, Any], field: str) -> None:
    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.user(**facts)

    assert field in refused.value.message_dict


def test_address_is_taken_once_whatever_its_case() -> None:
    make.user(email="anna@example.org")

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.user(email="ANNA@example.org")

    assert refused.value.message_dict == {"email": ["Somebody signs in with this address already."]}


def test_first_global_coordinator_brings_the_international_section() -> None:
    make.global_coordinator()
    make.global_coordinator()

    assert Section.objects.filter(is_international=True).count() == 1


def test_role_is_replaced_not_added() -> None:
    section = make.section()
    anna = make.viewer(section)

    set_role(by=SYSTEM, user=anna, section=section, role=Role.COORDINATOR)

    assert Membership.objects.get().role == Role.COORDINATOR


def test_removed_role_is_gone_once() -> None:
    section = make.section()
    anna = make.viewer(section)
    remove_role(by=SYSTEM, user=anna, section=section)

    with nothing_stored():
        remove_role(by=SYSTEM, user=anna, section=section)
    assert not Membership.objects.exists()


def test_deactivated_user_keeps_what_they_did() -> None:
    event = make.event(by=make.coordinator(make.section()))

    deactivate_user(by=SYSTEM, user=event.owner)

    assert not User.objects.get(pk=event.owner.pk).is_active
    event.refresh_from_db()
    assert event.owner is not None
