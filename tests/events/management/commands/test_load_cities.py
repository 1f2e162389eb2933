"""`load_cities` as somebody types it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.long
@pytest.mark.django_db
def test_second_load_says_it_was_done_before() -> None:
    first, second, progress = StringIO(), StringIO(), StringIO()

    call_command("load_cities", stdout=first, stderr=progress)
    call_command("load_cities", stdout=second, stderr=StringIO())

    loaded = first.getvalue()
    assert loaded.startswith("Loaded: 34,006 cities, ")
    assert second.getvalue() == loaded.replace("Loaded", "Loaded before", 1)
    assert len(progress.getvalue().splitlines()) == 3
