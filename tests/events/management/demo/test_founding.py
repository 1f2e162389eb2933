"""What the demo is founded on."""

from __future__ import annotations

import pytest

from events.exchange.missions import read_missions
from events.management.demo.founding import MISSIONS_FILE
from events.management.demo.programme import drafts, events


@pytest.mark.django_db
def test_every_mission_of_the_small_file_is_sound_public_and_has_its_source() -> None:
    rows = list(read_missions(MISSIONS_FILE.read_bytes(), source=""))

    assert len(rows) <= 40
    assert [row.problems for row in rows if row.facts is None] == []
    assert [row.number for row in rows if not row.facts or row.facts.sending_country != "RU"] == []
    assert [row.number for row in rows if not row.facts or not row.facts.source] == []


@pytest.mark.django_db
def test_every_mission_of_the_story_is_in_the_small_file() -> None:
    rows = read_missions(MISSIONS_FILE.read_bytes(), source="")
    known = {(row.facts.city, row.facts.kind) for row in rows if row.facts}

    assert {(act.city, act.mission) for act in (*events(), *drafts()) if act.mission} <= known
