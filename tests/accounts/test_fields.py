"""Columns with a promise: cleaned text, encrypted text, keyed hashes, folded words."""

import base64
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from accounts import fields
from accounts.models import Activist, Section
from tests import make

OLD, NEW = b"o" * 32, b"n" * 32

BIDI_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@contextmanager
def keys(**held: bytes) -> Iterator[None]:
    with override_settings(FIELD_KEYS=held):
        yield


# --- folding and cleaning -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Zürich ", "zurich"),
        ("Ångström", "angstrom"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ёлкин  Пётр", "елкин петр"),
        ("台北", "台北"),
        ("𝕊ydney", "sydney"),
        ("", ""),
    ],
)
def test_fold_drops_case_accents_and_spare_blanks(text: str, folded: str) -> None:
    assert fields.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fields.fold(fields.fold(text)) == fields.fold(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ana\tMaria ", "Ana Maria"),
        ("Ana\r\nMaria", "Ana Maria"),
        ("Ana\u2028Maria", "Ana Maria"),
        ("A\x00n\x07a", "Ana"),
        ("\u202eanA\u202c", "anA"),
        ("\u2066Ana\u2069", "Ana"),
        ("A\ud800na", "Ana"),
        ("سلام\u200f!", "سلام\u200f!"),  # the right-to-left mark is Arabic punctuation, not a trick
        ("Zu\u0308rich", "Zürich"),
    ],
)
def test_line_of_text_is_cleaned(typed: str, stored: str) -> None:
    assert fields.clean_text(typed) == stored


def test_paragraphs_keep_their_line_breaks() -> None:
    assert fields.clean_text("one\r\ntwo\rthree\x0bfour", multiline=True) == "one\ntwo\nthree\nfour"


@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaned_text_holds_nothing_hidden_and_stays_clean(text: str) -> None:
    cleaned = fields.clean_text(text)

    assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in BIDI_CONTROLS for c in cleaned)
    assert fields.clean_text(cleaned) == cleaned
    cleaned.encode()


@pytest.mark.parametrize("typed", ["a\x00b", "\u202eevil", "a\ud800"])
def test_form_says_what_storing_would_drop(typed: str) -> None:
    with pytest.raises(ValidationError, match="invisible control characters"):
        fields.refuse_hidden_characters(typed)


def test_form_accepts_line_breaks_and_tabs() -> None:
    fields.refuse_hidden_characters("one\r\n\ttwo")


@pytest.mark.django_db
def test_stored_row_is_clean_whichever_door_it_came_through() -> None:
    Section.objects.create(name="Aus\u202etralia\x00", slug="australia")

    assert Section.objects.get().name == "Australia"


# --- encryption ---------------------------------------------------------------------------------------------------


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_sealed_text_opens_again(text: str) -> None:
    assert fields.unseal(fields.seal(text, context="t.c:1"), context="t.c:1") == text


def test_same_text_is_never_sealed_twice_alike() -> None:
    assert fields.seal("ana@example.org", context="t.c:1") != fields.seal("ana@example.org", context="t.c:1")


@pytest.mark.parametrize(
    "elsewhere", ["t.c:2", "t.d:1", "u.c:1"], ids=["other row", "other column", "other table"]
)
def test_sealed_text_opens_nowhere_else(elsewhere: str) -> None:
    with pytest.raises(fields.WrongFieldKey, match=elsewhere):
        fields.unseal(fields.seal("ana@example.org", context="t.c:1"), context=elsewhere)


def test_wrong_key_is_refused_and_names_no_content() -> None:
    with keys(k1=OLD):
        sealed = fields.seal("ana@example.org", context="t.c:1")

    with keys(k1=NEW), pytest.raises(fields.WrongFieldKey) as refused:
        fields.unseal(sealed, context="t.c:1")

    assert "ana" not in str(refused.value)


def test_missing_key_is_refused() -> None:
    with keys(k1=OLD):
        sealed = fields.seal("x", context="t.c:1")

    with keys(k2=NEW), pytest.raises(fields.WrongFieldKey):
        fields.unseal(sealed, context="t.c:1")


@pytest.mark.parametrize(
    "forged", ["", "k1", "k1:", "k1:####", "k1:" + base64.urlsafe_b64encode(b"x" * 40).decode()]
)
def test_forged_or_cut_value_is_refused(forged: str) -> None:
    with keys(k1=OLD), pytest.raises(fields.WrongFieldKey):
        fields.unseal(forged, context="t.c:1")


def test_any_changed_bit_is_noticed() -> None:
    with keys(k1=OLD):
        key_id, _colon, payload = fields.seal("ana@example.org", context="t.c:1").partition(":")
        raw = bytearray(base64.urlsafe_b64decode(payload))
        for position in range(len(raw)):
            raw[position] ^= 1
            with pytest.raises(fields.WrongFieldKey):
                fields.unseal(f"{key_id}:{base64.urlsafe_b64encode(raw).decode()}", context="t.c:1")
            raw[position] ^= 1


