"""How long outgoing rows live: what expired is marked, what is old is deleted."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.choices import MailState
from accounts.models import Letter, MailMinute
from accounts.post.claim import LEASE
from accounts.post.faults import Fault
from accounts.post.holders import is_dead
from accounts.post.tables import Table, tables
from accounts.post.tally import End, tally

log = logging.getLogger(__name__)
AT_ONCE = 1000
LETTERS_LIVE = timedelta(days=90)
"""As declared in accounts.models.letter."""
MINUTES_LIVE = timedelta(days=2)


def expire(*, now: datetime) -> int:
    """Mark what was not sent in its time as missed, where people see it; returns how many rows.

    A row that somebody is sending at this moment is left to its lease.
    """
    return sum(_expire(table, now=now) for table in tables())


def _expire(table: Table, *, now: datetime) -> int:
    """Mark rows in short transactions; those a planner holds are left to the next time, so that nobody waits."""
    rows: Any = table.model._default_manager  # each table has kinds of its own
    expired = 0
    late = rows.filter(next_at__lte=now, expires_at__lte=now).order_by("pk")
    finished = {"state": MailState.MISSED, "next_at": None, "claim": "", "last_error": Fault.EXPIRED}
    while True:
        with transaction.atomic():
            kinds = dict(late.select_for_update(skip_locked=True).values_list("pk", "kind")[:AT_ONCE])
            expired += rows.filter(pk__in=list(kinds)).update(**finished)
        ends = (End(kind, MailState.MISSED, Fault.EXPIRED) for kind in kinds.values())
        tally(table, Counter(ends), now=now)
        if len(kinds) < AT_ONCE:
            return expired


def free_dead(*, now: datetime) -> int:
    """Let the rows of processes that were killed on this machine be due at once; returns how many.

    One of them may have been handed over already: it keeps its number of tries and its Message-ID.
    """
    return sum(_free_dead(table, now=now) for table in tables())


def _free_dead(table: Table, *, now: datetime) -> int:
    # Leases end within LEASE: the rest of the index, all that waits for its day, is not read.
    held = table.model._default_manager.filter(
        state=MailState.SENDING, next_at__gt=now, next_at__lte=now + LEASE
    )
    dead = [token for token in held.order_by().values_list("claim", flat=True).distinct() if is_dead(token)]
    freed = held.filter(claim__in=dead).update(next_at=now) if dead else 0
    if freed:
        log.warning("%s rows of %s were held by a process that is gone.", freed, table.name)
    return freed


def prune_letters(*, now: datetime) -> int:
    """Delete letters that were finished long ago; returns how many."""
    deleted, _by_model = Letter.objects.filter(next_at__isnull=True, due_at__lt=now - LETTERS_LIVE).delete()
    return deleted


def prune_minutes(*, now: datetime) -> int:
    """Delete the counts of minutes nobody will ask for again; returns how many."""
    deleted, _by_model = MailMinute.objects.filter(minute__lt=now - MINUTES_LIVE).delete()
    return deleted
