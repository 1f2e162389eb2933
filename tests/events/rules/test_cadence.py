"""When mails are due, on ordinary days and on the two nights a year that are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from events.choices import ReminderKind
from events.rules import cadence
from events.rules.local_time import resolve

MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def before(starts_wall: str, zone: str) -> dict[str, tuple[datetime, datetime]]:
    starts_at = resolve(wall=datetime.fromisoformat(starts_wall), zone=zone, fold=0)
    return {
        slot.kind.value: (slot.due_at, slot.expires_at)
        for slot in cadence.before_the_event(starts_at=starts_at, zone=zone)
    }


def test_story_in_sydney_counts_by_the_clock_in_sydney() -> None:
    assert before("2017-06-01 11:00", "Australia/Sydney") == {
        "week_before": (utc("2017-05-25 08:00"), utc("2017-05-31 08:00")),
        "day_before": (utc("2017-05-31 08:00"), utc("2017-05-31 23:00")),
        "morning_of": (utc("2017-05-31 22:00"), utc("2017-06-01 01:00")),
    }


@pytest.mark.parametrize(("clock", "has_morning"), [("09:29", False), ("09:30", True), ("00:15", False)])
def test_event_that_starts_before_half_past_nine_gets_no_mail_that_morning(
    clock: str, has_morning: bool
) -> None:
    assert ("morning_of" in before(f"2017-06-01 {clock}", "Europe/Oslo")) is has_morning


# In three zones, over both changes of the clock: 18:00 and 08:00 stay 18:00 and 08:00 on the wall.
CHANGES = {
    "London forward": ("2017-03-26 11:00", "Europe/London", "2017-03-25 18:00", "2017-03-26 07:00"),
    "London back": ("2017-10-29 11:00", "Europe/London", "2017-10-28 17:00", "2017-10-29 08:00"),
    "New York forward": ("2017-03-12 11:00", "America/New_York", "2017-03-11 23:00", "2017-03-12 12:00"),
    "New York back": ("2017-11-05 11:00", "America/New_York", "2017-11-04 22:00", "2017-11-05 13:00"),
    "Sydney forward": ("2017-10-01 11:00", "Australia/Sydney", "2017-09-30 08:00", "2017-09-30 21:00"),
    "Sydney back": ("2017-04-02 11:00", "Australia/Sydney", "2017-04-01 07:00", "2017-04-01 22:00"),
}


@pytest.mark.parametrize(("starts", "zone", "day_before", "morning"), CHANGES.values(), ids=CHANGES)
def test_change_of_the_clock_moves_no_mail_on_the_wall(
    starts: str, zone: str, day_before: str, morning: str
) -> None:
    found = before(starts, zone)

    assert found["day_before"][0] == utc(day_before)
    assert found["morning_of"][0] == utc(morning)


def test_missing_hour_moves_on_by_the_gap() -> None:
    # Lebanon, 26 March 2017: 00:00 becomes 01:00. Asked at 00:30 three days before, the nudge would be at 00:30.
    asked_at = resolve(wall=datetime(2017, 3, 23, 0, 30), zone="Asia/Beirut")

    slot = cadence.nudge(asked_at=asked_at, starts_at=utc("2017-04-01 09:00"), zone="Asia/Beirut")

    assert slot.due_at == utc("2017-03-25 22:30")  # 01:30 on the wall


def test_doubled_hour_is_its_first() -> None:
    asked_at = resolve(wall=datetime(2017, 10, 26, 1, 30), zone="Europe/London")

    slot = cadence.nudge(asked_at=asked_at, starts_at=utc("2017-11-05 09:00"), zone="Europe/London")

    assert slot.due_at == utc("2017-10-29 00:30")


def test_reports_are_asked_for_at_the_end_next_morning_and_that_evening() -> None:
    ends_at = resolve(wall=datetime(2017, 6, 1, 12), zone="Australia/Sydney")

    found = list(cadence.after_the_event(ends_at=ends_at, zone="Australia/Sydney"))

    assert [(slot.kind, slot.due_at) for slot in found] == [
        (ReminderKind.REPORT_DUE, utc("2017-06-01 02:00")),
        (ReminderKind.REPORT_AGAIN, utc("2017-06-01 22:00")),
        (ReminderKind.REPORT_ESCALATED, utc("2017-06-02 08:00")),
    ]
    assert {slot.expires_at - slot.due_at for slot in found} == {timedelta(days=3)}
    assert found[-1].expires_at - ends_at < cadence.REPORTS_END


@pytest.mark.parametrize(
    ("ahead", "waits"),
    [
        (timedelta(days=2), timedelta(minutes=5)),
        (timedelta(hours=3) + MINUTE, timedelta(minutes=5)),
        (timedelta(hours=3), timedelta()),
        (timedelta(minutes=-10), timedelta()),
    ],
)
def test_change_is_told_in_five_minutes_and_at_once_when_people_may_be_on_their_way(
    ahead: timedelta, waits: timedelta
) -> None:
    changed_at = utc("2017-06-01 01:00")
    soonest = changed_at + ahead

    slot = cadence.notice(
        ReminderKind.MOVED, changed_at=changed_at, soonest=soonest, expires_at=soonest + timedelta(hours=1)
    )

    assert slot.due_at == changed_at + waits
    assert cadence.is_loud(slot, soonest=soonest) is (ahead <= timedelta(hours=12))
