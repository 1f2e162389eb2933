"""The axis of the day, and which labels have room on it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.sun import Span
from events.rules.timeline import Label, Line, axis_of, label_for, position, stacked, ticks

DAY = date(2017, 6, 2)
MIDNIGHT = datetime(2017, 6, 2, tzinfo=UTC)
HOURS = st.integers(-30, 60)


def hour(number: float) -> datetime:
    return MIDNIGHT + timedelta(hours=number)


@pytest.mark.parametrize(
    ("hours", "begin", "end"),
    [
        ([], 0, 24),
        ([3, 20], 0, 24),
        ([-1], -3, 24),
        ([-4, 25], -6, 27),
        ([-14, 36], -14, 36),
        ([-30, 60], -14, 36),
    ],
)
def test_axis_is_the_day_widened_until_its_events_fit(hours: list[int], begin: int, end: int) -> None:
    assert axis_of(DAY, map(hour, hours)) == Span(hour(begin), hour(end))


@given(st.lists(HOURS), st.floats(-20, 40))
def test_ticks_stand_every_three_hours_and_leave_room_for_now(hours: list[int], now: float) -> None:
    axis = axis_of(DAY, map(hour, hours))
    found = list(ticks(axis, now=hour(now)))

    assert [tick.instant.hour % 3 for tick in found] == [0] * len(found)
    assert len(found) >= (axis.end - axis.begin) // timedelta(hours=3)
    assert all(0 <= tick.position <= 100 for tick in found)
    assert all(tick.is_labelled for tick in found if abs(tick.position - position(hour(now), axis)) > 6)


def test_past_reads_before_its_mark_and_future_after_its_bar() -> None:
    over = label_for(["38,214 handed over"], begin=50, end=55, is_over=True, line=Line())
    ahead = label_for(["in 40 min"], begin=50, end=55, is_over=False, line=Line())

    assert over == Label("38,214 handed over", 48.4, is_before=True)
    assert ahead == Label("in 40 min", 56.6)


def test_label_without_room_goes_to_the_other_side_then_gets_short_then_goes() -> None:
    assert not label_for(["a" * 20], begin=5, end=9, is_over=True, line=Line()).is_before
    crowded = Line([(0, 5), (14, 100)])
    assert label_for(["a" * 20, "abc"], begin=5, end=9, is_over=True, line=crowded) == Label("abc", 10.6)
    assert label_for(["abc"], begin=5, end=9, is_over=True, line=crowded) == Label()


@given(st.lists(st.tuples(st.floats(0, 90), st.integers(1, 30)), max_size=8))
def test_labels_of_a_lane_never_overlap(events: list[tuple[float, int]]) -> None:
    line = Line()
    for begin, length in events:
        label_for(["x" * length], begin=begin, end=begin + 5, is_over=True, line=line)
    spans = sorted(line.taken)
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(spans))


def test_events_that_overlap_stand_together() -> None:
    spans = [Span(hour(a), hour(b)) for a, b in ((1, 3), (2, 4), (3.5, 5), (5, 6), (8, 9))]
    assert stacked(spans) == [[0, 1, 2], [3], [4]]
