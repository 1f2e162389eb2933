"""The preview of a cadence says what the rules then want, whatever is set: no mail more, no mail less."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.choices import Role
from events.queries.cadence_preview import ASKED_AHEAD, previewed
from events.rules.cadence import USUAL, Cadence
from events.rules.local_time import at_or_after_gap
from events.rules.reminding import wanted
from tests.events.rules.reminding_facts import COORDINATED, SYDNEY, anna, asked, event
from tests.events.rules.test_cadence_settings import cadences

zones = st.sampled_from(
    [SYDNEY, "Europe/Brussels", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu"]
)
starts = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(microsecond=0))
ELEVEN = datetime(2026, 6, 2, 11)


@given(cadence=cadences, zone=zones, starts_wall=starts)
def test_preview_shows_what_the_rules_want(cadence: Cadence, zone: str, starts_wall: datetime) -> None:
    starts_at = at_or_after_gap(wall=starts_wall, zone=zone)
    when_asked = starts_at - ASKED_AHEAD
    plan = event(
        zone=zone,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        planned_at=when_asked,
        cadence=cadence,
    )
    people = [anna(asked(role=Role.LEAD, at=when_asked)), COORDINATED]

    found = wanted(plan, people, (), now=when_asked)

    shown = {
        (mail.kind, mail.due_at)
        for mail in previewed(cadence, zone=zone, starts_wall=starts_wall)
        if not mail.why_not
    }
    assert shown == {(key.kind, mail.due_at) for key, mail in found.items()}


@pytest.mark.parametrize(
    ("cadence", "kind", "why_not"),
    [
        (replace(USUAL, week_days=45), "week_before", "people are asked later than that"),
        (replace(USUAL, nudge_days=30), "nudge", "it would come too late to be of use"),
        (replace(USUAL, off=frozenset({"nudge"})), "nudge", "switched off"),
        (replace(USUAL, morning_from=time(12)), "morning_of", "the event starts before 12:00"),
        (USUAL, "morning_of", ""),
    ],
)
def test_mail_that_does_not_come_says_why(cadence: Cadence, kind: str, why_not: str) -> None:
    mails = {mail.kind: mail.why_not for mail in previewed(cadence, zone=SYDNEY, starts_wall=ELEVEN)}

    assert mails[kind] == why_not  # type: ignore[index]
