"""Rows of mission lists → facts or reasons. No database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from events.actions.missions import MissionFacts
from events.choices import MissionKind
from events.exchange.columns import CheckedRow
from events.exchange.missions import EMBASSIES_FIELDS, FIELDS, kind_of, read_missions
from events.exchange.tables import UnreadableFile

HEADINGS = (
    "operator;operatorQID;jurisdictions;jurisdictionQIDs;country;countryQID;city;cityQID;address;latitude;longitude;"
    "phone;email;website;facebook;twitter;youtube;picture;pictureAuthor;pictureLicense;pictureLicenseURL;type;typeQID;"
    "creation;QID;\n"
)
ENTITY = "http://www.wikidata.org/entity/"
CANBERRA = (
    f"Russia;{ENTITY}Q159;Australia|Fiji;x|y;Australia;{ENTITY}Q408;Canberra;{ENTITY}Q3114;;-35.32;149.12;+61 2 6295;"
    f'mailto:australia@mid.example;http://www.australia.mid.ru;;;;x;a "photographer;;;'
    f"embassy;{ENTITY}Q39;;{ENTITY}Q164\n"
)
FACTS = MissionFacts(
    kind=MissionKind.EMBASSY,
    sending_label="Russia",
    sending_country="RU",
    host_label="Australia",
    host_country="AU",
    city="Canberra",
    latitude=-35.32,
    longitude=149.12,
    phone="+61 2 6295",
    email="australia@mid.example",
    website="http://www.australia.mid.ru",
    source="Wikidata",
    external_id="Q164",
    jurisdictions="Australia, Fiji",
)


def read(text: str, **options: Any) -> list[CheckedRow[MissionFacts]]:
    return list(read_missions(text.encode(), **{"source": "list", **options}))


def why(text: str, **options: Any) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read(text, **options)
    return refused.value.messages[0]


# --- the public embassies list ------------------------------------------------------------------------------------


def test_embassies_list_is_recognised_and_read_without_quoting() -> None:
    assert read(HEADINGS + CANBERRA) == [CheckedRow(2, FACTS)]
    assert FACTS.row == 0


def test_rows_know_where_they_stood() -> None:
    facts = [row.facts for row in read(HEADINGS + CANBERRA)]

    assert [each and each.row for each in facts] == [2]


def test_repeated_id_is_rejected_with_both_numbers() -> None:
    rows = read(HEADINGS + CANBERRA + CANBERRA.replace("Russia", "Denmark"))

    assert rows[1] == CheckedRow(3, None, ("external_id Q164 stands in row 2 already.",))


def test_embassies_of_one_state_can_be_kept() -> None:
    danish = CANBERRA.replace("Russia", "Kingdom of Denmark").replace("Q164", "Q165")

    kept = read(HEADINGS + CANBERRA + danish, sending="DK")

    assert [(row.number, row.facts and row.facts.sending_label) for row in kept] == [
        (3, "Kingdom of Denmark")
    ]


@pytest.mark.parametrize("cut", [1, 5, 40, 200, 300])
def test_embassies_list_that_is_cut_off_is_refused(cut: int) -> None:
    assert why((HEADINGS + CANBERRA)[:-cut]) == (
        "The last row of the embassies list has no line end: the file is cut off."
    )


def test_embassies_list_without_its_id_column_is_no_list() -> None:
    assert why("operator;operatorQID;jurisdictions;country;type\nRussia;x;x;Italy;embassy\n").startswith(
        "This is no list of missions: no column says kind, sending, host."
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("embassy", MissionKind.EMBASSY),
        ("apostolic nunciature", MissionKind.EMBASSY),
        ("Embassy of the United States", MissionKind.EMBASSY),
        ("de facto embassy", MissionKind.REPRESENTATIVE_OFFICE),
        ("British High Commission", MissionKind.HIGH_COMMISSION),
        ("high_commission", MissionKind.HIGH_COMMISSION),
        ("assistant high commission", MissionKind.CONSULATE),
        ("Consulate General of Sweden", MissionKind.CONSULATE_GENERAL),
        ("consulate-general", MissionKind.CONSULATE_GENERAL),
        ("consulates of Sweden", MissionKind.CONSULATE),
        ("Consular Agency", MissionKind.CONSULATE),
        ("honorary consulate", MissionKind.HONORARY_CONSULATE),
        ("Permanent Mission", MissionKind.PERMANENT_MISSION),
        ("Quebec Government Office", MissionKind.REPRESENTATIVE_OFFICE),
        ("Taipei Representative Office", MissionKind.REPRESENTATIVE_OFFICE),
        ("diplomatic mission", MissionKind.OTHER),
        ("Apostolic delegation", MissionKind.OTHER),
        ("non-resident", MissionKind.OTHER),
        ("other", MissionKind.OTHER),
    ],
)
def test_kinds_are_mapped(said: str, kind: MissionKind) -> None:
    assert kind_of(said) == kind


# --- the template -------------------------------------------------------------------------------------------------


def test_template_headings_may_be_written_freely() -> None:
    rows = read("Kind,SENDING,Host,External ID,unknown\nconsulate,RU,Australia,7,x\n")

    assert rows == [
        CheckedRow(
            2,
            MissionFacts(
                kind=MissionKind.CONSULATE,
                sending_label="Russia",
                sending_country="RU",
                host_label="Australia",
                host_country="AU",
                source="list",
                external_id="7",
            ),
        )
    ]


def test_headings_are_mapped_and_values_set() -> None:
    rows = read(
        "Art;Staat;Stadt;source\nBotschaft;Norwegen;Oslo;old\nembassy;Norway;;\n",
        headings={"Art": "kind", "Staat": "host", "Stadt": "city"},
        constants={"sending": "RU", "source": "Auswärtiges Amt"},
    )

    facts = [row.facts for row in rows if row.facts]
    assert [
        (each.kind, each.sending_country, each.host_label, each.host_country, each.source) for each in facts
    ] == [
        (MissionKind.OTHER, "RU", "Norwegen", "", "Auswärtiges Amt"),
        (MissionKind.EMBASSY, "RU", "Norway", "NO", "Auswärtiges Amt"),
    ]


def test_part_of_a_state_keeps_its_label() -> None:
    (row,) = read("kind,sending,host,city\nembassy,RU,GE-AB,Sokhumi\n")

    assert row.facts is not None
    assert (row.facts.host_country, row.facts.host_label) == ("GE", "GE-AB")


def test_every_problem_of_a_row_is_named() -> None:
    rows = read(
        "kind,sending,host,name,latitude,longitude,email,website\n"
        f",,Italy,{'x' * 5000},north,,me,javascript:alert(1)\n"
        "embassy,RU\n"
        "embassy,RU,Italy,=1+1,,,,\n"
    )

    assert [(row.number, row.problems) for row in rows] == [
        (
            2,
            (
                "sending is missing.",
                "latitude “north” is no number from -90 to 90.",
                "latitude and longitude go together: one is missing.",
                "kind is missing.",
                "name has 5000 characters; 250 is the most.",
                "email “me” is no e-mail address.",
                "website “javascript:alert(1)” is no web address.",
            ),
        ),
        (3, ("The row has 2 cells where the headings are 8.",)),
        (4, ()),
    ]
    assert rows[2].facts is not None
    assert rows[2].facts.name == "=1+1"


def test_same_mission_without_id_is_rejected_the_second_time() -> None:
    rows = read(
        "kind,sending,host,city,name\n"
        "consulate,RU,DE,Munich,\n"
        "consulate,RU,DE,Hamburg,\n"
        "consulate,RU,Germany,munich,\n"
        "consulate,RU,DE,Munich,Consulate\n"
    )

    assert [row.problems for row in rows] == [(), (), ("The same mission stands in row 2 already.",), ()]


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (
            "Dear friends, a letter\n",
            {},
            "This is no list of missions: no column says kind, sending, host. The file has: Dear friends, a letter.",
        ),
        (
            "kind,sending,host\nembassy,RU,IT\n",
            {"headings": {"Stadt": "city"}},
            "There is no column “Stadt”. The file has: kind, sending, host.",
        ),
        (
            "kind,sending,host\nembassy,RU,IT\n",
            {"constants": {"town": "Oslo"}},
            f"Missions have no field “town”. The fields are: {', '.join(FIELDS)}.",
        ),
    ],
)
def test_list_that_cannot_be_understood_is_refused(text: str, options: dict[str, Any], sentence: str) -> None:
    assert why(text, **options) == sentence


# --- real lists ---------------------------------------------------------------------------------------------------


def test_real_embassies_list_leaves_one_row_out(data_folder: Path) -> None:
    data = (data_folder / "missions" / "database_of_embassies.csv").read_bytes()

    rows = list(read_missions(data, source="list"))

    assert len(rows) == 9_852
    assert [row for row in rows if row.facts is None] == [
        CheckedRow(5186, None, ("external_id Q106686567 stands in row 3682 already.",))
    ]
    facts = [row.facts for row in rows if row.facts]
    assert sum(not each.sending_country for each in facts) == 71
    assert {kind: sum(each.kind == kind for each in facts) for kind in MissionKind} == {
        MissionKind.EMBASSY: 8_099,
        MissionKind.HIGH_COMMISSION: 382,
        MissionKind.CONSULATE_GENERAL: 690,
        MissionKind.CONSULATE: 245,
        MissionKind.HONORARY_CONSULATE: 267,
        MissionKind.PERMANENT_MISSION: 1,
        MissionKind.REPRESENTATIVE_OFFICE: 161,
        MissionKind.OTHER: 6,
    }


def test_real_embassies_list_cut_in_half_is_refused(data_folder: Path) -> None:
    data = (data_folder / "missions" / "database_of_embassies.csv").read_bytes()

    for length in range(len(data) // 2, len(data) // 2 + 50):
        if data[length - 1 : length] != b"\n":
            with pytest.raises(UnreadableFile):
                list(read_missions(data[:length], source="list"))


def test_embassies_columns_are_those_of_the_real_list(data_folder: Path) -> None:
    with (data_folder / "missions" / "database_of_embassies.csv").open(encoding="utf-8") as file:
        headings = file.readline().strip().split(";")

    assert set(EMBASSIES_FIELDS) <= set(headings)
    assert HEADINGS.strip().split(";") == headings
