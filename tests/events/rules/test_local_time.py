"""Wall time and zone → instant, with the two nights a year on which that is a question."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from events.rules.local_time import (
    AmbiguousLocalTime,
    MissingLocalTime,
    at_or_after_gap,
    known_zone,
    readings,
    resolve,
    wall_of,
    zone_names,
    zone_of,
)

ZONES = sorted(zone_names())
walls = st.datetimes(
    min_value=datetime(1995, 1, 1), max_value=datetime(2045, 1, 1), allow_imaginary=True
).map(lambda wall: wall.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- nights and places people really plan for ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Australia/Sydney", "2017-06-01 11:00", "2017-06-01 01:00"),
        ("Australia/Sydney", "2017-01-01 11:00", "2017-01-01 00:00"),
        ("Asia/Kathmandu", "2017-06-02 12:00", "2017-06-02 06:15"),
        ("America/St_Johns", "2017-06-02 12:00", "2017-06-02 14:30"),
        ("Pacific/Kiritimati", "2017-06-02 00:00", "2017-06-01 10:00"),
        ("Pacific/Apia", "2017-06-02 12:00", "2017-06-01 23:00"),
        ("UTC", "2017-06-02 12:00", "2017-06-02 12:00"),
    ],
)
def test_ordinary_time_is_one_instant(zone: str, local: str, instant: str) -> None:
    assert resolve(wall=wall(local), zone=zone) == utc(instant)


MISSING = [
    ("Europe/Brussels", "2027-03-28 02:30", "2027-03-28 01:30", "2027-03-28 03:30"),
    ("Australia/Sydney", "2026-10-04 02:30", "2026-10-04 01:30", "2026-10-04 03:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-04 01:40", "2026-10-04 02:40"),  # half an hour
    ("America/Santiago", "2026-09-06 00:30", "2026-09-05 23:30", "2026-09-06 01:30"),  # at midnight
    ("Pacific/Apia", "2011-12-30 12:00", "2011-12-29 12:00", "2011-12-31 12:00"),  # a whole day
]


@pytest.mark.parametrize(("zone", "local", "before", "after"), MISSING)
def test_missing_time_offers_the_times_before_and_after(
    zone: str, local: str, before: str, after: str
) -> None:
    with pytest.raises(MissingLocalTime) as refused:
        resolve(wall=wall(local), zone=zone)

    assert [choice.wall for choice in refused.value.choices] == [wall(before), wall(after)]
    assert refused.value.error_dict.keys() == {"starts_wall"}


@pytest.mark.parametrize(("zone", "local", "before", "after"), MISSING)
def test_offered_time_exists_and_is_the_instant_shown(zone: str, local: str, before: str, after: str) -> None:
    for choice in readings(wall=wall(local), zone=zone):
        assert resolve(wall=choice.wall, zone=zone, fold=choice.fold) == choice.instant


@pytest.mark.parametrize("fold", [0, 1])
def test_fold_does_not_make_a_missing_time_exist(fold: int) -> None:
    with pytest.raises(MissingLocalTime):
        resolve(wall=wall("2027-03-28 02:30"), zone="Europe/Brussels", fold=fold)


DOUBLED = [
    ("Europe/Brussels", "2026-10-25 02:30", "2026-10-25 00:30", "2026-10-25 01:30"),
    ("Australia/Sydney", "2027-04-04 02:30", "2027-04-03 15:30", "2027-04-03 16:30"),
    ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45", "2027-04-03 15:15"),
]


@pytest.mark.parametrize(("zone", "local", "first", "second"), DOUBLED)
def test_doubled_time_is_asked_about(zone: str, local: str, first: str, second: str) -> None:
    with pytest.raises(AmbiguousLocalTime) as refused:
        resolve(wall=wall(local), zone=zone)

    assert [choice.instant for choice in refused.value.choices] == [utc(first), utc(second)]
    assert [choice.fold for choice in refused.value.choices] == [0, 1]
    assert {choice.wall for choice in refused.value.choices} == {wall(local)}


@pytest.mark.parametrize(("zone", "local", "first", "second"), DOUBLED)
def test_fold_answers_the_question(zone: str, local: str, first: str, second: str) -> None:
    assert resolve(wall=wall(local), zone=zone, fold=0) == utc(first)
    assert resolve(wall=wall(local), zone=zone, fold=1) == utc(second)


def test_fold_of_an_ordinary_time_changes_nothing() -> None:
    noon = wall("2026-06-02 12:00")
    assert {resolve(wall=noon, zone="Europe/Brussels", fold=fold) for fold in (None, 0, 1)} == {
        utc("2026-06-02 10:00")
    }


def test_computed_time_moves_on_by_the_gap_and_takes_the_first_of_two() -> None:
    assert at_or_after_gap(wall=wall("2027-03-28 02:30"), zone="Europe/Brussels") == utc("2027-03-28 01:30")
    assert at_or_after_gap(wall=wall("2026-10-25 02:30"), zone="Europe/Brussels") == utc("2026-10-25 00:30")


@pytest.mark.parametrize("name", ["Europe/Brusels", "", "CET+1", "../etc/passwd", "Brussels"])
def test_unknown_zone_is_refused_by_name_of_its_field(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        zone_of(name)

    assert refused.value.message_dict == {"time_zone": ["Choose a time zone from the list."]}


def test_people_choose_among_places_not_abbreviations() -> None:
    assert {"Australia/Sydney", "Europe/Kyiv", "UTC"} <= zone_names() <= available_timezones()
    assert not {"EST", "Etc/GMT+5", "GB"} & zone_names()


# --- properties ---------------------------------------------------------------------------------------------------


@given(wall=walls, zone=zones)
def test_every_reading_is_what_the_clocks_show(wall: datetime, zone: str) -> None:
    for choice in readings(wall=wall, zone=zone):
        shown = wall_of(choice.instant, zone)
        assert (shown.replace(fold=0), shown.fold) == (choice.wall, choice.fold)
        assert choice.instant.astimezone(ZoneInfo(zone)).utcoffset() == choice.offset


@given(wall=walls, zone=zones, fold=st.sampled_from([None, 0, 1]))
def test_resolved_instant_shows_the_wall_time_that_was_typed(
    wall: datetime, zone: str, fold: int | None
) -> None:
    choices = readings(wall=wall, zone=zone)
    is_missing = choices[0].wall != wall

    if is_missing:
        assert choices[0].wall < wall < choices[1].wall
        with pytest.raises(MissingLocalTime):
            resolve(wall=wall, zone=zone, fold=fold)
    elif len(choices) == 2 and fold is None:
        with pytest.raises(AmbiguousLocalTime):
            resolve(wall=wall, zone=zone)
    else:
        assert wall_of(resolve(wall=wall, zone=zone, fold=fold), zone).replace(fold=0) == wall


@given(
    instant=st.datetimes(
        min_value=datetime(1995, 1, 1), max_value=datetime(2045, 1, 1), timezones=st.just(UTC)
    ),
    zone=zones,
)
def test_every_instant_can_be_named(instant: datetime, zone: str) -> None:
    instant = instant.replace(microsecond=0)
    shown = wall_of(instant, zone)

    assert resolve(wall=shown.replace(fold=0), zone=zone, fold=shown.fold) == instant


@given(wall=walls, zone=zones)
def test_computed_time_always_has_an_instant_near_it(wall: datetime, zone: str) -> None:
    moved = wall_of(at_or_after_gap(wall=wall, zone=zone), zone).replace(fold=0) - wall

    assert timedelta() <= moved <= timedelta(days=1)


def test_zone_is_read_from_its_file_once_however_many_others_are_asked_for() -> None:
    names = ["Europe/Oslo", *sorted(zone_names())[:40], "Europe/Oslo"]
    known_zone.cache_clear()
    for name in names:
        assert known_zone(name).key == name
    assert known_zone.cache_info().misses == len(set(names))
