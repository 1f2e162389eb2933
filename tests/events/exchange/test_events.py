"""Rows of event lists → facts or reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from accounts.fields import keyed_hashes
from events.actions.listed import EventFacts
from events.exchange.columns import CheckedRow
from events.exchange.events import read_events
from events.exchange.tables import UnreadableFile

HEADINGS = "title,kind,city,date,time\n"


def read(text: str, **options: Any) -> list[CheckedRow[EventFacts]]:
    return list(read_events(text.encode(), **options))


def one(text: str, **options: Any) -> CheckedRow[EventFacts]:
    (row,) = read(text, **options)
    return row


def facts_of(text: str, **options: Any) -> EventFacts:
    facts = one(text, **options).facts
    assert facts is not None
    return facts


def test_row_of_the_template_is_read_whole() -> None:
    facts = facts_of(
        "title,kind,city,country,date,time,ends,mission,meeting_point,visibility,lead_email,external_id\n"
        "Hand-in,hand-in,Uccle,Belgium,2027-06-02,11:00,12:30,Q1,The gate,public,Anna@Example.org,7\n"
    )

    assert facts == EventFacts(
        title="Hand-in",
        kind="hand_in",
        city="Uccle",
        country="BE",
        wall=datetime(2027, 6, 2, 11),
        ends=time(12, 30),
        mission="Q1",
        meeting_point="The gate",
        visibility="public",
        leads=tuple(keyed_hashes("anna@example.org", "email")),
        external_id="7",
    )
    assert "anna" not in repr(facts).casefold()


def test_formula_is_text() -> None:
    assert (
        facts_of(HEADINGS + '"=HYPERLINK(""x"")",protest,@SUM(1),2027-06-02,9:00\n').title
        == '=HYPERLINK("x")'
    )


def test_column_decides_what_comes_first_for_every_row() -> None:
    rows = read(HEADINGS + "a,protest,Oslo,01/07/1990,12:00\nb,protest,Oslo,25/06/1990,12:00\n")

    assert [row.facts and row.facts.wall for row in rows] == [
        datetime(1990, 7, 1, 12),
        datetime(1990, 6, 25, 12),
    ]


def test_ambiguous_column_is_asked_about_unless_told() -> None:
    text = HEADINGS + "a,protest,Oslo,01/07/1990,12:00\n"

    with pytest.raises(UnreadableFile) as refused:
        read(text)

    assert refused.value.code == "dates"
    assert facts_of(text, dates="mdy").wall == datetime(1990, 1, 7, 12)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",protest,Oslo,2027-06-02,9:00", "title is missing."),
        (
            "a,picnic,Oslo,2027-06-02,9:00",
            "kind “picnic” is none of: hand_in, protest, stunt, vigil, other.",
        ),
        ("a,protest,,2027-06-02,9:00", "city is missing."),
        ("a,protest,National,2027-06-02,9:00", "city “National” is not one place; an event is in one city."),
        ("a,protest,Oslo,,9:00", "date is missing."),
        ("a,protest,Oslo,2027-06-31,9:00", "date: There is no day “2027-06-31”."),
        ("a,protest,Oslo,2027-06-02,", "time is missing."),
        ("a,protest,Oslo,2027-06-02,all day", "time: “all day” is no time of day. Write 14:30."),
        ("a,protest,Oslo,2027-06-02", "The row has 4 cells where the headings are 5."),
    ],
)
def test_wrong_cell_rejects_its_row(row: str, problem: str) -> None:
    assert one(HEADINGS + row + "\n") == CheckedRow(2, None, (problem,))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"country": "Atlantis"}, "country “Atlantis” is no country we know."),
        ({"time_zone": "CEST"}, "time_zone “CEST” is none; a name looks like Europe/Brussels."),
        ({"petition": "left"}, "reception and petition go together: one is missing."),
        ({"latitude": "1"}, "latitude and longitude go together: one is missing."),
    ],
)
def test_wrong_constant_rejects_every_row(said: dict[str, str], problem: str) -> None:
    row = one(HEADINGS + "a,protest,Oslo,2027-06-02,9:00\n", constants=said)

    assert row.problems == (problem,)


def test_nothing_that_is_quoted_steers_a_terminal() -> None:
    row = one(HEADINGS + "a,protest,Oslo,\x1b[2Jnever,9:00\n")

    assert row.problems == ("date: “[2Jnever” is no date we can read. Write 2026-06-02.",)


def test_same_row_twice_is_one_event() -> None:
    same = "a,protest,Oslo,2027-06-02,9:00\n"

    assert [row.problems for row in read(HEADINGS + same * 2)] == [
        (),
        ("The same event stands in row 2 already.",),
    ]


@pytest.mark.parametrize(
    ("turnout", "low", "high", "notes"),
    [
        ("100s", 200, None, ()),
        (">50", 50, None, ()),
        ("about 200", 200, 200, ()),
        ("busloads", None, None, ("turnout “busloads” is left out: it is no number.",)),
    ],
)
def test_turnout_is_read_as_people_type_it(
    turnout: str, low: int | None, high: int | None, notes: tuple[str, ...]
) -> None:
    row = one(HEADINGS + "a,protest,Oslo,2017-06-02,9:00\n", constants={"turnout": turnout})

    assert row.facts is not None
    assert (row.facts.turnout_low, row.facts.turnout_high, row.notes) == (low, high, notes)


def test_serial_and_nowhere_are_pointed_out() -> None:
    row = one(HEADINGS + "a,protest,Oslo,42888,9:00\n", constants={"latitude": "0", "longitude": "0"})

    assert row.facts is not None
    assert (row.facts.wall, row.facts.latitude) == (datetime(2017, 6, 2, 9), None)
    assert row.notes == (
        "latitude and longitude 0, 0 are left out: nobody knew where it was.",
        "date 42888 is a spreadsheet's number of a day and read as 2017-06-02.",
    )


def test_instant_and_last_day_are_kept_for_the_place_to_read() -> None:
    facts = facts_of(
        "title,kind,city,date,end date\na,protest,Oslo,2017-06-02T23:30:00Z,2017-06-04\n",
    )

    assert facts.instant == datetime(2017, 6, 2, 23, 30, tzinfo=UTC)
    assert facts.wall is None
    assert facts.last_day == date(2017, 6, 4)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "This is no list of events: no column says title, kind, date. The file has: a, b."),
        ("title,kind,date\na,protest,2027-06-02\n", "No column says where: name one of city, mission."),
    ],
)
def test_file_that_is_no_list_of_events_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(text)

    assert refused.value.messages == [sentence]
