"""`import_activists` as somebody types it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Activist, Section
from tests import make
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db

TEMPLATE = (
    "name,email,phone,language,discreet,external_id\n"
    "Ana,ana@example.org,,fr,yes,1\n"
    "Bo,not-an-address,,,,2\n"
    "Cem,cem@example.org,,tlh,,3\n"
    "Dee,ana@example.org,,,,4\n"
)
REJECTED = [
    "Row 3 rejected: email: Enter a valid e-mail address.",
    "Row 4 rejected: language is none of: en, fr, es, ar.",
    "Row 5 rejected: email: the same stands in row 2 already.",
]


@pytest.fixture(autouse=True)
def section() -> Section:
    return make.section()


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def run(path: Path, *options: str) -> list[str]:
    """Return the lines on standard output."""
    out = StringIO()
    call_command("import_activists", path, "--section", "australia", *options, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def test_rejected_rows_name_nobody_and_a_second_run_changes_nothing(template: Path) -> None:
    assert run(template) == [*REJECTED, "1 created, 0 updated, 0 unchanged, 3 rejected"]
    assert run(template) == [*REJECTED, "0 created, 0 updated, 1 unchanged, 3 rejected"]
    assert Activist.objects.get().discreet


def test_dry_run_says_what_would_be_and_stores_nothing(template: Path) -> None:
    with nothing_stored():
        assert run(template, "--dry-run") == [
            *REJECTED,
            "Dry run: nothing was stored. It would be:",
            "1 created, 0 updated, 0 unchanged, 3 rejected",
        ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"Ana Example,ana@example.org\nBo,bo@example.org\n", "This is no list of people"),
        (bytes(range(256)), "This is neither a text table (CSV) nor a spreadsheet (xlsx, ods)."),
        (TEMPLATE.encode()[:-14], "The file ends in the middle of row 5: it is cut off."),
        (TEMPLATE.replace("Ana", "Zoé").encode("cp1252"), "The file is not in the encoding utf-8 (line 2)."),
        (TEMPLATE.replace("Bo,", 'Bo",').replace("Cem", '"Cem').encode(), "Row "),
        (b"PK\x03\x04", "The spreadsheet is damaged or cut off."),
    ],
    ids=["empty", "no headings", "binary", "half", "encoding", "quotation mark", "spreadsheet"],
)
def test_unreadable_file_is_one_sentence_that_names_nobody(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(data)

    with nothing_stored(), pytest.raises(CommandError) as refused:
        run(path)

    assert str(refused.value).startswith(sentence)
    assert not any(word in str(refused.value) for word in ("example.org", "Ana", "Bo"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--section", "other"], "There is no section other. Sections: australia."),
        (["--set", "age=30"], "People have no field “age”."),
    ],
)
def test_wrong_option_is_one_sentence(template: Path, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(template, *options)

    assert str(refused.value).startswith(sentence)


def test_russian_table_is_read_in_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Имя;Почта\nАнна Иванова;anna@example.org\n".encode("cp1251"))

    run(path, "--encoding", "cp1251", "--map", "Имя=name", "Почта=email")

    assert Activist.objects.get().name == "Анна Иванова"
