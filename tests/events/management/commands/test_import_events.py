"""`import_events` as somebody types it, on made-up lists and on real ones."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Section
from events.actions.cities import load_cities
from events.models import Campaign, Event, Outcome, Reminder
from tests import make
from tests.rows import nothing_stored

pytestmark = pytest.mark.django_db

TEMPLATE = (
    "title,kind,city,country,date,time,external_id\n"
    "Hand-in,hand_in,Ottawa,CA,2090-06-02,11:00,1\n"
    "March,protest,Ottawa,CA,02.06.2017,9.30,2\n"
    "Vigil,vigil,nationwide,CA,2090-06-02,18:00,3\n"
)
MASS_MOBILIZATION = (
    *("--map", "id=external_id", "location=city", "participants=turnout", "protesteridentity=title"),
    *("--map", "start_date=date", "--set", "kind=protest", "time=12:00"),
)
WOMENS_MARCH = (
    *("--map", "location=city", "crowd-low-estimate=turnout_low", "crowd-high-estimate=turnout_high"),
    *("--set", "country=US", "date=2017-01-21", "time=10:00", "kind=protest", "title=Women's March"),
)
GERMAN = (
    *("--map", "Datum=date", "Uhrzeit=time", "Thema=title", "Ort=address", "Teilnehmer=turnout"),
    *("--set", "kind=protest", "city=Dresden", "country=DE", "time_zone=Europe/Berlin"),
)
SLASHES = ("--map", "What=title", "Crowd=turnout", "--set", "kind=protest", "time=12:00")


@pytest.fixture(autouse=True)
def section() -> Section:
    return make.section(name="Canada", slug="canada", country="CA", time_zone="America/Toronto")


@pytest.fixture(autouse=True)
def campaign() -> Campaign:
    return make.campaign(slug="chechnya")


@pytest.fixture
def cities() -> None:
    make.cities()


def run(path: Path, *options: str) -> list[str]:
    """Return the lines on standard output."""
    out, where = StringIO(), ("--campaign", "chechnya", "--section", "canada")
    call_command("import_events", path, *where, *options, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


@pytest.fixture
def template(tmp_path: Path, cities: None) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def test_rejected_rows_stand_before_the_last_line_and_a_second_run_changes_nothing(template: Path) -> None:
    rejected = "Row 4 rejected: city “nationwide” is not one place; an event is in one city."

    assert run(template) == [rejected, "2 created, 0 updated, 0 unchanged, 1 rejected"]
    assert run(template) == [rejected, "0 created, 0 updated, 2 unchanged, 1 rejected"]


def test_dry_run_says_what_would_be_and_stores_nothing(template: Path) -> None:
    with nothing_stored():
        assert run(template, "--dry-run")[1:] == [
            "Dry run: nothing was stored. It would be:",
            "2 created, 0 updated, 0 unchanged, 1 rejected",
        ]


def test_draft_leaves_history_as_it_is(template: Path) -> None:
    run(template, "--draft")

    assert dict(Event.objects.values_list("title", "status")) == {"Hand-in": "draft", "March": "planned"}


def test_rows_of_reader_and_action_are_told_in_their_order(tmp_path: Path, cities: None) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TEMPLATE.replace("Hand-in,hand_in,Ottawa,CA", "Hand-in,hand_in,Atlantis,FR"))

    assert [line.split(":")[0] for line in run(path)[:2]] == ["Row 2 rejected", "Row 4 rejected"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (
            b"Dear all,\nplease find attached\n",
            "This is no list of events: no column says title, kind, date.",
        ),
        (bytes(range(256)), "This is neither a text table (CSV) nor a spreadsheet (xlsx, ods)."),
        (TEMPLATE.encode()[:-22], "The file ends in the middle of row 4: it is cut off."),
        (
            TEMPLATE.replace("March", "Défilé").encode("cp1252"),
            "The file is not in the encoding utf-8 (line 3).",
        ),
        (b"PK\x03\x04", "The spreadsheet is damaged or cut off."),
        (TEMPLATE.replace("02.06.2017", "02/06/2017").encode(), "Is the day first or the month?"),
    ],
    ids=["empty", "prose", "binary", "half", "encoding", "spreadsheet", "dates"],
)
@pytest.mark.usefixtures("cities")
def test_unreadable_file_is_one_sentence_and_nothing_stored(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(data)

    with nothing_stored(), pytest.raises(CommandError) as refused:
        run(path)

    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_ambiguous_dates_name_the_option_that_helps(tmp_path: Path, cities: None) -> None:
    path = tmp_path / "events.csv"
    path.write_text(TEMPLATE.replace("02.06.2017", "02/06/2017"))

    with pytest.raises(CommandError, match=r"\(--dates dmy, or mdy\)$"):
        run(path)

    run(path, "--dates", "mdy")
    assert Event.objects.filter(starts_wall__isnull=False, title="March").get().local_date.month == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--campaign", "other"], "There is no campaign other. Campaigns: chechnya."),
        (["--section", "other"], "There is no section other. Sections: canada."),
        (["--set", "town=Oslo"], "Events have no field “town”."),
    ],
)
def test_wrong_option_is_one_sentence(template: Path, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(template, *options)

    assert str(refused.value).startswith(sentence)


# --- as spreadsheet programmes write them -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("excel_de_cp1252_semicolon_dmy.csv", ("--encoding", "cp1252")),
        ("excel_de_utf8bom_semicolon_dmy.csv", ()),
        ("excel_de_sep_line.csv", ()),
        ("excel_unicode_text_utf16le_tab.txt", ()),
    ],
)
@pytest.mark.database("sqlite")
@pytest.mark.usefixtures("cities")
def test_one_table_in_four_encodings_is_the_same_events(
    data_folder: Path, name: str, options: tuple[str, ...]
) -> None:
    done = run(data_folder / "sheets" / name, *GERMAN, *options)[-1]

    assert done == "182 created, 0 updated, 0 unchanged, 218 rejected"


@pytest.mark.parametrize(
    ("name", "rows"),
    [("uk_dmy_slash_utf8.csv", 400), ("us_mdy_slash_utf8.csv", 400), ("mac_cr_only.csv", 49)],
)
@pytest.mark.database("sqlite")
@pytest.mark.usefixtures("cities")
def test_day_and_month_are_told_apart_by_the_column(data_folder: Path, name: str, rows: int) -> None:
    counts = re.findall(r"\d+", run(data_folder / "sheets" / name, *SLASHES)[-1])

    assert sum(map(int, counts)) == rows
    event = Event.objects.get(title="gun owners and supporters")
    assert (event.local_date.isoformat(), event.outcome.turnout_low) == ("1994-09-01", 10_000)


@pytest.mark.usefixtures("cities")
def test_nasty_table_is_read_row_by_row(data_folder: Path) -> None:
    options = ("--map", "Notes=summary", "--set", "kind=protest", "time=12:00", "--dates", "dmy")

    lines = run(data_folder / "sheets" / "nasty.csv", *options, "--verbosity", "2")

    rejected = {int(number) for number in re.findall(r"^Row (\d+) rejected", "\n".join(lines), re.MULTILINE)}
    assert {5, 6, 7, 11, 12, 13, 15} <= rejected
    assert "Row 8: date 42888 is a spreadsheet's number of a day and read as 2017-06-02." in lines
    assert Event.objects.get(city="Brussels").title == '=HYPERLINK("http://evil.example","click")'


@pytest.mark.usefixtures("cities")
def test_sheet_with_title_row_hidden_sheet_and_real_times(data_folder: Path) -> None:
    path = data_folder / "sheets" / "real_dates_and_traps.xlsx"

    lines = run(path, "--map", "Signatures=signatures", "--set", "kind=protest", "title=Protest")

    assert lines[-1].endswith("rejected")
    event = Event.objects.get(city="Canberra")
    assert event.starts_wall.isoformat() == "2017-06-02T11:30:00"
    assert event.outcome.signatures_handed_over == 250_000


@pytest.mark.usefixtures("cities")
def test_sheet_that_counts_from_1904(data_folder: Path) -> None:
    run(data_folder / "sheets" / "date1904.xlsx", "--set", "kind=protest", "title=Protest", "time=9:00")

    assert Event.objects.get().local_date.isoformat() == "2017-06-02"


# --- public records -----------------------------------------------------------------------------------------------


def rejected_because(lines: list[str], words: str) -> int:
    return sum("rejected" in line and words in line for line in lines)


@pytest.mark.long
def test_mass_mobilization_is_imported_as_history(data_folder: Path) -> None:
    path = data_folder / "events" / "mass_mobilization_1990-2020.csv"
    load_cities()

    lines = run(path, *MASS_MOBILIZATION)
    again = run(path, *MASS_MOBILIZATION)

    counts = [int(number) for number in re.findall(r"\d+", lines[-1])]
    assert sum(counts) == 15_239
    assert counts[0] > 12_000
    assert rejected_because(lines, "is not one place") > 1_500
    assert again[-1] == f"0 created, 0 updated, {counts[0]} unchanged, {counts[3]} rejected"
    assert not Reminder.objects.exists()
    assert Outcome.objects.filter(turnout_low__gte=1).count() > 10_000
    montreal = Event.objects.get(external_id="201990002")
    assert (montreal.city, montreal.time_zone, montreal.outcome.turnout_low) == (
        "Montréal",
        "America/Toronto",
        1000,
    )


@pytest.mark.long
def test_womens_march_finds_cities_by_state(data_folder: Path) -> None:
    load_cities()

    lines = run(data_folder / "events" / "womens_march_2017_us.csv", *WOMENS_MARCH)

    counts = [int(number) for number in re.findall(r"\d+", lines[-1])]
    assert sum(counts) == 541
    assert counts[0] > 390
    portlands: Any = Event.objects.filter(city="Portland").values_list("time_zone", flat=True)
    assert set(portlands) == {"America/New_York", "America/Los_Angeles"}
