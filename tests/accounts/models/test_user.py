"""Users sign in with their address, however they type it."""

import pytest

from accounts.models import User
from accounts.models.public_id import new_public_id
from tests import make

pytestmark = pytest.mark.django_db


def test_natural_key_is_the_address_in_any_case() -> None:
    anna = make.user(email="anna@example.org")

    assert User.objects.get_by_natural_key(" Anna@Example.ORG ") == anna


def test_user_without_an_address_is_a_bug() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_roles_are_read_once_per_request(django_assert_num_queries: object) -> None:
    section = make.section()
    anna = User.objects.get(pk=make.coordinator(section).pk)

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert anna.roles == anna.roles == {section.pk: "coordinator"}


def test_public_ids_use_all_their_bits() -> None:
    ids = [new_public_id() for _number in range(200)]

    assert len(set(ids)) == 200
    assert len({public_id.version for public_id in ids}) > 1
