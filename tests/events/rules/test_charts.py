"""Paths of charts: inside their box, never falling back in time, ending where the figures end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.charts import HEIGHT, WIDTH, Point, curve_of, day_ends

THEN = datetime(2017, 6, 1, 12, tzinfo=UTC)
POINTS = st.dictionaries(
    st.integers(0, 5_000).map(lambda minutes: THEN + timedelta(minutes=minutes)),
    st.integers(0, 10_000_000),
    min_size=1,
    max_size=40,
).map(lambda found: sorted(found.items()))


def numbers(path: str, letter: str) -> list[int]:
    return [int(number) for number in re.findall(rf"{letter}(-?\d+)", path)]


@given(POINTS)
def test_curve_stays_in_its_box_and_goes_on_in_time(points: list[Point]) -> None:
    curve = curve_of(points, until=THEN)
    assert curve is not None
    across, down = numbers(curve.line, "H"), numbers(curve.line, "V")
    assert across == sorted(across)
    assert across[-1] == WIDTH
    assert all(0 <= y <= HEIGHT for y in down)
    assert curve.top >= max(total for _instant, total in points)
    assert len(across) <= min(len(points), WIDTH + 1) + 1


@given(POINTS)
def test_curve_ends_at_the_last_total(points: list[Point]) -> None:
    curve = curve_of(points, until=THEN + timedelta(days=30))
    assert curve is not None
    heights = [*numbers(curve.line, r"M\d+ "), *numbers(curve.line, "V")]
    assert heights[-1] == HEIGHT - round(HEIGHT * points[-1][1] / curve.top)


@pytest.mark.parametrize(
    ("total", "ticks"), [(0, (1, 0)), (1, (1, 0)), (3, (4, 2, 0)), (519_579, (600_000, 300_000, 0))]
)
def test_scale_is_round(total: int, ticks: tuple[int, ...]) -> None:
    curve = curve_of([(THEN, total)], until=THEN)
    assert curve is not None
    assert curve.ticks == ticks


def test_no_count_is_no_curve() -> None:
    assert curve_of([], until=THEN) is None


def test_steps_are_drawn_as_steps() -> None:
    curve = curve_of([(THEN, 50), (THEN + timedelta(hours=1), 100)], until=THEN + timedelta(hours=2))
    assert curve is not None
    assert curve.line == "M0 100H500V0H1000"
    assert curve.area == "M0 100H500V0H1000V200H0Z"


def test_table_has_the_last_total_of_each_day() -> None:
    points = [(THEN, 1), (THEN + timedelta(hours=2), 2), (THEN + timedelta(days=1), 3)]
    assert day_ends(points) == points[1:]
