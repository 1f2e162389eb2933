"""How long outgoing rows live: what expired is marked, what is old is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.choices import MailState
from accounts.models import Letter
from accounts.post.faults import Fault
from accounts.post.tables import tables

LETTERS_LIVE = timedelta(days=90)
"""As declared in accounts.models.letter."""


def expire(*, now: datetime) -> int:
    """Mark what was not sent in its time as missed, where people see it; returns how many rows.

    A row that somebody is sending at this moment is left to its lease.
    """
    finished = {"state": MailState.MISSED, "next_at": None, "claim": "", "last_error": Fault.EXPIRED}
    return sum(
        table.model._default_manager.filter(next_at__lte=now, expires_at__lte=now).update(**finished)
        for table in tables()
    )


def prune_letters(*, now: datetime) -> int:
    """Delete letters that were finished long ago; returns how many."""
    deleted, _by_model = Letter.objects.filter(next_at__isnull=True, due_at__lt=now - LETTERS_LIVE).delete()
    return deleted
