"""The clock runs over the changes to and from summer time: every mail once, at the hour shown on the spot.

The expected instants are written out: they come from a calendar, not from the product.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.post.drain import drain_once
from benchmarks.parts.receiver import Receiver
from events.models import Reminder
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
STEP = timedelta(minutes=30)

CHANGES = [
    # zone, the day, and in UTC: a week before at 18:00, the day before at 18:00, that morning at 08:00
    ("Europe/Brussels", "2027-03-28", "2027-03-21 17:00", "2027-03-27 17:00", "2027-03-28 06:00"),
    ("Europe/Brussels", "2027-10-31", "2027-10-24 16:00", "2027-10-30 16:00", "2027-10-31 07:00"),
    ("America/New_York", "2027-03-14", "2027-03-07 23:00", "2027-03-13 23:00", "2027-03-14 12:00"),
    ("America/New_York", "2027-11-07", "2027-10-31 22:00", "2027-11-06 22:00", "2027-11-07 13:00"),
    ("Australia/Sydney", "2027-10-03", "2027-09-26 08:00", "2027-10-02 08:00", "2027-10-02 21:00"),
    ("Australia/Sydney", "2027-04-04", "2027-03-28 07:00", "2027-04-03 07:00", "2027-04-03 22:00"),
    ("Australia/Lord_Howe", "2027-10-03", "2027-09-26 07:30", "2027-10-02 07:30", "2027-10-02 21:00"),
    ("Australia/Lord_Howe", "2027-04-04", "2027-03-28 07:00", "2027-04-03 07:00", "2027-04-03 21:30"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day", "week", "evening", "morning"), CHANGES)
def test_each_mail_goes_once_at_its_local_hour(
    sink: Receiver,
    settings: Any,
    zone: str,
    day: str,
    week: str,
    evening: str,
    morning: str,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    start = datetime.fromisoformat(f"{day} 11:00")
    planned = start.replace(tzinfo=UTC) - timedelta(days=20)
    event = make.event(city="Somewhere", country="AU", time_zone=zone, starts_wall=start, now=planned)
    make.assignment(event, make.activist(section=event.section), role="steward", said="yes", now=planned)
    drain_once(now=planned)
    now, end = utc(week) - timedelta(hours=3), utc(morning) + timedelta(hours=3)
    while now <= end:
        drain_once(now=now)
        now += STEP

    kinds = ("week_before", "day_before", "morning_of")
    rows = {row.kind: row for row in Reminder.objects.filter(event=event, kind__in=kinds)}
    assert {kind: row.sent_at for kind, row in rows.items()} == dict(
        zip(kinds, (utc(week), utc(evening), utc(morning)), strict=True)
    )
    counted = Counter(mail.message_id for mail in sink.accepted())
    assert [counted[row.message_id] for row in rows.values()] == [1, 1, 1]
