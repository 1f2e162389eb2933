"""The audit trail in words."""

from __future__ import annotations

import re

import pytest

from accounts.audit import trail
from events.actions.assignments import set_need
from events.actions.scheduling import move_event
from events.choices import Role
from events.queries.trail import ACTS, trail_rows
from tests import make
from tests.house.walks import ROOT

pytestmark = pytest.mark.django_db


def test_rows_say_who_did_what_to_which_fields_newest_first() -> None:
    event = make.event()
    rosa = make.coordinator(event.section, name="Rosa")
    set_need(by=rosa, event=event, role=Role.LEGAL_OBSERVER, wanted=1)
    move_event(by=rosa, event=event, starts_wall=event.starts_wall.replace(hour=15))
    rows = trail_rows(trail(event))

    assert [(row.user, row.act) for row in rows] == [
        ("Rosa", "moved the event"),
        ("Rosa", "set a need"),
        ("", "scheduled the event"),
    ]
    assert rows[1].fields == "legal observer"
    assert "starts, local time" in rows[0].fields


def test_an_activist_s_name_stands_apart_so_that_it_can_be_left_out() -> None:
    event = make.event()
    make.assignment(event, make.activist(section=event.section, name="Ana"), said="yes")
    row = trail_rows(trail(event))[0]

    assert (row.user, row.activist, row.actor, row.act) == ("", "Ana", "activist", "recorded an answer")


def test_every_act_on_an_event_has_its_words() -> None:
    event = make.past_event()
    make.assignment(make.event(), said="yes")
    make.attempt(event)
    make.outcome(event)
    make.outcome(event, summary="Corrected.")

    assert all(row.act in ACTS.values() for row in trail_rows(trail(event)))


def test_every_act_in_the_code_has_words() -> None:
    source = "".join(
        path.read_text() for room in ("accounts", "events") for path in (ROOT / room).rglob("*.py")
    )
    recorded = set(re.findall(r'act="([a-z_]+\.[a-z_]+)"', source))

    assert len(recorded) > 30
    assert recorded - set(ACTS) == set()
