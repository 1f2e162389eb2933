"""The canary: wrong keys are noticed before anything is read or written with them."""

import pytest
from django.test import override_settings

from accounts.actions.field_keys import check_canary, ensure_canary
from accounts.fields import WrongFieldKey
from accounts.models import FieldKeyCanary

pytestmark = pytest.mark.django_db

ONE, TWO, OTHER = {"k1": b"1" * 32}, {"k2": b"2" * 32}, {"k1": b"x" * 32}


def test_new_database_gets_its_canary_once() -> None:
    ensure_canary()
    ensure_canary()

    assert [canary.key_id for canary in FieldKeyCanary.objects.all()] == ["test"]


@pytest.mark.parametrize("wrong", [OTHER, TWO], ids=["same id, other key", "other id"])
def test_wrong_keys_are_refused(wrong: dict[str, bytes]) -> None:
    with override_settings(FIELD_KEYS=ONE):
        ensure_canary()

    with override_settings(FIELD_KEYS=wrong), pytest.raises(WrongFieldKey):
        ensure_canary()
    with override_settings(FIELD_KEYS=wrong), pytest.raises(WrongFieldKey):
        check_canary()


def test_rotation_adds_a_canary_and_may_later_drop_the_old_key() -> None:
    with override_settings(FIELD_KEYS=ONE):
        ensure_canary()
    with override_settings(FIELD_KEYS={**TWO, **ONE}):
        ensure_canary()
    with override_settings(FIELD_KEYS=TWO):
        ensure_canary()

    assert {canary.key_id for canary in FieldKeyCanary.objects.all()} == {"k1", "k2"}
