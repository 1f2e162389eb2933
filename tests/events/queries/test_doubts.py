"""Reports that look wrong: what they are held against, and how they stop calling."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from events.choices import Doubt, EventKind, Petition
from events.models import Campaign, Event, Outcome
from events.queries.board import Filters, board_of
from events.queries.doubts import doubts_about, yardsticks
from events.rules.needs import Concern
from events.views.scope import reach_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign()


@pytest.fixture
def reader() -> User:
    return make.global_coordinator()


def held(campaign: Campaign, turnout: int | None = None, **facts: Any) -> Event:
    event = make.past_event(campaign=campaign, kind=EventKind.PROTEST, **facts)
    if turnout is not None:
        make.outcome(event, turnout_high=turnout)
    return event


def calling(campaign: Campaign, reader: User) -> list[Concern]:
    """Return what the board calls for, first chosen at a glance and then by its rules."""
    board = board_of(campaign, reach=reach_of(reader), filters=Filters(), now=timezone.now())
    return [call.concern for _row, call in board.calls]


def test_turnout_ten_times_that_of_all_others_calls_until_somebody_vouches_for_it(
    campaign: Campaign, reader: User
) -> None:
    for turnout in (20, 30, 40):
        held(campaign, turnout)
    event = held(campaign, 401)
    outcome = Outcome.objects.get(event=event)
    assert doubts_about(outcome) == [Doubt.TURNOUT_FAR_OUT]
    assert calling(campaign, reader) == [Concern.DOUBTFUL_REPORT]
    make.outcome(event, by=reader, turnout_high=401, is_confirmed=True)
    assert calling(campaign, reader) == []


def test_turnout_is_not_far_out_while_few_have_told_theirs(campaign: Campaign, reader: User) -> None:
    for turnout in (20, 30):
        held(campaign, turnout)
    held(campaign, 4_000)
    assert calling(campaign, reader) == []


def test_an_event_is_not_held_against_itself_or_other_campaigns(campaign: Campaign) -> None:
    event = held(campaign, 900)
    for turnout in (20, 30, 40):
        held(campaign, turnout)
        held(make.campaign(), 5_000)
    assert yardsticks(event) == (None, 40)


def test_more_signatures_than_the_campaign_counted_call(campaign: Campaign, reader: User) -> None:
    event = make.past_event(campaign=campaign)
    make.signature_count(campaign, event.section, 1_000)
    make.attempt(event, petition=Petition.ACCEPTED)
    make.outcome(event, signatures=1_001)
    assert doubts_about(Outcome.objects.get(event=event)) == [Doubt.MORE_THAN_COUNTED]
    assert calling(campaign, reader) == [Concern.DOUBTFUL_REPORT]
