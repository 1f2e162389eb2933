"""Marks on the map: none hides another, none is lost."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from events.rules.map_layout import MARK, MapLayout, Placed, Spot, lay_out
from events.rules.projection import HEIGHT, WIDTH, project

SPOTS = st.lists(
    st.builds(
        Spot,
        x=st.floats(0, WIDTH),
        y=st.floats(0, HEIGHT),
        key=st.integers(0, 10_000),
        label=st.text("abc ", max_size=12),
        is_urgent=st.booleans(),
    ),
    max_size=60,
)
EUROPE = {
    "Oslo": (59.9, 10.7), "Stockholm": (59.3, 18.1), "Helsinki": (60.2, 24.9), "London": (51.5, -0.1),
    "The Hague": (52.1, 4.3), "Brussels": (50.8, 4.3), "Rome": (41.9, 12.5), "Madrid": (40.4, -3.7),
}  # fmt: skip


def spots(**places: tuple[float, float]) -> list[Spot]:
    return [Spot(*project(*place), key, city) for key, (city, place) in enumerate(places.items())]


def everything(layout: MapLayout) -> list[Placed]:
    return [*layout.placed, *(layout.inset.placed if layout.inset else ())]


@given(SPOTS)
def test_every_event_is_on_the_map_once_and_a_crowd_once_more_enlarged(given_spots: list[Spot]) -> None:
    layout = lay_out(given_spots)

    shown = Counter(spot.key for placed in layout.placed for spot in placed.spots)
    assert shown == Counter(spot.key for spot in given_spots)
    if layout.inset:
        enlarged = Counter(spot.key for placed in layout.inset.placed for spot in placed.spots)
        assert not enlarged - shown
        assert sum(enlarged.values()) >= 4


@given(SPOTS)
def test_no_mark_is_hidden_by_another(given_spots: list[Spot]) -> None:
    layout = lay_out(given_spots)
    for marks in (layout.placed, layout.inset.placed if layout.inset else ()):
        for number, one in enumerate(marks):
            for other in marks[number + 1 :]:
                apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                assert apart >= (one.size + other.size) / 2 - 4 - 1e-6


@given(SPOTS)
def test_urgent_marks_lie_on_top(given_spots: list[Spot]) -> None:
    for marks in (lay_out(given_spots).placed,):
        flags = [placed.is_urgent for placed in marks]
        assert flags == sorted(flags)


def test_two_neighbours_are_pushed_apart_evenly() -> None:
    near = [Spot(100, 100, 1), Spot(110, 100, 2)]

    one, other = sorted(lay_out(near).placed, key=lambda placed: placed.x)

    assert (one.x, other.x) == (105 - MARK / 2, 105 + MARK / 2)


def test_three_on_one_spot_become_a_disc_with_their_count() -> None:
    (disc,) = lay_out([Spot(100, 100, key) for key in range(3)]).placed

    assert (disc.count, disc.x, disc.y) == (3, 100, 100)


def test_crowd_is_enlarged_beside_the_map_with_the_names_it_has_room_for() -> None:
    layout = lay_out(spots(**EUROPE, Sydney=(-33.9, 151.2)))

    assert sorted(placed.count for placed in layout.placed) == [1, 8]
    assert layout.inset is not None
    named = {placed.spots[0].label for placed in layout.inset.placed if placed.anchor}
    assert {"Rome", "Madrid", "Helsinki"} <= named
    assert layout.inset.box.width / layout.inset.box.height == 620 / HEIGHT


def test_three_events_need_no_inset() -> None:
    assert lay_out(spots(Oslo=(59.9, 10.7), Sydney=(-33.9, 151.2), Ottawa=(45.4, -75.7))).inset is None
