"""Everything sealed again under another key, in as many goes as it takes."""

from __future__ import annotations

from io import StringIO
from itertools import islice

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import override_settings

from accounts.actions import key_rotation
from accounts.actions.key_rotation import rotate_field_keys
from accounts.choices import LetterKind
from accounts.fields import email_hash, keyed_hashes
from accounts.models import Activist, Letter, Suppression
from accounts.post.letters import write_letter
from events.queries.photos import jpeg_of
from tests import make

pytestmark = pytest.mark.django_db
OLD, NEW = {"k1": b"1" * 32}, {"k2": b"2" * 32}
BOTH = {**NEW, **OLD}


def rotate() -> dict[str, tuple[int, int]]:
    """Return {table: (looked at, written)}."""
    return {told.table: (told.seen, told.written) for told in rotate_field_keys()}


def test_all_is_read_and_found_with_the_new_key_alone() -> None:
    with override_settings(FIELD_KEYS=OLD):
        section = make.section()
        make.activist(section=section, name="Anna", email="anna@example.org", phone="0491 570 156")
        letter = write_letter(kind=LetterKind.TEST, address="eva@example.org", payload={"code": "123"})
        photo = make.photo(make.past_event(section=section))
        user = make.user()
        data = {"secret": get_adapter().encrypt("GEZDGNBV"), "other": 3}
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)

    with override_settings(FIELD_KEYS=BOTH):
        first, second = rotate(), rotate()

    assert first == {
        "activists": (1, 1),
        "letters": (1, 1),
        "pixels of photos": (1, 1),
        "second factors": (1, 1),
        "suppressed addresses": (0, 0),
    }
    assert {written for _seen, written in second.values()} == {0}
    with override_settings(FIELD_KEYS=NEW):
        (anna,) = Activist.objects.search("anna@example.org")
        assert list(Activist.objects.search("+61 491 570 156")) == [anna]
        assert (anna.email, anna.phone) == ("anna@example.org", "0491 570 156")
        assert jpeg_of(photo).startswith(b"\xff\xd8")
        again = Letter.objects.get(pk=letter.pk)
        assert (again.address, again.payload) == ("eva@example.org", '{"code": "123"}')
        assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == "GEZDGNBV"


def test_ended_in_the_middle_it_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rotation, "CHUNK", 2)
    with override_settings(FIELD_KEYS=OLD):
        section = make.section()
        for _number in range(5):
            make.activist(section=section)

    with override_settings(FIELD_KEYS=BOTH):
        list(islice(rotate_field_keys(), 1))
        assert rotate()["activists"] == (5, 3)


def test_address_that_came_twice_meanwhile_is_left_and_told() -> None:
    with override_settings(FIELD_KEYS=OLD):
        section = make.section()
        make.activist(section=section, email="anna@example.org")
    with override_settings(FIELD_KEYS=NEW):
        twin = make.activist(section=section, email="other@example.org")
        Activist.objects.filter(pk=twin.pk).update(email_hash=email_hash("anna@example.org"))

    out = StringIO()
    with override_settings(FIELD_KEYS=BOTH):
        call_command("rotate_field_keys", stdout=out)
        assert Activist.objects.exclude(pk=twin.pk).get().email == "anna@example.org"

    assert "1 left as they are" in out.getvalue()


def test_suppressed_address_stays_suppressed_and_an_unknown_one_keeps_the_old_key_needed() -> None:
    with override_settings(FIELD_KEYS=OLD):
        make.activist(section=make.section(), email="anna@example.org")
        for address in ("anna@example.org", "erased@example.org"):
            Suppression.objects.create(email_hash=keyed_hashes(address, "email")[0], reason="5.1.1")

    out = StringIO()
    with override_settings(FIELD_KEYS=BOTH):
        call_command("rotate_field_keys", stdout=out)
    with override_settings(FIELD_KEYS=NEW):
        assert Suppression.objects.get(email_hash=email_hash("anna@example.org")).reason == "5.1.1"
    assert Suppression.objects.count() == 2
    assert "1 suppressed addresses nobody here has" in out.getvalue()


def test_without_anything_left_the_old_key_can_go() -> None:
    out = StringIO()
    with override_settings(FIELD_KEYS=BOTH):
        call_command("rotate_field_keys", stdout=out)

    assert "k1 can be taken out of FIELD_KEYS." in out.getvalue()
