"""Asks for a board in this process, through all middleware: ``python -m parts.board_pages ROUNDS``; prints one object.

Seconds are of the processor, so that what else the machine does counts less; beside them is the clock on the wall.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any


def main(rounds: int) -> None:
    """Measure."""
    import django
    from django.conf import settings
    from django.core.cache import caches

    django.setup()
    settings.ROOT_URLCONF = "parts.board_urls"
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from accounts.models import User
    from events.models import Campaign, Event

    campaign = Campaign.objects.earliest("pk")
    address = reverse("events:board", args=[campaign.slug])
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.filter(is_global_coordinator=True).earliest("pk"))
    part = {"HX-Request": "true"}

    def poll() -> bool:
        answer = client.get(address, headers={**part, "If-None-Match": f'"{known[0]}"'})
        if answer.status_code == 304:
            return True
        known[0] = _stamp(answer.content)  # the clock went on
        return False

    def alone(**headers: str) -> Callable[[], Any]:
        """Return a request that finds nothing another reader was shown."""

        def ask() -> Any:
            caches["shared_parts"].clear()
            return client.get(address, headers=headers)

        return ask

    page = client.get(address)
    known = [_stamp(page.content)]
    with CaptureQueriesContext(connection) as asked:
        alone()()
    is_same = False
    while not is_same:
        with CaptureQueriesContext(connection) as polled:
            is_same = poll()
    said = {
        "events": Event.objects.filter(campaign=campaign).count(),
        "queries": len(asked),
        "poll_queries": len(polled),
        **octets(page.content),
        "render": measured(alone(), rounds),
        "part": measured(alone(**part), rounds),
        "shared": measured(lambda: client.get(address), rounds),
        "shared_part": measured(lambda: client.get(address, headers=part), rounds),
        "poll": measured(poll, rounds * 10),
        "empty": measured(lambda: client.get("/benchmark/empty/"), rounds * 10),
    }
    print(json.dumps(said))


def _stamp(html: bytes) -> str:
    """Return the ETag that the page polls with."""
    found = re.search(rb'If-None-Match": "\\"([^"\\]+)', html)
    assert found is not None
    return found[1].decode()


def octets(page: bytes) -> dict[str, float]:
    """Return the size of a page in thousands of octets: as it is made, and as it is sent."""
    return {
        "page_kb": round(len(page) / 1000, 1),
        "wire_kb": round(len(gzip.compress(page, 6)) / 1000, 1),
    }


def measured(act: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Return the medians in milliseconds: of the processor, and on the wall."""
    spent, passed = [], []
    for round_ in range(rounds + 2):
        wall, cpu = time.perf_counter(), time.process_time()
        counts = act() is not False
        if counts and round_ >= 2:  # the first ones compile templates
            spent.append(time.process_time() - cpu)
            passed.append(time.perf_counter() - wall)
    return {
        "cpu_ms": round(statistics.median(spent) * 1000, 2),
        "wall_ms": round(statistics.median(passed) * 1000, 2),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
