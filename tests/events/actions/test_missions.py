"""Missions, whole lists at once, on both databases. One by hand is in test_missions_by_hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import SYSTEM
from accounts.models import AuditEntry
from events.actions.missions import (
    CHUNK,
    MissionFacts,
    MissionImport,
    edit_mission,
    import_missions,
    preview_missions,
)
from events.choices import MissionKind
from events.models import City, Mission

pytestmark = pytest.mark.usefixtures("few_cities")

TODAY = date(2017, 6, 2)
UCCLE = MissionFacts(
    kind=MissionKind.EMBASSY,
    sending_label="Russia",
    sending_country="RU",
    host_label="Belgium",
    host_country="BE",
    city="Ukkel",
    address="Avenue De Fré 66",
    latitude=50.8015,
    longitude=4.3522,
    website="http://www.belgium.mid.ru",
    source="Wikidata",
    external_id="Q16687387",
    row=2,
)


def run(*facts: MissionFacts) -> tuple[int, int, int]:
    done = import_missions(by=SYSTEM, rows=facts, on=TODAY)
    return done.created, done.updated, done.unchanged


def stored(**where: Any) -> Mission:
    return Mission.objects.get(**where)


def test_imported_mission_has_its_place_zone_and_all_its_facts() -> None:
    assert run(UCCLE) == (1, 0, 0)

    mission = stored(external_id="Q16687387")
    facts = {name: getattr(mission, name) for name in MissionFacts.__dataclass_fields__ if name != "row"}
    assert facts == {name: getattr(UCCLE, name) for name in facts}
    assert (str(mission.place), mission.time_zone, mission.checked_on) == ("Uccle", "Europe/Brussels", TODAY)
    assert str(mission) == "Embassy of Russia, Ukkel"


def test_second_import_changes_nothing() -> None:
    run(UCCLE)
    before = Mission.objects.values().get()

    with CaptureQueriesContext(connection) as captured:
        again = import_missions(by=SYSTEM, rows=[UCCLE], on=date(2017, 6, 9))

    assert again == MissionImport(unchanged=1)
    assert Mission.objects.values().get() == before
    assert not [query for query in captured if "INSERT" in query["sql"] or "UPDATE" in query["sql"]]


def test_changed_fact_updates_the_mission_and_keeps_its_address() -> None:
    run(UCCLE)
    before = stored()

    assert run(replace(UCCLE, phone="+32 2 374 34 00")) == (0, 1, 0)

    after = stored()
    assert (after.pk, after.public_id, after.created_at) == (before.pk, before.public_id, before.created_at)
    assert (after.phone, after.address, after.place_id) == (
        "+32 2 374 34 00",
        "Avenue De Fré 66",
        before.place_id,
    )


def test_blank_never_overwrites() -> None:
    run(UCCLE)

    bare = replace(UCCLE, address="", website="", city="", latitude=None, longitude=None)

    assert run(bare) == (0, 0, 1)


def test_missions_that_left_the_list_stay() -> None:
    run(UCCLE)

    run(replace(UCCLE, external_id="Q1", city="Brussels"))

    assert set(Mission.objects.values_list("external_id", flat=True)) == {"Q16687387", "Q1"}


def test_place_set_by_hand_stays_until_the_list_says_another_city() -> None:
    run(UCCLE)
    edit_mission(by=SYSTEM, mission=stored(), place=City.objects.get(name="Brussels"))

    assert run(UCCLE) == (0, 0, 1)
    assert str(stored().place) == "Brussels"

    assert run(replace(UCCLE, city="Kiev", host_country="UA")) == (0, 1, 0)
    assert (str(stored().place), stored().time_zone) == ("Kyiv", "Europe/Kyiv")


def test_place_is_filled_in_once_the_gazetteer_knows_it() -> None:
    lost = replace(UCCLE, city="Nowhere", latitude=None, longitude=None, host_country="AQ")
    run(lost)
    assert (stored().place, stored().time_zone) == (None, "")

    assert run(replace(lost, latitude=50.85, longitude=4.35)) == (0, 1, 0)

    assert (str(stored().place), stored().time_zone) == ("Brussels", "Europe/Brussels")


def test_without_id_a_mission_is_found_by_what_lasts() -> None:
    unnamed = replace(UCCLE, external_id="", address="")
    named = replace(unnamed, name="Embassy", city="Brussels")
    assert run(unnamed, named) == (2, 0, 0)

    assert run(replace(unnamed, phone="1"), replace(named, city="Ukkel", name="EMBASSY")) == (0, 2, 0)

    assert run(replace(unnamed, source="another list")) == (1, 0, 0)


def test_coordinates_far_from_the_city_are_a_doubt() -> None:
    done = import_missions(by=SYSTEM, rows=[replace(UCCLE, latitude=40.0, row=7)], on=TODAY)

    assert done == MissionImport(
        created=1, doubts=["Row 7: its coordinates are 1201 km from Uccle; please check."]
    )


def test_import_writes_one_audit_entry_and_none_without_changes() -> None:
    run(*(replace(UCCLE, external_id=f"Q{number}") for number in range(9)))
    run(*(replace(UCCLE, external_id=f"Q{number}") for number in range(9)))

    assert list(AuditEntry.objects.values_list("act", "object_type", "fields")) == [
        ("missions.imported", "events.mission", [])
    ]


def test_preview_says_the_same_and_stores_nothing() -> None:
    run(UCCLE)
    rows = [UCCLE, replace(UCCLE, external_id="Q1"), replace(UCCLE, external_id="Q2", latitude=0.0, row=4)]

    preview = preview_missions(rows=rows)

    assert Mission.objects.count() == 1
    assert import_missions(by=SYSTEM, rows=rows, on=TODAY) == preview
    assert (preview.created, preview.updated, preview.unchanged) == (2, 0, 1)


def test_list_that_breaks_off_stores_nothing() -> None:
    def rows() -> Any:
        for number in range(CHUNK + 1):
            yield replace(UCCLE, external_id=f"Q{number}")
        raise ValidationError("cut off")

    with pytest.raises(ValidationError):
        import_missions(by=SYSTEM, rows=rows(), on=TODAY)

    assert not Mission.objects.exists()
    assert not AuditEntry.objects.exists()


def test_chunk_takes_a_fixed_number_of_reads() -> None:
    def reads(count: int) -> int:
        facts = [
            replace(UCCLE, external_id=f"Q{count} {number}", city=f"x{number % 7}") for number in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            import_missions(by=SYSTEM, rows=facts, on=TODAY)
        return sum(query["sql"].startswith("SELECT") for query in captured)

    assert reads(10) == reads(CHUNK) == 6


def test_progress_tells_the_rows_looked_at() -> None:
    seen: list[int] = []

    import_missions(
        by=SYSTEM,
        rows=(replace(UCCLE, external_id=f"Q{number}") for number in range(CHUNK + 5)),
        on=TODAY,
        progress=seen.append,
    )

    assert seen == [CHUNK, CHUNK + 5]
