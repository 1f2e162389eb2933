"""A list of people: who is new is added, who is known is changed, nobody is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import override_settings

from accounts.actions.activists import opt_out
from accounts.actions.erasure import erase_activist
from accounts.actions.imported import Imported
from accounts.actions.importing import ActivistFacts, import_activists
from accounts.actions.rehearsing import rehearse
from accounts.audit import SYSTEM
from accounts.fields import phone_hash
from accounts.models import Activist, ActivistWord, AuditEntry, Section
from tests import make
from tests.rows import acts, nothing_stored

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
ANA = ActivistFacts(
    name="Ana María de Ávila", email="Ana@Example.ORG", phone="0491 570 156", external_id="1", row=2
)
BO = ActivistFacts(name="Bo", email="bo@example.org", row=3)


@pytest.fixture
def section() -> Section:
    return make.section()


def imported(section: Section, *rows: ActivistFacts) -> Imported:
    return import_activists(by=SYSTEM, section=section, rows=rows, now=NOW)


def figures(done: Imported) -> tuple[int, int, int, int]:
    return done.created, done.updated, done.unchanged, len(done.rejected)


def test_new_person_is_stored_as_one_added_by_hand(section: Section) -> None:
    assert figures(imported(section, ANA)) == (1, 0, 0, 0)

    ana = Activist.objects.get()
    assert (ana.name_folded, ana.email, ana.phone) == (
        "ana maria de avila",
        "ana@example.org",
        "0491 570 156",
    )
    assert ana.phone_hash == phone_hash("+61491570156")
    assert (ana.language, ana.discreet) == (section.language, False)
    assert set(ActivistWord.objects.values_list("word", flat=True)) == {"ana", "maria", "de", "avila"}
    assert acts(ana) == [("activist.added", [])]
    sealed = Activist.objects.values_list("email", "phone").get()
    assert not any("example" in each or "570" in each for each in sealed)


def test_same_list_twice_changes_nothing(section: Section) -> None:
    imported(section, ANA, BO)
    entries = AuditEntry.objects.count()

    assert figures(imported(section, ANA, BO)) == (0, 0, 2, 0)
    assert AuditEntry.objects.count() == entries


def test_known_address_is_changed_and_never_doubled(section: Section) -> None:
    by_hand = make.activist(section=section, name="Bo", email="BO@example.org", phone="+61 491 570 156")

    done = imported(section, replace(BO, name="Bo Ek", language="fr", discreet=True, external_id="7"))

    assert figures(done) == (0, 1, 0, 0)
    bo = Activist.objects.get()
    assert (bo.pk, bo.name, bo.language, bo.discreet, bo.external_id) == (
        by_hand.pk,
        "Bo Ek",
        "fr",
        True,
        "7",
    )
    assert bo.phone == "+61 491 570 156"
    assert acts(bo)[-1] == ("activist.edited", ["discreet", "external_id", "language", "name"])


def test_new_address_of_a_known_id_is_taken_over(section: Section) -> None:
    imported(section, ANA)

    done = imported(section, replace(ANA, email="ana@new.example"), replace(BO, email="ana@example.org"))

    assert figures(done) == (1, 1, 0, 0)
    assert {each.name: each.email for each in Activist.objects.all()} == {
        ANA.name: "ana@new.example",
        "Bo": "ana@example.org",
    }


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([replace(BO, email="nobody")], "email: Enter a valid e-mail address."),
        ([replace(BO, phone="call me")], "phone: Enter a phone number, for example +61 491 570 156."),
        ([BO, replace(BO, row=9)], "email: the same stands in row 3 already."),
        ([ANA, replace(BO, external_id="1")], "external_id: the same stands in row 2 already."),
        ([replace(BO, email="known@example.org", external_id="1")], "external_id: whoever has this address"),
        ([replace(BO, email="other@example.org", external_id="0")], "email: another activist of the section"),
    ],
)
def test_wrong_row_is_rejected_without_naming_anybody(
    section: Section, rows: list[ActivistFacts], sentence: str
) -> None:
    make.activist(section=section, email="known@example.org", external_id="0")
    make.activist(section=section, email="other@example.org")

    done = imported(section, *rows)

    (problem,) = [why for _row, why in done.rejected]
    assert problem.startswith(sentence)
    assert not any(each in problem for row in rows for each in (row.name, row.email, row.phone or row.name))


def test_other_sections_people_stay_theirs(section: Section) -> None:
    make.activist(section=make.belgium(), email="bo@example.org", name="Bo of Belgium")

    assert figures(imported(section, BO)) == (1, 0, 0, 0)
    assert set(Activist.objects.values_list("name", flat=True)) == {"Bo", "Bo of Belgium"}


def test_who_wants_no_mail_still_gets_none(section: Section) -> None:
    imported(section, BO)
    opt_out(activist=Activist.objects.get(), now=NOW)

    imported(section, replace(BO, name="Bo Ek"))

    assert Activist.objects.get().opted_out_at == NOW


def test_erased_person_is_somebody_new(section: Section) -> None:
    imported(section, ANA)
    erase_activist(by=SYSTEM, activist=Activist.objects.get(), now=NOW)

    assert figures(imported(section, ANA)) == (1, 0, 0, 0)


def test_person_is_found_while_keys_are_being_changed(section: Section, settings: Any) -> None:
    imported(section, BO)

    with override_settings(FIELD_KEYS={"new": b"n" * 32, **settings.FIELD_KEYS}):
        assert figures(imported(section, BO)) == (0, 0, 1, 0)


def test_rehearsal_says_the_same_and_stores_nothing(section: Section) -> None:
    with nothing_stored():
        done = rehearse(import_activists, by=SYSTEM, section=section, rows=[ANA, BO], now=NOW)

    assert figures(done) == (2, 0, 0, 0)


def test_facts_do_not_show_the_person() -> None:
    assert repr(ANA) == "ActivistFacts(language='', discreet=None, row=2)"


def test_statements_do_not_grow_with_the_rows(section: Section, django_assert_max_num_queries: Any) -> None:
    rows = [replace(BO, email=f"bo{number}@example.org", row=number) for number in range(100)]

    with django_assert_max_num_queries(12):
        imported(section, *rows)
