"""Users and their roles."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.members import (
    deactivate_user,
    invite_again,
    invite_member,
    reactivate_user,
    remove_role,
    set_role,
)
from accounts.audit import SYSTEM
from accounts.choices import LetterKind, Role
from accounts.models import Letter, Membership, Section, User
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


# --- invitations --------------------------------------------------------------------------------------------------


def test_invited_person_has_an_account_without_password_the_role_and_a_letter() -> None:
    section = make.section(language="fr")
    coordinator = make.coordinator(section)

    user = invite_member(
        by=coordinator, section=section, email="Eva@Example.org", name="Eva", role=Role.ORGANISER
    )

    assert (user.email, user.language, user.roles) == ("eva@example.org", "fr", {section.pk: Role.ORGANISER})
    assert not user.has_usable_password()
    letter = Letter.objects.get()
    assert (letter.kind, letter.address, letter.language) == (LetterKind.INVITATION, "eva@example.org", "fr")
    assert acts(user)[-1] == ("user.invited", [])


def test_who_has_an_account_gets_the_role_and_keeps_name_and_language() -> None:
    belgium, eva = make.belgium(), make.user(name="Eva", email="eva@example.org", language="es")

    invite_member(
        by=make.coordinator(belgium), section=belgium, email="EVA@example.org", name="E.", role=Role.VIEWER
    )

    eva = User.objects.get(pk=eva.pk)
    assert (eva.name, eva.language, eva.roles) == ("Eva", "es", {belgium.pk: Role.VIEWER})
    assert Letter.objects.get().user == eva


@pytest.mark.parametrize(("is_active", "code"), [(True, "member"), (False, "closed")])
def test_nobody_is_invited_twice_or_past_a_closed_account(is_active: bool, code: str) -> None:
    section = make.section()
    make.coordinator(section)
    make.viewer(section, email="eva@example.org", is_active=is_active)

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        invite_member(by=SYSTEM, section=section, email="eva@example.org", name="Eva", role=Role.VIEWER)

    assert refused.value.error_dict["email"][0].code == code


def test_invitation_goes_again_until_a_password_is_set() -> None:
    section = make.section()
    user = make.viewer(section, password=None)

    invite_again(by=SYSTEM, user=user, section=section)
    user.set_password(make.PASSWORD)
    user.save()
    with pytest.raises(ValidationError):
        invite_again(by=SYSTEM, user=user, section=section)

    assert Letter.objects.count() == 1


# --- the last coordinator -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "leave",
    [
        lambda user, section: set_role(by=user, user=user, section=section, role=Role.VIEWER),
        lambda user, section: remove_role(by=user, user=user, section=section),
        lambda user, section: deactivate_user(by=user, user=user),
    ],
)
def test_last_coordinator_stays_until_there_is_another(leave: Any) -> None:
    section = make.section()
    last = make.coordinator(section)
    make.coordinator(section, is_active=False)

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        leave(last, section)
    assert refused.value.code == "last_coordinator"

    make.coordinator(section)
    leave(last, section)
    assert section.who_coordinate().count() == 1


def test_global_coordinator_closes_even_the_only_account_of_a_section_and_opens_it_again() -> None:
    section, boss = make.section(), make.global_coordinator()
    stolen = make.coordinator(section)

    deactivate_user(by=boss, user=stolen)
    assert not section.who_coordinate().exists()

    reactivate_user(by=boss, user=stolen)
    assert list(section.who_coordinate().values_list("user", flat=True)) == [stolen.pk]
    assert [act for act, _fields in acts(stolen)][-2:] == ["user.deactivated", "user.reactivated"]
