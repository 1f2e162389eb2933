"""What ends by itself: every holder deletes what it has kept long enough. The clock asks once a day."""

from __future__ import annotations

from datetime import datetime

from accounts.actions.sessions import prune_sessions
from accounts.post.keeping import prune_letters, prune_minutes
from accounts.privacy import holders


def forget_what_is_old(*, now: datetime) -> dict[str, int]:
    """Delete what every holder has kept long enough, in short transactions; returns {what: how many}.

    It may be stopped at any time, and begun again.
    """
    gone: dict[str, int] = {}
    for holder in holders():
        gone |= holder.forget(now)
    return gone


def forget(now: datetime) -> dict[str, int]:
    """Delete what the people side has kept long enough; returns {what: how many}."""
    return {
        "sessions": prune_sessions(now=now),
        "letters": prune_letters(now=now),
        "minutes": prune_minutes(now=now),
    }
