"""What the board draws: which lane, where on the axis, which marks on the map, and whose turn it is on a wall."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils.translation import override
from django_countries.fields import Country

from events.choices import BoardState
from events.queries.board_rows import BoardRow
from events.rules.needs import Call, Concern
from events.views.board_map import map_of
from events.views.board_timeline import WALL_LANE, WALL_LANES, WALL_TURN, Timeline, on_the_wall, timeline_of
from tests.events.on_board import NOW, hours, line

DAY = NOW.date()


def drawn(*rows: BoardRow, **options: object) -> Timeline:
    ordered = sorted(rows, key=lambda row: row.starts_at)
    return timeline_of(ordered, day=DAY, now=NOW, reader_zone="Europe/London", **options)  # type: ignore[arg-type]


def sydney(starts: timedelta) -> BoardRow:
    place = {"time_zone": "Australia/Sydney", "latitude": -33.9, "longitude": 151.2, "country": Country("AU")}
    return line("Sydney", starts, **place)


def ottawa(starts: timedelta) -> BoardRow:
    place = {"time_zone": "America/Toronto", "latitude": 45.4, "longitude": -75.7, "country": Country("CA")}
    return line("Ottawa", starts, **place)


def test_lanes_follow_the_sun_with_their_own_clocks() -> None:
    lanes = drawn(ottawa(hours(5)), line("Oslo"), sydney(hours(-9))).lanes

    assert [(lane.city, lane.clock, lane.is_dark) for lane in lanes] == [
        ("Sydney", "21:20", True),
        ("Oslo", "13:20", False),
        ("Ottawa", "07:20", False),
    ]


def test_event_stands_at_its_utc_time_and_is_titled_with_the_time_there() -> None:
    (lane,) = drawn(line("Oslo", hours(0.6667), public_id="x", is_visible=False)).lanes
    (entry,) = lane.entries

    assert entry.x == pytest.approx(50, abs=0.1)
    assert entry.bar is not None
    assert entry.bar.width == pytest.approx(100 / 24, abs=0.1)
    assert (entry.title, entry.url, entry.is_ahead) == ("Oslo: ready, 14:00 there", "", True)


def test_time_runs_from_right_to_left_in_arabic() -> None:
    (there,) = drawn(line("Oslo", hours(-8))).lanes
    with override("ar"):
        (mirrored,) = drawn(line("Oslo", hours(-8))).lanes

    one, other = there.entries[0], mirrored.entries[0]
    assert one.x + other.x == pytest.approx(100)
    assert one.bar is not None
    assert other.bar is not None
    assert one.bar.x + one.bar.width + other.bar.x == pytest.approx(100, abs=0.05)
    assert [one.anchor, other.anchor] == ["end", "end"]


def test_other_days_of_the_window_stand_beside_the_axis() -> None:
    timeline = drawn(
        replace(sydney(hours(-34)), state=BoardState.HELD), line("Oslo"), ottawa(hours(50)), ottawa(hours(80))
    )

    before, _on, after = timeline.lanes
    assert [entry.title for entry in before.earlier] == ["Thu 1 June, Sydney: held, 11:20 there"]
    assert before.aside.startswith("11:20 · ")
    assert [entry.count for entry in after.later] == [2]
    assert (timeline.earlier_words, timeline.later_words) == ("1 Jun", "later")


@pytest.mark.parametrize(("number", "shown"), [(2, [1, 1]), (3, [1, 1, 1]), (4, [4])])
def test_events_that_overlap_share_a_lane_until_they_are_too_many(number: int, shown: list[int]) -> None:
    (lane,) = drawn(*(line("Oslo", hours(1 + each / 10)) for each in range(number))).lanes

    assert [entry.count for entry in lane.entries] == shown
    assert len({entry.y for entry in lane.entries}) == len(shown)


def test_wall_shows_urgent_cities_first_then_the_others_in_turn() -> None:
    cities = [f"City {number:02}" for number in range(WALL_LANES + 3)]
    whole = drawn(
        *(line(city, longitude=float(-number)) for number, city in enumerate(cities)), lane=WALL_LANE
    )
    first_turn = datetime.fromtimestamp(0, tz=NOW.tzinfo)

    first = on_the_wall(whole, urgent={cities[-1]}, now=first_turn)
    second = on_the_wall(whole, urgent={cities[-1]}, now=first_turn + WALL_TURN)

    assert cities[-1] in [lane.city for lane in first.lanes]
    assert (len(first.lanes), len(second.lanes)) == (8, 7)  # no turn with a lane or two
    assert {lane.city for lane in first.lanes} | {lane.city for lane in second.lanes} == set(cities)
    assert [lane.top for lane in second.lanes] == [number * WALL_LANE for number in range(7)]
    assert [lane.entries[0].y for lane in second.lanes][:3] == [32, 96, 160]


# --- the map ----------------------------------------------------------------------------------------------------------


def test_map_marks_every_place_and_counts_what_has_none() -> None:
    world = map_of([line("Oslo"), sydney(hours(1)), line("Nowhere", latitude=None, longitude=None)], now=NOW)

    assert {mark.title for mark in world.marks} == {"Oslo: ready", "Sydney: ready"}
    assert world.unplaced == 1


def test_crowd_at_one_place_is_a_disc_that_says_its_states_and_narrows_to_its_country() -> None:
    rows = [line("Oslo", state=state) for state in (BoardState.READY, BoardState.READY, BoardState.HELD)]
    (disc,) = map_of(rows, now=NOW).marks

    assert (disc.count, disc.title, disc.url) == (3, "Oslo: 2 ready, 1 held", "?country=NO#all")


def test_place_that_needs_somebody_is_ringed() -> None:
    calling = line("Oslo", calls=(Call(Concern.NO_LEAD, NOW),))
    (disc,) = map_of([calling, line("Oslo"), line("Oslo")], now=NOW).marks

    assert disc.is_urgent
