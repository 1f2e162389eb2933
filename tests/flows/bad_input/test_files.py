"""Files that are no table, half a table, or in another encoding: a sentence, and nothing stored."""

from __future__ import annotations

import gzip
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.flows.excerpt import HEADINGS, embassies_file
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db

FILES: dict[str, bytes] = {
    "empty": b"",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "zip": gzip.compress(b"kind,sending,host\n"),
    "prose": b"Dear friends,\nplease find the list attached.\n",
    "headings only of another table": b"a,b,c\n1,2,3\n",
    "half a heading": HEADINGS[:60].encode() + b"\nRussia;x;x;Italy;embassy\n",
    "latin-1": "kind,sending,host,city\nembassy,RU,BE,Li\u00e8ge\n".encode("latin-1"),
    "utf-16 cut in half": "kind,sending,host,city\nembassy,RU,BE,Uccle\n".encode("utf-16")[:-3],
}


@pytest.mark.parametrize("name", FILES)
def test_file_that_is_no_table_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "missions.csv"
    path.write_bytes(FILES[name])

    with nothing_stored(), pytest.raises(CommandError) as refused:
        call_command("import_missions", path, stdout=StringIO(), stderr=StringIO())

    assert re.search(r"\w\)?\.( \(--encoding \w+\))?$", str(refused.value).replace("”.", "."))


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with nothing_stored(), pytest.raises(CommandError):
        call_command("import_missions", tmp_path / "nowhere.csv")


@pytest.mark.parametrize("bytes_left", [700, 650, 450])
def test_half_a_table_is_refused_whole(bytes_left: int, tmp_path: Path) -> None:
    path = embassies_file(tmp_path)
    path.write_bytes(path.read_bytes()[:bytes_left])

    with nothing_stored(), pytest.raises(CommandError, match="cut off"):
        call_command("import_missions", path, stdout=StringIO(), stderr=StringIO())


def test_row_with_hidden_characters_and_endless_names_is_rejected_or_cleaned_never_fatal(
    tmp_path: Path,
) -> None:
    path = tmp_path / "missions.csv"
    rows = [
        f"embassy,RU,BE,Uccle,{'x' * 5_000}",
        "embassy,RU,BE,Uccle,\u202eesrever",
        "embassy,RU,BE,Uccle,a\x07b",
    ]
    path.write_text("\n".join(["kind,sending,host,city,name", *rows, ""]), encoding="utf-8")
    out = StringIO()

    call_command("import_missions", path, stdout=out, stderr=StringIO())

    assert out.getvalue().splitlines()[-1].count(",") == 3
