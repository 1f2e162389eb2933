"""`import_missions` as somebody types it, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from events.actions.cities import load_cities
from events.models import City, Mission

TEMPLATE = "kind,sending,host,city,external_id\nembassy,RU,Belgium,Ukkel,1\nconsulate,RU,Atlantis,,2\n,RU,IT,Rome,3\n"
RUSSIA_2015 = (
    *("--map", "operator_iso2=sending", "--map", "host_iso2=host", "--map", "name_ru=name"),
    *("--map", "lat=latitude", "lon=longitude", "--set", "source=Russian Foreign Ministry, 2015"),
)


def run(path: Path, *options: str) -> list[str]:
    """Return the lines on standard output."""
    out = StringIO()
    call_command("import_missions", path, *options, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


@pytest.fixture
def template(tmp_path: Path, few_cities: None) -> Path:
    path = tmp_path / "missions of 2017.csv"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def test_rejected_rows_stand_before_the_last_line(template: Path) -> None:
    assert run(template) == [
        "Row 4 rejected: kind is missing.",
        "2 created, 0 updated, 0 unchanged, 1 rejected",
    ]
    assert list(
        Mission.objects.order_by("external_id").values_list("host_label", "source", "place__name")
    ) == [
        ("Belgium", "missions of 2017", "Uccle"),
        ("Atlantis", "missions of 2017", None),
    ]


def test_second_run_changes_nothing(template: Path) -> None:
    run(template)

    assert run(template)[-1] == "0 created, 0 updated, 2 unchanged, 1 rejected"
    assert AuditEntry.objects.count() == 1


def test_dry_run_says_what_would_be_and_stores_nothing(template: Path) -> None:
    assert run(template, "--dry-run") == [
        "Row 4 rejected: kind is missing.",
        "Dry run: nothing was stored. It would be:",
        "2 created, 0 updated, 0 unchanged, 1 rejected",
    ]
    assert not Mission.objects.exists()


def test_progress_goes_to_standard_error(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_missions", template)

    assert capsys.readouterr().err == "2 rows read\n"


def test_named_encoding_is_used(tmp_path: Path, few_cities: None) -> None:
    path = tmp_path / "cyrillic.csv"
    path.write_bytes("kind;sending;host;city\nembassy;RU;BE;Уккел\n".encode("cp1251"))

    assert run(path, "--encoding", "cp1251")[-1] == "1 created, 0 updated, 0 unchanged, 0 rejected"
    assert Mission.objects.values_list("place__name", flat=True).get() == "Uccle"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (
            b"Dear all,\nplease find attached\n",
            "This is no list of missions: no column says kind, sending, host.",
        ),
        (bytes(range(256)), "This is neither a text table (CSV) nor a spreadsheet (xlsx, ods)."),
        (TEMPLATE.encode()[:-6], "The file ends in the middle of row 4: it is cut off."),
        (
            "kind,sending,host\nembassy,RU,Österreich\n".encode("cp1252"),
            "The file is not in the encoding utf-8 (line 2).",
        ),
        (b"PK\x03\x04", "The spreadsheet is damaged or cut off."),
    ],
    ids=["empty", "prose", "binary", "half", "encoding", "spreadsheet"],
)
@pytest.mark.usefixtures("few_cities")
def test_unreadable_file_is_one_sentence_and_nothing_stored(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)

    with pytest.raises(CommandError) as refused:
        run(path)

    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
    assert not Mission.objects.exists()


def test_wrong_encoding_names_the_option(tmp_path: Path, few_cities: None) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("kind,sending,host\nembassy,RU,Österreich\n".encode("cp1252"))

    with pytest.raises(CommandError, match=r"\(--encoding cp1252\)$"):
        run(path)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--map", "city"], "--map: write “city=…”, with a value on both sides."),
        (["--set", "=x"], "--set: write “name=…”, with a value on both sides."),
        (["--map", "Stadt=city"], "There is no column “Stadt”."),
        (["--set", "town=Oslo"], "Missions have no field “town”."),
        (["--sending", "Atlantis"], "--sending: “Atlantis” is no ISO code of a country."),
        (["--encoding", "utf-9"], "There is no encoding called “utf-9”."),
    ],
)
def test_wrong_option_is_one_sentence(template: Path, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(template, *options)

    assert str(refused.value).startswith(sentence)


@pytest.mark.django_db
def test_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.csv cannot be read: No such file or directory\."):
        run(tmp_path / "nothing.csv")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run(tmp_path)


@pytest.mark.django_db
def test_dry_run_with_an_empty_gazetteer_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(TEMPLATE, encoding="utf-8")
    err = StringIO()

    call_command("import_missions", path, "--dry-run", stdout=StringIO(), stderr=err)

    assert "The gazetteer is empty: places and time zones stay blank (load_cities)." in err.getvalue()
    assert not City.objects.exists()


# --- the real lists -----------------------------------------------------------------------------------------------


def test_russian_list_is_read_through_the_documented_mapping(data_folder: Path, few_cities: None) -> None:
    path = data_folder / "missions" / "russia_2015.csv"

    assert run(path, *RUSSIA_2015) == [
        "Row 102: website: only the first of several addresses is kept.",
        "Row 165: website: only the first of several addresses is kept.",
        "262 created, 0 updated, 0 unchanged, 0 rejected",
    ]
    assert run(path, *RUSSIA_2015)[-1] == "0 created, 0 updated, 262 unchanged, 0 rejected"

    sydney = Mission.objects.get(city="Sydney")
    assert (sydney.kind, sydney.sending_country.code, sydney.host_country.code) == (
        "consulate_general",
        "RU",
        "AU",
    )
    assert (sydney.time_zone, sydney.source) == ("Australia/Sydney", "Russian Foreign Ministry, 2015")
    assert sydney.name == "Генконсульство в Сиднее"
    parts = Mission.objects.filter(host_label__startswith="GE-").values_list("host_label", "host_country")
    assert sorted(parts) == [("GE-AB", "GE"), ("GE-SO", "GE")]


def test_one_state_is_kept_of_the_embassies_list(data_folder: Path, few_cities: None) -> None:
    path = data_folder / "missions" / "database_of_embassies.csv"

    assert run(path, "--sending", "RU")[-1] == "174 created, 0 updated, 0 unchanged, 0 rejected"
    assert set(Mission.objects.values_list("sending_country", flat=True)) == {"RU"}


@pytest.mark.long
@pytest.mark.django_db
def test_embassies_list_is_imported_whole_with_places(data_folder: Path) -> None:
    path = data_folder / "missions" / "database_of_embassies.csv"
    load_cities()

    lines = run(path, "--verbosity", "2")
    again = run(path)

    assert lines[0] == "Row 5186 rejected: external_id Q106686567 stands in row 3682 already."
    assert sum(line.endswith("please check.") for line in lines) == len(lines) - 2
    assert lines[-1] == "9851 created, 0 updated, 0 unchanged, 1 rejected"
    assert again[-1] == "0 created, 0 updated, 9851 unchanged, 1 rejected"
    assert Mission.objects.filter(place__isnull=False).count() == 9_322
    assert Mission.objects.exclude(time_zone="").count() == 9_733
    embassy = Mission.objects.get(sending_country="RU", host_country="BE", kind="embassy")
    assert (embassy.city, embassy.place and embassy.place.name, embassy.time_zone) == (
        "Uccle",
        "Uccle",
        "Europe/Brussels",
    )


# Not ru_maxrss: after fork and exec that still counts the memory of the test run.
MEASURED = """
import re, sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("import_missions", sys.argv[1])
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory from /proc")
def test_gazetteer_and_embassies_list_fit_into_300_megabytes(data_folder: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            MEASURED,
            data_folder / "missions" / "database_of_embassies.csv",
        ],
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path}/missions.sqlite3",
            "DJANGO_SETTINGS_MODULE": "handins.settings",
            "HANDINS_VAR": str(tmp_path),
        },
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )

    *_report, counts, kilobytes = run.stdout.splitlines()
    assert counts == "9851 created, 0 updated, 0 unchanged, 1 rejected"
    assert int(kilobytes) < 300_000
