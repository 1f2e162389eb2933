"""Keeping the board's lines in step with the rows they are counted from."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from django.db import transaction

from events.models import BoardLine, Event
from events.queries.board_lines import COPIED, ids_on_open_boards, stale_lines
from events.queries.ids import Ids

log = logging.getLogger(__name__)
EVENTS_AT_ONCE = 200
"""So that no transaction is long and no list is big."""


def refresh_lines(*, events: Iterable[Event]) -> int:
    """Bring the lines of `events` in step with their rows, in the caller's transaction; return how many were not.

    Whoever changes people, needs, attempts, place or time of an event calls it. Six statements, however many events.
    """
    return _refresh({event.pk for event in events})


def heal_lines() -> int:
    """Look at every event of an open campaign, in short transactions; return how many lines had to be mended.

    What it mends is a fault elsewhere: the aim is 0.
    """
    mended, last = 0, 0
    while ids := ids_on_open_boards(after=last, limit=EVENTS_AT_ONCE):
        with transaction.atomic():
            # whoever changes an event holds its row: neither overwrites what the other has counted
            locked = Event.objects.select_for_update(no_key=True).filter(pk__in=Ids(ids))
            list(locked.order_by("pk").values_list("pk"))
            mended, last = mended + _refresh(ids), ids[-1]
    if mended:
        log.warning("Mended %s lines of the board.", mended)
    return mended


def _refresh(events: Collection[int]) -> int:
    stale = list(stale_lines(events))
    BoardLine.objects.bulk_create(
        stale, update_conflicts=True, unique_fields=["event"], update_fields=list(COPIED)
    )
    return len(stale)
