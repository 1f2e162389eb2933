"""What somebody who types "city or mission" is offered."""

from __future__ import annotations

import pytest

from events.choices import MissionKind
from events.queries.suggestions import mission_by_id, missions_named, suggestions
from tests import make

pytestmark = pytest.mark.django_db


def test_city_comes_first_with_the_alias_that_matched_then_its_missions() -> None:
    embassy = make.mission(city=make.city("Kyiv"), kind=MissionKind.EMBASSY, host_label="Ukraine")
    city, mission = suggestions("Kiev")

    assert (city.text, city.alias, city.place) == ("Kyiv", "Kiev", "Ukraine")
    assert city.fills == {"city": str(embassy.place_id)}
    assert (mission.text, mission.place) == ("Embassy of Russia, Kyiv", "Mission in Kyiv, Ukraine")
    assert mission.fills == {"mission": str(embassy.public_id)}


def test_missions_of_a_campaign_s_target_come_before_others() -> None:
    make.campaign(target_country="RU")
    make.mission(sending_country="FR", sending_label="France")
    make.mission()

    assert [each.text for each in suggestions("Sydney")[1:]] == [
        "Consulate general of Russia, Sydney",
        "Consulate general of France, Sydney",
    ]


def test_missions_are_named_by_all_their_words() -> None:
    oslo = make.mission(city=make.city("Oslo"), kind=MissionKind.EMBASSY)
    make.mission()

    assert missions_named("Embassy of Russia, Oslo") == [oslo]
    assert len(missions_named("Russia")) == 2
    assert missions_named("of") == []


@pytest.mark.parametrize("words", ["", "x", "0" * 40, "9b2e7e3c-6a0c-0000-0000-000000000000"])
def test_words_that_are_no_mission_s_id_name_none(words: str) -> None:
    assert mission_by_id(words) is None


def test_nothing_typed_offers_nothing() -> None:
    make.mission()

    assert suggestions("  ") == []