def test_rotation_reads_old_values_and_writes_with_the_new_key() -> None:
    with keys(k1=OLD):
        before = fields.seal("ana@example.org", context="t.c:1")

    with keys(k2=NEW, k1=OLD):
        assert fields.unseal(before, context="t.c:1") == "ana@example.org"
        assert fields.seal("ana@example.org", context="t.c:1").startswith("k2:")


def test_rotation_finds_hashes_of_both_keys_the_new_one_first() -> None:
    with keys(k1=OLD):
        before = fields.email_hash("ana@example.org")

    with keys(k2=NEW, k1=OLD):
        assert fields.keyed_hashes("ana@example.org", "email") == [
            fields.email_hash("ana@example.org"),
            before,
        ]


# --- keyed hashes -------------------------------------------------------------------------------------------------


def test_address_is_found_however_it_is_typed() -> None:
    assert fields.email_hash(" Ana@Example.ORG ") == fields.email_hash("ana@example.org")


def test_hash_of_an_address_is_not_its_plain_digest_nor_a_phone_hash() -> None:
    import hashlib

    plain = hashlib.sha256(b"61491570156").hexdigest()
    assert len({fields.email_hash("61491570156"), fields.keyed_hashes("61491570156", "phone")[0], plain}) == 3


@pytest.mark.parametrize("typed", ["+61 491 570 156", "0491 570 156", "(0491) 570-156"])
def test_one_number_has_one_hash_however_it_is_written(typed: str) -> None:
    assert fields.phone_hash(typed, "AU") == fields.phone_hash("+61491570156")


def test_number_without_country_is_kept_as_its_digits() -> None:
    assert fields.normal_phone("0491 570 156") == "0491570156"


def test_no_number_has_no_hash() -> None:
    assert fields.phone_hash("") == ""


# --- the encrypted column -----------------------------------------------------------------------------------------


@pytest.fixture
def ana(db: None) -> Activist:
    return make.activist(section=make.section(), name="Ana", email="ana@example.org", phone="+61 491 570 156")


def stored(activist: Activist, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM accounts_activist WHERE id = %s", [activist.pk])
        return str(cursor.fetchone()[0])


def test_database_holds_no_address_and_no_number(ana: Activist) -> None:
    columns = [stored(ana, "email"), stored(ana, "phone")]

    assert all(column.startswith("test:") for column in columns)
    assert not any("ana" in column or "example" in column or "491" in column for column in columns)


def test_row_read_back_shows_the_plain_text(ana: Activist) -> None:
    again = Activist.objects.get(pk=ana.pk)

    assert (again.email, again.phone) == ("ana@example.org", "+61 491 570 156")


def test_value_moved_to_another_row_does_not_open(ana: Activist) -> None:
    other = make.activist(section=ana.section, email="eva@example.org")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_activist SET email = %s WHERE id = %s", [stored(ana, "email"), other.pk]
        )

    with pytest.raises(fields.WrongFieldKey):
        _ = Activist.objects.get(pk=other.pk).email


def test_value_moved_to_another_column_does_not_open(ana: Activist) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_activist SET phone = email WHERE id = %s", [ana.pk])

    with pytest.raises(fields.WrongFieldKey):
        _ = Activist.objects.get(pk=ana.pk).phone


def test_saving_an_unread_row_keeps_its_sealed_value(ana: Activist) -> None:
    before = stored(ana, "email")
    again = Activist.objects.get(pk=ana.pk)
    again.name = "Ana Maria"
    again.save()

    assert stored(ana, "email") == before


def test_saving_a_read_row_seals_again(ana: Activist) -> None:
    again = Activist.objects.get(pk=ana.pk)
    assert again.email == "ana@example.org"
    again.save()

    assert Activist.objects.get(pk=ana.pk).email == "ana@example.org"
    assert stored(ana, "email").startswith("test:")


def test_filtering_on_an_encrypted_column_is_a_bug_and_says_so(ana: Activist) -> None:
    with pytest.raises(TypeError, match="filter by its hash"):
        Activist.objects.filter(email="ana@example.org").exists()


def test_values_yield_sealed_text_that_does_not_show_itself(ana: Activist) -> None:
    (value,) = Activist.objects.values_list("email", flat=True)

    assert repr(value) == "<sealed>"


def test_deferred_column_opens_on_first_use(ana: Activist, django_assert_num_queries: object) -> None:
    again = Activist.objects.defer("email").get(pk=ana.pk)

    assert again.email == "ana@example.org"


def test_masks_keep_what_tells_people_apart_and_no_more() -> None:
    assert fields.masked_email("marsha@example.org") == "m•••@example.org"
    assert (fields.masked_phone("+61 491 570 156"), fields.masked_phone("")) == ("•••56", "")
