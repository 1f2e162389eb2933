"""The database, the board's lines and the rule say the same state, for every combination of facts."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db.models import Q
from django.utils import timezone

from events.actions.board_lines import refresh_lines
from events.choices import BoardState, EventKind, EventStatus, Petition
from events.models import Campaign, Event
from events.queries.board_glance import glances
from events.queries.board_rows import board_rows
from events.queries.facts import state_of, with_facts
from events.queries.states import in_state
from events.views.scope import reach_of
from tests import make
from tests.events import crowds

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOURS = (-2, -0.5, 1)
"""Begun so long ago that it is over, under way, ahead."""


@pytest.fixture
def every_event() -> None:
    """Events of two kinds with and without people and reports, copied for every status and side of the clock."""
    for kind in (EventKind.HAND_IN, EventKind.VIGIL):
        _bare, wanting, led = (make.past_event(kind=kind) for _ in range(3))
        make.need(wanting, now=wanting.starts_at)
        make.need(led, now=led.starts_at)
        make.assignment(led, said="yes", now=led.starts_at)
        _at_every_time_and_status(kind)
    for petition in (Petition.LEFT, Petition.REFUSED):
        for kind in (EventKind.HAND_IN, EventKind.VIGIL):
            reported = make.past_event(kind=kind)
            make.attempt(reported, petition=petition)
            make.outcome(reported)


def _at_every_time_and_status(kind: str) -> None:
    originals = list(Event.objects.filter(kind=kind))
    for event, hours, status in product(originals, HOURS, EventStatus.values):
        (copy,) = crowds.many_like(event, 1)
        starts_at = NOW + timedelta(hours=hours)
        Event.objects.filter(pk=copy.pk).update(
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), status=status, cancelled_at=NOW
        )
    refresh_lines(events=Event.objects.all())


def test_filter_finds_what_the_rule_computes(every_event: None) -> None:
    events = list(with_facts(Event.objects.all()))
    by_rule = {
        state: {event.pk for event in events if state_of(event, now=NOW) == state} for state in BoardState
    }
    by_filter = {
        state: {event.pk for event in in_state(with_facts(Event.objects.all()), state, now=NOW)}
        for state in BoardState
    }

    everything = reach_of(make.global_coordinator())
    by_line: dict[BoardState, set[int]] = {state: set() for state in BoardState}
    for row in board_rows(Q(), reach=everything, now=NOW):
        by_line[row.state].add(row.id)
    at_a_glance: dict[str, set[int]] = {state: set() for state in BoardState}
    for glance in glances(Campaign.objects.get(), reach=everything, now=NOW):
        at_a_glance[glance.state].add(glance.id)

    assert all(by_rule.values())
    assert by_filter == by_rule
    assert by_line == by_rule
    assert at_a_glance == by_rule | {BoardState.DRAFT: set()}  # which are not on the board


def test_whatever_calls_is_noticed_at_a_glance(every_event: None) -> None:
    campaign, everything = Campaign.objects.get(), reach_of(make.global_coordinator())
    for hours in (-80, -4, -1, 0, 1, 40, 100):
        now = NOW + timedelta(hours=hours)
        calling = {row.id for row in board_rows(Q(), reach=everything, now=now) if row.calls}
        noticed = {glance.id for glance in glances(campaign, reach=everything, now=now) if glance.may_call}

        assert calling
        assert calling <= noticed
