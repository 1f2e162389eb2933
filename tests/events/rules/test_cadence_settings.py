"""What a campaign may change about its mails, and what that does to the mails of an event."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import MailState
from events.rules.cadence import USUAL, Cadence
from events.rules.cadence_settings import OFFSETS, cadence_of, check_cadence, kinds_changed, stored_of
from events.rules.changes import changes
from events.rules.mail_stops import STOPPABLE
from events.rules.reasons import NotSent
from events.rules.reminding import wanted
from tests.events.rules.reminding_facts import (
    ANNA,
    CADENCE,
    COORDINATED,
    HOUR,
    NOW,
    STARTS,
    anna,
    due,
    event,
    row,
)

clocks = st.times(time(0), time(23, 59)).map(lambda clock: clock.replace(second=0, microsecond=0))
cadences = st.builds(
    Cadence,
    off=st.frozensets(st.sampled_from([str(kind) for kind in STOPPABLE])),
    week_days=st.integers(1, 60),
    week_at=clocks,
    day_days=st.integers(1, 60),
    day_at=clocks,
    morning_at=clocks,
    morning_from=clocks,
    nudge_days=st.integers(1, 30),
    gap_hours=st.integers(1, 240),
    again_at=clocks,
    escalated_at=clocks,
)


def test_usual_cadence_stores_nothing_and_nothing_stored_is_the_usual_one() -> None:
    assert (stored_of(USUAL), cadence_of({})) == ({}, USUAL)


@given(cadence=cadences)
def test_what_is_stored_comes_back_through_json(cadence: Cadence) -> None:
    stored = json.loads(json.dumps(stored_of(cadence)))

    assert cadence_of(stored) == cadence
    assert all(getattr(cadence, name) != getattr(USUAL, name) for name in stored)


def test_what_a_later_version_stored_is_passed_over() -> None:
    assert cadence_of({"week_days": 10, "moon_phase": "full"}) == replace(USUAL, week_days=10)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"week_days": 0}, "week_days"),
        ({"week_days": 61}, "week_days"),
        ({"nudge_days": 31}, "nudge_days"),
        ({"gap_hours": 241}, "gap_hours"),
        ({"week_days": 1}, "week_days"),
        ({"week_days": 2, "day_days": 3}, "week_days"),
        ({"morning_at": time(9, 30)}, "morning_at"),
        ({"again_at": time(18)}, "escalated_at"),
        ({"off": frozenset({"moved"})}, "off"),
    ],
)
def test_times_nobody_can_mean_are_refused_beside_their_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_cadence(replace(USUAL, **change))

    assert list(refused.value.message_dict) == [field]


def test_usual_times_and_two_mails_on_one_day_are_allowed() -> None:
    check_cadence(USUAL)
    check_cadence(replace(USUAL, week_days=1, week_at=time(9), day_days=1, day_at=time(18)))


@pytest.mark.parametrize(
    ("off", "change"),
    [
        ("day_before", {"week_days": 1}),
        ("week_before", {"day_days": 9}),
        ("morning_of", {"morning_at": time(10)}),
        ("report_again", {"escalated_at": time(7)}),
    ],
)
def test_kind_that_is_off_stands_in_nobodys_way(off: str, change: dict[str, Any]) -> None:
    check_cadence(replace(USUAL, off=frozenset({off}), **change))


# --- what it does -------------------------------------------------------------------------------------------------


def test_offsets_move_the_mails_they_are_about_and_no_others() -> None:
    usual = due(event(), [anna()])

    moved = due(event(cadence=replace(USUAL, week_days=10, week_at=time(17))), [anna()])

    assert moved["week_before"] == usual["week_before"] - timedelta(days=3, hours=1)
    assert {kind: at for kind, at in moved.items() if kind != "week_before"} == {
        kind: at for kind, at in usual.items() if kind != "week_before"
    }


@pytest.mark.parametrize("kind", sorted(CADENCE.keys() & set(STOPPABLE)))
def test_kind_that_is_off_goes_to_nobody_and_the_others_go_as_ever(kind: str) -> None:
    off = event(cadence=replace(USUAL, off=frozenset({kind})))

    assert due(off, [anna()]).keys() == CADENCE.keys() - {kind}


def test_first_reminder_is_of_use_longer_where_the_second_is_off() -> None:
    def expires(cadence: Cadence) -> Any:
        (mail,) = [
            mail
            for key, mail in wanted(event(cadence=cadence), [anna()], [], now=NOW).items()
            if key.kind == "week_before"
        ]
        return mail.expires_at

    assert expires(USUAL) == CADENCE["day_before"]
    assert expires(replace(USUAL, off=frozenset({"day_before"}))) == STARTS - 2 * HOUR


def test_waiting_mail_of_a_kind_that_is_off_says_why_it_is_not_sent() -> None:
    of = event(cadence=replace(USUAL, off=frozenset({"nudge"})))
    waiting = row("nudge", state=MailState.PENDING, due_at=CADENCE["nudge"])

    [cancel] = changes(
        of, {ANNA: anna()}, [waiting], wanted(of, [anna()], [waiting], now=NOW), now=NOW
    ).cancel

    assert cancel.reason == NotSent.SWITCHED_OFF


def test_look_at_needs_comes_so_many_hours_before() -> None:
    assert due(event(cadence=replace(USUAL, gap_hours=24)), [COORDINATED])["gap"] == STARTS - 24 * HOUR


@given(cadence=cadences)
def test_whatever_is_set_each_mail_is_of_use_when_it_is_due(cadence: Cadence) -> None:
    found = wanted(event(cadence=cadence), [anna(), COORDINATED], [], now=NOW)

    assert all(mail.due_at < mail.expires_at for mail in found.values())
    assert not {key.kind for key in found} & cadence.off


def test_every_offset_has_its_default() -> None:
    assert len(fields(Cadence)) == len(stored_of(replace(
        USUAL, off=frozenset({"gap"}), week_days=8, week_at=time(1), day_days=2, day_at=time(2), morning_at=time(3),
        morning_from=time(4), nudge_days=5, gap_hours=6, again_at=time(7), escalated_at=time(9),
    )))  # fmt: skip


def test_changed_are_the_kinds_that_go_at_another_time_or_were_switched() -> None:
    after = replace(USUAL, off=frozenset({"gap"}), week_at=time(17), again_at=time(9))

    assert kinds_changed(USUAL, after) == {"gap", "week_before", "report_again"}
    assert kinds_changed(after, USUAL) == kinds_changed(USUAL, after)
    assert kinds_changed(after, after) == frozenset()


def test_every_setting_belongs_to_a_kind() -> None:
    assert {name for names in OFFSETS.values() for name in names} | {"off"} == {
        fact.name for fact in fields(Cadence)
    }
