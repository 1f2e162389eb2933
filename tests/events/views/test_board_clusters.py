"""What the board draws of more events than have room: countries by the hour, and parts of the world."""

from datetime import timedelta

from events.choices import BoardState
from events.queries.board import Group
from events.rules.buckets import cell_of, slot_of
from events.views.board_clusters import SHOWN_LANES, clustered_map, clustered_timeline
from events.views.board_timeline import Timeline
from tests.events.on_board import IN_AN_HOUR, NOW, hours

AUSTRALIA, NORWAY = cell_of(-33.9, 151.2), cell_of(59.9, 10.7)


def group(
    country: str = "NO",
    starts: timedelta = IN_AN_HOUR,
    events: int = 3,
    state: str = BoardState.READY,
    cell: int | None = NORWAY,
) -> Group:
    """Return three ready events in Norway an hour from now."""
    return Group(country, cell, slot_of(NOW + starts), state, events)


def drawn(*groups: Group) -> Timeline:
    return clustered_timeline(groups, day=NOW.date(), now=NOW, reader_zone="UTC")


def test_countries_are_lanes_that_follow_the_sun() -> None:
    timeline = drawn(group(), group("AU", cell=AUSTRALIA, starts=hours(-2)), group("", cell=None))

    assert [(lane.city, lane.is_dark) for lane in timeline.lanes] == [
        ("Australia", True), ("Norway", False), ("No country", True)
    ]  # fmt: skip


def test_what_begins_in_one_hour_is_one_disc_that_says_its_states_and_narrows_to_its_country() -> None:
    (lane,) = drawn(
        group(), group(state=BoardState.REFUSED, events=1, starts=hours(1.25)), group(starts=hours(5))
    ).lanes

    first, second = lane.entries
    assert (first.count, first.title, first.url) == (4, "4 events: 1 refused, 3 ready", "?country=NO#all")
    assert second.count == 3
    assert second.x > first.x


def test_other_days_are_counted_beside_the_axis() -> None:
    (lane,) = drawn(group(starts=hours(-60)), group(starts=hours(60), events=5)).lanes

    assert [entry.count for entry in (*lane.earlier, *lane.later)] == [3, 5]
    assert lane.entries == ()


def test_countries_with_the_most_events_have_lanes() -> None:
    codes = [f"{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(SHOWN_LANES + 5)]
    timeline = drawn(*(group(code, events=number + 1) for number, code in enumerate(codes)))

    assert len(timeline.lanes) == SHOWN_LANES
    assert min(lane.entries[0].count for lane in timeline.lanes) == 6


def test_map_counts_cells_and_what_lies_in_none() -> None:
    world = clustered_map(
        [group(), group(state=BoardState.HELD), group("AU", cell=AUSTRALIA), group("", cell=None, events=7)],
        now=NOW,
    )

    assert {mark.title: (mark.count, mark.url) for mark in world.marks} == {
        "6 events: 3 ready, 3 held": (6, "?country=NO#all"),
        "3 events: 3 ready": (3, "?country=AU#all"),
    }
    assert world.unplaced == 7
