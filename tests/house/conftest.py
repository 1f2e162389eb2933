"""The world the house's tests walk through, and the canaries in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.house.canaries import Aviary, plant
from tests.house.visitors import World, build_world
from tests.house.walks import routes


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """One world for all cells: each test runs inside this transaction, each request in a savepoint."""
    list(routes())  # every door is imported before a test plants a fault below it
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def aviary(world: World) -> Aviary:
    planted = Aviary()
    plant(planted)
    return planted
