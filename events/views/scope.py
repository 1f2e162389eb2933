"""How far the reader of a page gets, as lists take it."""

from __future__ import annotations

from accounts.models import User
from accounts.permissions import Permission, sections_where
from events.access import tended_events, visible_events
from events.models import Event
from events.queries.board_rows import Reach


def reach_of(user: User) -> Reach:
    """Return how far `user` gets on lists that everybody may read; it costs no query by itself.

    Global coordinators look after every event, but change only those of sections they coordinate.
    """
    tended = tended_events(user)
    in_own_sections = Event.objects.filter(section__in=sections_where(user, Permission.CHANGE_EVENTS))
    changeable = in_own_sections if user.is_global_coordinator else tended
    return Reach(visible=visible_events(user), tended=tended, changeable=changeable)
