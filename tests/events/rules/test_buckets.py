"""Instants and places as small numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.buckets import CELL, SLOT, cell_of, middle_of, slot_of


def test_a_slot_is_a_quarter_of_an_hour() -> None:
    noon = datetime(2027, 6, 2, 12, 0, tzinfo=UTC)
    within = [slot_of(noon + timedelta(seconds=seconds)) for seconds in (0, SLOT - 1, SLOT, -1)]
    assert [slot - slot_of(noon) for slot in within] == [0, 0, 1, -1]


@given(latitude=st.floats(-90, 89.999), longitude=st.floats(-180, 179.999))
def test_a_place_is_near_the_middle_of_its_cell(latitude: float, longitude: float) -> None:
    cell = cell_of(latitude, longitude)
    assert cell is not None
    middle = middle_of(cell)
    assert abs(middle[0] - latitude) <= CELL / 2 + 1e-9
    assert abs(middle[1] - longitude) <= CELL / 2 + 1e-9


@pytest.mark.parametrize(
    ("place", "cell"),
    [((None, 10.0), None), ((10.0, None), None), ((90.0, 180.0), 36 * 72), ((-90.0, -180.0), 0)],
)
def test_edges(place: tuple[float | None, float | None], cell: int | None) -> None:
    assert cell_of(*place) == cell
