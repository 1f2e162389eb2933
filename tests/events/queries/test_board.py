"""A board with more events than fit: what is counted, what is read, what is left for the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events.choices import BoardState, EventKind, Region
from events.models import Campaign, Event
from events.queries import board as of_board
from events.queries.board import Board, Filters, Group, board_of
from events.rules.buckets import cell_of, slot_of
from events.views.scope import reach_of
from tests import make
from tests.events.crowds import many_like

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    """It is nine o'clock: what is ahead half a day before a month is over depends on the hour of today."""
    with time_machine.travel(datetime(2026, 5, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Eight events, where four are many: five alike in Sydney, two in Oslo, one of them over, one in Rome."""
    for name, number in (("ABOVE", 4), ("TABLE_ROWS", 3), ("NEAR_ROWS", 2), ("SHOWN_CALLS", 2)):
        monkeypatch.setattr(of_board, name, number)
    sydney = make.event()
    many_like(sydney, 4)
    facts = {"section": sydney.section, "campaign": sydney.campaign}
    make.event(city=make.city("Oslo"), kind=EventKind.VIGIL, **facts)
    make.event(city=make.city("Rome"), **facts)
    make.past_event(city=make.city("Oslo"), time_zone="Europe/Oslo", **facts)
    return sydney.campaign


def seen(campaign: Campaign, *, page: int = 1, now: timedelta = timedelta(), **filters: str) -> Board:
    reach = reach_of(make.global_coordinator())
    return board_of(campaign, reach=reach, filters=Filters(**filters), now=timezone.now() + now, page=page)


def test_groups_count_every_event_in_view(big: Campaign) -> None:
    board = seen(big)

    sydney = Event.objects.filter(country="AU").earliest("pk")
    assert (board.is_clustered, board.found, board.standing) == (True, 8, 8)
    assert sum(group.events for group in board.groups) == 8
    assert (
        Group(
            "AU",
            cell_of(sydney.latitude, sydney.longitude),
            slot_of(sydney.starts_at),
            BoardState.NOT_READY,
            5,
        )
        in board.groups
    )
    assert (board.cities, board.countries) == (3, 3)


def test_only_the_nearest_have_rows(big: Campaign) -> None:
    board = seen(big)

    assert len(board.shown) == 2
    assert board.shown[0].state == BoardState.AWAITING_REPORT
    assert [row.starts_at for row in board.shown] == sorted(row.starts_at for row in board.shown)


def test_a_narrowed_board_has_all_its_rows(big: Campaign) -> None:
    board = seen(big, country="NO")

    assert (board.is_clustered, board.found, board.groups) == (False, 2, ())
    assert [row.city for row in board.shown] == ["Oslo", "Oslo"]
    assert board.counts[BoardState.NOT_READY] == 7  # counts are never narrowed
    assert [row.kind for row in seen(big, kind=EventKind.VIGIL).shown] == [EventKind.VIGIL]
    assert {row.city for row in seen(big, region=Region.EUROPE).shown} == {"Oslo", "Rome"}
    assert seen(big, region=Region.AMERICAS, country="NO").shown == ()


def test_pages_of_the_table_follow_country_and_city(big: Campaign) -> None:
    pages = [[row.city for row in seen(big, page=number).table] for number in (1, 2, 3)]

    assert pages == [["Sydney"] * 3, ["Sydney", "Sydney", "Rome"], ["Oslo", "Oslo"]]
    assert seen(big, page=99).page.number == 3
    assert seen(big, state="delivered").table == ()


def test_nearest_calls_are_told_and_others_counted(big: Campaign) -> None:
    later = timedelta(days=29)
    board = seen(big, now=later)

    assert len(board.calls) == 2
    assert board.calls_left == 6  # of 8, of which one was over a month ago


def test_what_comes_next_is_read_whatever_the_filter(big: Campaign) -> None:
    before = timedelta(days=30, hours=-12)
    assert {row.state for row in seen(big, state="delivered", now=before).coming} <= {
        BoardState.NOT_READY,
        BoardState.UNDER_WAY,
    }
    assert seen(big, state="delivered", now=before).coming
