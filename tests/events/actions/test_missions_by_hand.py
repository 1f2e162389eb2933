"""A mission added or edited by hand, on both databases. Whole lists are in test_missions."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.audit import SYSTEM, trail
from accounts.models import AuditEntry
from events.actions.missions import add_mission, edit_mission
from events.models import City, Mission
from tests import make

pytestmark = pytest.mark.usefixtures("few_cities")

SYDNEY = {"kind": "consulate_general", "sending_country": "RU", "host_country": "AU", "city": "Sydney"}


def refused(**facts: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        add_mission(by=SYSTEM, **{**SYDNEY, **facts})
    return error.value.message_dict


def test_added_mission_is_completed_from_countries_and_city() -> None:
    section = make.section()

    mission = add_mission(by=SYSTEM, section=section, **SYDNEY)

    mission.refresh_from_db()
    assert (mission.sending_label, mission.host_label, mission.source) == (
        "Russia",
        "Australia",
        section.name,
    )
    assert (str(mission.place), mission.time_zone) == ("Sydney", "Australia/Sydney")
    assert (mission.external_id, mission.added_by_section) == (None, section)
    assert [(entry.act, entry.section) for entry in trail(mission)] == [("mission.added", section)]


def test_mission_of_a_state_without_code_needs_its_name_only() -> None:
    mission = add_mission(
        by=SYSTEM,
        **{**SYDNEY, "sending_country": "", "host_country": ""},
        sending_label="Malta",
        host_label="Sahara",
    )

    assert (mission.sending_label, mission.place, mission.time_zone) == ("Malta", None, "")


def test_mission_in_an_unknown_city_takes_place_and_zone_given_by_hand() -> None:
    by_point = add_mission(by=SYSTEM, **{**SYDNEY, "city": "Woollahra"}, latitude=-33.88, longitude=151.24)
    by_hand = add_mission(
        by=SYSTEM,
        **{**SYDNEY, "city": "Vaucluse"},
        place=City.objects.get(name="Canberra"),
        time_zone="Australia/Perth",
        source="phone call",
    )

    assert (str(by_point.place), by_point.time_zone) == ("Sydney", "Australia/Sydney")
    assert (str(by_hand.place), by_hand.time_zone, by_hand.source) == (
        "Canberra",
        "Australia/Perth",
        "phone call",
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"sending_country": ""}, "sending_country"),
        ({"host_country": ""}, "host_country"),
        ({"kind": "castle"}, "kind"),
        ({"name": "x" * 5_000}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"latitude": 1.0}, "longitude"),
        ({"latitude": 91.0, "longitude": 0.0}, "__all__"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_bad_fact_is_refused_beside_its_field_and_nothing_is_stored(
    facts: dict[str, Any], field: str
) -> None:
    assert list(refused(**facts)) == [field]
    assert not Mission.objects.exists()
    assert not AuditEntry.objects.exists()


def test_second_mission_with_an_external_id_is_refused() -> None:
    add_mission(by=SYSTEM, **SYDNEY, external_id="7")

    assert list(refused(external_id="7")) == ["external_id"]


def test_edited_city_takes_place_and_zone_along() -> None:
    mission = add_mission(by=SYSTEM, **SYDNEY, address="7-9 Fullerton Street")

    edited = edit_mission(by=SYSTEM, mission=mission, city="Kiev", host_country="UA")

    assert (edited.pk, edited.host_label, edited.address) == (mission.pk, "Ukraine", "7-9 Fullerton Street")
    assert (str(edited.place), edited.time_zone) == ("Kyiv", "Europe/Kyiv")
    assert [(entry.act, entry.fields) for entry in trail(mission)] == [
        ("mission.edited", ["city", "host_country"]),
        ("mission.added", []),
    ]


def test_edit_without_a_change_leaves_no_trace() -> None:
    mission = add_mission(by=SYSTEM, **SYDNEY)

    edit_mission(by=SYSTEM, mission=mission, city="Sydney", host_country="AU")

    assert trail(mission).count() == 1


def test_bad_edit_changes_nothing() -> None:
    mission = add_mission(by=SYSTEM, **SYDNEY)

    with pytest.raises(ValidationError):
        edit_mission(by=SYSTEM, mission=mission, name="x" * 5_000)

    mission.refresh_from_db()
    assert mission.name == ""
