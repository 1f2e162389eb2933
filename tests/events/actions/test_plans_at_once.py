"""Two people who press the same button at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.audit import SYSTEM
from events.actions.plans import NotPlannable, undo_plan
from events.models import Change, Event
from tests import make
from tests.plans import plan

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)


def refusals(step: Callable[[], object]) -> list[ValidationError]:
    """Take the step twice at the same moment; return what was refused."""
    start, refused = threading.Barrier(2), []

    def run() -> None:
        try:
            start.wait()
            step()
        except ValidationError as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _twin in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_twins_of_a_plan_and_of_its_undo_happen_once() -> None:
    campaign, oslo = make.campaign(day_of_action=date(2027, 6, 2)), make.mission(city=make.city("Oslo"))
    elsewhere = make.international()

    (refused,) = refusals(lambda: plan(oslo, campaign=campaign, elsewhere=elsewhere, now=NOW))
    assert isinstance(refused, NotPlannable)
    assert (Change.objects.count(), Event.objects.count()) == (1, 1)

    (refused,) = refusals(lambda: undo_plan(by=SYSTEM, change=Change.objects.get(), now=NOW))
    assert refused.code == "undone"
    assert not Event.objects.exists()
