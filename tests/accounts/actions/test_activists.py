"""Activists: added, edited, stopped; searched by name, whole address or whole number."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.activists import edit_activist, opt_in, opt_out
from accounts.audit import SYSTEM
from accounts.fields import email_hash, phone_hash
from accounts.models import Activist, ActivistWord
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


def test_added_activist_is_stored_with_hashes_and_words() -> None:
    section = make.section()

    ana = make.activist(
        section=section, name="Ana María  de Ávila", email=" Ana@Example.ORG ", phone="0491 570 156"
    )
    ana = Activist.objects.get(pk=ana.pk)

    assert (ana.name, ana.name_folded, ana.email) == (
        "Ana María  de Ávila",
        "ana maria de avila",
        "ana@example.org",
    )
    assert (ana.email_hash, ana.phone_hash) == (email_hash("ana@example.org"), phone_hash("+61491570156"))
    assert set(ActivistWord.objects.values_list("word", flat=True)) == {"ana", "maria", "de", "avila"}
    assert (ana.language, ana.discreet) == (section.language, False)
    assert acts(ana) == [("activist.added", [])]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 5_000}, "name"),
        ({"name": "\u202eanA"}, "name"),
        ({"email": "ana"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "a@" + "x" * 300 + ".org"}, "email"),
        ({"email": "ana@example.org\nBcc: all@example.org"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1" * 41}, "phone"),
        ({"language": "tlh"}, "language"),
        ({"quiet_from": time(22)}, "__all__"),
        ({"external_id": "x" * 5_000}, "external_id"),
    ],
)
def test_impossible_activist_is_refused_beside_the_field(facts: dict[str, Any], field: str) -> None:
    section = make.section()

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.activist(section=section, **facts)

    assert refused.value.message_dict.keys() == {field}


def test_address_is_taken_once_per_section() -> None:
    section, other = make.section(), make.belgium()
    make.activist(section=section, email="ana@example.org")
    make.activist(section=other, email="ana@example.org")

    with nothing_stored(), pytest.raises(ValidationError) as refused:
        make.activist(section=section, email="ANA@example.org")

    assert refused.value.message_dict == {
        "email": ["Your section has an activist with this address already."]
    }


def test_external_id_is_taken_once_per_section() -> None:
    section = make.section()
    make.activist(section=section, external_id="A-1")

    with nothing_stored(), pytest.raises(ValidationError, match="external id already"):
        make.activist(section=section, external_id="A-1")


def test_edited_name_and_address_are_found_under_the_new_ones_only() -> None:
    ana = make.activist(section=make.section(), name="Ana", email="ana@example.org")

    edit_activist(by=SYSTEM, activist=ana, name="Eva", email="eva@example.org")

    found = {
        text: Activist.objects.search(text).count()
        for text in ("ana", "eva", "ana@example.org", "eva@example.org")
    }
    assert found == {"ana": 0, "eva": 1, "ana@example.org": 0, "eva@example.org": 1}
    assert acts(ana)[-1] == ("activist.edited", ["email", "name"])


def test_edit_that_changes_nothing_leaves_no_trace() -> None:
    ana = make.activist(section=make.section(), name="Ana", email="ana@example.org")

    with nothing_stored():
        edit_activist(by=SYSTEM, activist=ana, name="Ana", email="ana@example.org")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ana", ["Ana Ávila", "Juana Anaya"]),
        ("AVI", ["Ana Ávila"]),
        ("an av", ["Ana Ávila"]),
        ("uana", []),
        ("ana@example.org", ["Ana Ávila"]),
        ("Ana@Example.org ", ["Ana Ávila"]),
        ("ana@example", []),
        ("+61 491 570 156", ["Ana Ávila"]),
        ("491570", []),
        ("100%", []),
        ("an_", []),
    ],
)
def test_search(text: str, names: list[str]) -> None:
    section = make.section()
    make.activist(section=section, name="Ana Ávila", email="ana@example.org", phone="+61 491 570 156")
    make.activist(section=section, name="Juana Anaya", email="juana@example.org")

    assert list(Activist.objects.search(text).order_by("name").values_list("name", flat=True)) == names


def test_whoever_stops_mails_stays_stopped_until_they_ask() -> None:
    ana = make.activist(section=make.section())

    opt_out(by=ana, activist=ana, now=NOW)
    with nothing_stored():
        opt_out(by=ana, activist=ana)
    assert Activist.objects.get().opted_out_at == NOW

    opt_in(by=SYSTEM, activist=ana)
    assert Activist.objects.get().opted_out_at is None
    assert [act for act, _fields in acts(ana)] == [
        "activist.added",
        "activist.opted_out",
        "activist.opted_in",
    ]
