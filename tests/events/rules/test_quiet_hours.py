"""Moving mails out of quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.quiet_hours import REMAINS, QuietHours, considerate, quiet_hours

NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12), time(14))
SYDNEY = "Australia/Sydney"
ZONES = ("Australia/Sydney", "Europe/London", "America/New_York", "Asia/Kathmandu")


def sydney(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2017, 6, day, hour, minute, tzinfo=ZoneInfo(SYDNEY))


@pytest.mark.parametrize(
    ("hours", "clock", "inside"),
    [
        (NIGHT, time(22), True),
        (NIGHT, time(3), True),
        (NIGHT, time(7), False),
        (NIGHT, time(12), False),
        (NOON, time(12), True),
        (NOON, time(13, 59), True),
        (NOON, time(14), False),
        (NOON, time(3), False),
    ],
)
def test_hours_that_pass_midnight_or_not_contain_their_beginning_and_not_their_end(
    hours: QuietHours, clock: time, inside: bool
) -> None:
    assert hours.contain(clock) is inside


def test_hours_with_one_end_missing_or_equal_ends_are_none() -> None:
    assert quiet_hours(None, time(7)) is None
    assert quiet_hours(time(7), None) is None
    assert quiet_hours(time(7), time(7)) is None
    assert quiet_hours(time(0), time(7)) == QuietHours(time(0), time(7))


CASES = {
    "outside the hours nothing moves": (sydney(1, 18), sydney(2, 11), sydney(1, 18)),
    "in the evening it waits for the morning": (sydney(1, 23), sydney(2, 11), sydney(2, 7)),
    "after midnight it waits for the same morning": (sydney(2, 3), sydney(2, 11), sydney(2, 7)),
    "two hours must remain, else it comes before": (sydney(2, 3), sydney(2, 8, 59), sydney(1, 21, 59)),
    "exactly two hours are enough": (sydney(2, 3), sydney(2, 9), sydney(2, 7)),
}


@pytest.mark.parametrize(("due", "starts", "expected"), CASES.values(), ids=CASES)
def test_due_in_a_night_before_the_event(due: datetime, starts: datetime, expected: datetime) -> None:
    moved = considerate(
        due,
        quiet=NIGHT,
        zone=SYDNEY,
        not_before=sydney(1, 12),
        not_after=starts - REMAINS,
        expires_at=starts,
    )

    assert moved == expected


def test_neither_later_nor_earlier_leaves_it_where_it_is() -> None:
    due = sydney(2, 3)

    moved = considerate(
        due,
        quiet=NIGHT,
        zone=SYDNEY,
        not_before=due,
        not_after=sydney(2, 5),
        expires_at=sydney(2, 7),
    )

    assert moved == due


def test_end_of_quiet_hours_that_is_too_late_to_be_of_use_sends_it_before() -> None:
    moved = considerate(
        sydney(1, 23),
        quiet=NIGHT,
        zone=SYDNEY,
        not_before=sydney(1, 12),
        not_after=sydney(3, 0),
        expires_at=sydney(2, 7),
    )

    assert moved == sydney(1, 21, 59)


def test_night_in_which_the_clocks_go_forward_ends_by_the_clock_on_the_wall() -> None:
    # London, 26 March 2017: 01:00 becomes 02:00
    due = datetime(2017, 3, 26, 0, 30, tzinfo=UTC)

    moved = considerate(
        due,
        quiet=NIGHT,
        zone="Europe/London",
        not_before=due,
        not_after=datetime(2017, 3, 26, 12, tzinfo=UTC),
        expires_at=datetime(2017, 3, 26, 12, tzinfo=UTC),
    )

    assert moved == datetime(2017, 3, 26, 6, tzinfo=UTC)


instants = st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(), timedelta(days=3))


@given(
    due=instants,
    quiet=st.builds(quiet_hours, st.times(), st.times()),
    zone=st.sampled_from(ZONES),
    reference=spans,
    remains=spans,
    useful=spans,
)
def test_result_is_never_before_the_reference_nor_useless_and_quiet_only_where_nothing_else_serves(
    due: datetime,
    quiet: QuietHours | None,
    zone: str,
    reference: timedelta,
    remains: timedelta,
    useful: timedelta,
) -> None:
    not_before, not_after = due - reference, due + remains
    expires_at = due + useful + timedelta(seconds=1)

    moved = considerate(
        due, quiet=quiet, zone=zone, not_before=not_before, not_after=not_after, expires_at=expires_at
    )

    assert not_before <= moved < expires_at
    assert moved == due or quiet is not None
    if moved > due:
        assert moved <= not_after
