"""Composing alone, sending nothing: ``python -m parts.compose NUMBER`` with mails that are due.

Prints the mails, their mean size, and seconds for composing, with and without reading what it takes. A first part of
them, not counted, warms the patterns.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

GROUP = 100


def main(number: int) -> None:
    """Compose the mails that are due, in groups as they are claimed."""
    import django

    django.setup()
    from accounts.post.lane import open_lane
    from events.models import Reminder

    gc.freeze()
    due = Reminder.objects.filter(kind="asked", next_at__lte=datetime.now(UTC)).order_by("next_at", "pk")
    rows = list(due.values_list("pk", flat=True)[:number])
    with closing(open_lane()) as lane:
        _composed(rows[: max(GROUP, number // 5)], lane)
        print(json.dumps(_composed(rows, lane)))


def _composed(rows: list[int], lane: Any) -> dict[str, float]:
    from accounts.post.tables import tables

    table = next(one for one in tables() if one.name == "events_reminder")
    began, octets, spent = time.perf_counter(), 0, 0.0
    for begin in range(0, len(rows), GROUP):
        ids = rows[begin : begin + GROUP]
        group = table.open_group(ids, datetime.now(UTC))
        read = time.perf_counter()
        for row in ids:
            assert group.still_wanted(row) is None
            octets += lane.prepare(group.compose(row)).size
        spent += time.perf_counter() - read
    whole = time.perf_counter() - began
    return {"mails": len(rows), "octets": round(octets / len(rows)), "seconds": spent, "with_reading": whole}


if __name__ == "__main__":
    main(int(sys.argv[1]))
