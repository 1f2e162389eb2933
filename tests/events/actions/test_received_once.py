"""What a phone sends again while the first try is still under way is stored once, whoever comes first."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection

from accounts.audit import SYSTEM
from events.actions.outcomes import received_once, record_outcome
from events.actions.photos import add_photo
from events.models import EarlierReport, Event, Outcome, Photo, ReportReceipt
from tests import make
from tests.pictures import picture

TWINS = 4


def at_once(step: object) -> list[BaseException]:
    """Run `step(number)` in TWINS threads that start together; returns what they raised."""
    gate, faults = threading.Barrier(TWINS), []

    def run(number: int) -> None:
        try:
            gate.wait()
            step(number)  # type: ignore[operator]
        except BaseException as fault:  # noqa: BLE001 - shown by the test
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(TWINS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_twins_of_a_report_and_of_a_photo_are_stored_once() -> None:
    event, key = make.past_event(), uuid4()

    def report(number: int) -> None:
        own = Event.objects.get(pk=event.pk)
        with received_once(event=own, key=key) as is_new:
            if is_new:
                record_outcome(by=SYSTEM, event=own, signatures=number)

    def photo(number: int) -> None:
        own = Event.objects.get(pk=event.pk)
        add_photo(by=SYSTEM, event=own, key=key, original=picture(), caption=str(number))

    assert at_once(report) == []
    assert at_once(photo) == []
    assert (Outcome.objects.count(), ReportReceipt.objects.count(), Photo.objects.count()) == (1, 1, 1)
    assert not EarlierReport.objects.exists()
