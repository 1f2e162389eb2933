"""Where users are signed in: what is over is forgotten, with the addresses and browsers allauth keeps of it."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


@transaction.atomic
def prune_sessions(*, now: datetime) -> int:
    """Delete sessions that are over, and what was noted of sessions that are no more; returns how many."""
    over, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    left = Session.objects.values("session_key")
    noted, _by_model = UserSession.objects.exclude(session_key__in=left).delete()
    return over + noted
