"""Imports a list of embassies in this process: ``python -m parts.importing FILE``; prints one object.

First into a table without missions, then the same file again, then as many ready rows by one bulk_create.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any


def main(path: str) -> None:
    """Measure."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from events.actions.missions import CHUNK
    from events.models import City, Mission

    def imported() -> str:
        out = io.StringIO()
        call_command("import_missions", path, stdout=out, stderr=io.StringIO())
        return out.getvalue().splitlines()[-1]

    def stored() -> None:
        with transaction.atomic():
            Mission.objects.bulk_create(ready, batch_size=CHUNK)

    City.objects.first()  # connects
    before, spent = _megabytes(), time.process_time()
    seconds, said = _timed(imported)
    most, spent = _megabytes(), time.process_time() - spent
    again, said_again = _timed(imported)
    ready = list(Mission.objects.all())
    assert said == f"{len(ready)} created, 0 updated, 0 unchanged, 0 rejected", said
    assert said_again == f"0 created, 0 updated, {len(ready)} unchanged, 0 rejected", said_again
    Mission.objects.all().delete()
    for mission in ready:
        mission.pk, mission._state.adding = None, True
    bulk, _nothing = _timed(stored)
    Mission.objects.all().delete()  # for the next round: deleting first would count as its memory
    print(
        json.dumps({
            "seconds": seconds, "cpu_s": spent, "again_s": again, "bulk_s": bulk,
            "memory_before_mb": before, "peak_memory_mb": most,
        })
    )  # fmt: skip


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    said = act()
    return time.perf_counter() - began, said


def _megabytes() -> float:
    """Return the most memory this process has had so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(sys.argv[1])
