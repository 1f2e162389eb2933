"""The sun of the board, against what the package astral 3.2 computes for the day of the story."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.projection import HEIGHT, WIDTH, project
from events.rules.sun import Span, daylight, is_night, night_outline, nights, noons, subsolar

JUNE_2 = date(2017, 6, 2)
DAY = Span(datetime(2017, 6, 2, tzinfo=UTC), datetime(2017, 6, 3, tzinfo=UTC))
LATITUDES, LONGITUDES = st.floats(-80, 80), st.floats(-180, 180)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("place", "zone", "rises", "sets"),
    [
        ((-33.87, 151.21), "Australia/Sydney", "06:52", "16:54"),
        ((51.51, -0.13), "Europe/London", "04:49", "21:09"),
        ((60.17, 24.94), "Europe/Helsinki", "04:07", "22:31"),
        ((45.42, -75.70), "America/Toronto", "05:17", "20:45"),
    ],
)
def test_sun_rises_and_sets_when_others_say_so(
    place: tuple[float, float], zone: str, rises: str, sets: str
) -> None:
    light = daylight(JUNE_2, *place)

    assert light is not None
    for instant, printed in ((light.begin, rises), (light.end, sets)):
        there = instant.astimezone(ZoneInfo(zone))
        said = datetime.combine(JUNE_2, datetime.strptime(printed, "%H:%M").time(), tzinfo=ZoneInfo(zone))
        assert abs(there - said) <= timedelta(minutes=2)


def test_polar_summer_has_no_night_and_polar_winter_no_day() -> None:
    assert list(nights(69.65, 18.96, span=DAY)) == []
    assert list(nights(-75.0, 18.96, span=DAY)) == [DAY]


@pytest.mark.parametrize(
    ("instant", "place"),
    [
        (datetime(2017, 6, 21, 4, 24, tzinfo=UTC), (23.44, 114.4)),
        (datetime(2017, 3, 20, 10, 29, tzinfo=UTC), (0.0, 24.6)),
        (datetime(2017, 12, 21, 16, 28, tzinfo=UTC), (-23.44, -67.5)),
    ],
)
def test_sun_stands_overhead_at_solstice_and_equinox(instant: datetime, place: tuple[float, float]) -> None:
    assert subsolar(instant) == pytest.approx(place, abs=0.2)


@given(LATITUDES, LONGITUDES, INSTANTS)
def test_night_of_a_lane_is_the_night_of_its_clock(
    latitude: float, longitude: float, begin: datetime
) -> None:
    span = Span(begin, begin + timedelta(hours=30))
    dark = list(nights(latitude, longitude, span=span))

    assert all(night.begin < night.end for night in dark)
    assert all(one.end < other.begin for one, other in pairwise(dark))
    assert all(span.begin <= night.begin and night.end <= span.end for night in dark)
    for number in range(31):
        instant = begin + timedelta(hours=number)
        edges = [edge for night in dark for edge in (night.begin, night.end)]
        if all(abs(instant - edge) > timedelta(minutes=40) for edge in edges) and abs(latitude) < 60:
            assert is_night(latitude, longitude, instant) == any(n.begin <= instant < n.end for n in dark)


@given(LONGITUDES, INSTANTS)
def test_every_day_has_one_noon(longitude: float, begin: datetime) -> None:
    assert len(list(noons(longitude, span=Span(begin, begin + timedelta(days=1))))) in (1, 2)
    assert len(list(noons(longitude, span=Span(begin, begin + timedelta(hours=23, minutes=50))))) in (0, 1)


def _contains(outline: list[tuple[float, float]], x: float, y: float) -> bool:
    inside = False
    for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (x1 - x0) * (y - y0) / (y1 - y0):
            inside = not inside
    return inside


@given(st.floats(-50, 78), st.floats(-175, 175), INSTANTS)
def test_night_on_the_map_covers_who_is_in_the_dark(
    latitude: float, longitude: float, instant: datetime
) -> None:
    declination, _overhead = subsolar(instant)
    if abs(declination) < 1:
        return  # the line runs along a meridian; a step of it is wider than what is asked
    around = [(latitude + up, longitude + aside) for up in (-4, 4) for aside in (-4, 4)]
    if len({is_night(*place, instant) for place in around}) > 1:
        return  # too near to the line
    assert _contains(night_outline(instant), *project(latitude, longitude)) == is_night(
        latitude, longitude, instant
    )


# --- the map's projection ---------------------------------------------------------------------------------------------


def test_map_is_as_wide_and_high_as_it_says() -> None:
    assert (WIDTH, round(HEIGHT)) == (1000, 435)
    assert project(0, -180)[0] == pytest.approx(0)
    assert project(0, 180)[0] == pytest.approx(WIDTH)
    assert project(84, 0)[1] == pytest.approx(0)
    assert project(-57, 0)[1] == pytest.approx(HEIGHT)
    assert project(-90, 20) == project(-57, 20)


@given(LATITUDES, LATITUDES, LONGITUDES)
def test_north_is_above_south_and_parallels_are_straight(one: float, other: float, longitude: float) -> None:
    south, north = sorted((max(one, -57), max(other, -57)))
    assert project(north, longitude)[1] <= project(south, longitude)[1]
    assert project(north, longitude)[1] == project(north, 0)[1]
