"""Doors for Celery: thin, without arguments, without retries. The rows know what is due; a lost tick costs nothing."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.actions.retention import forget_what_is_old
from accounts.post.drain import drain_once, stop_after
from accounts.post.keeping import expire as expire_mails
from accounts.post.stopping import is_stopping
from events.actions.board_lines import heal_lines
from events.reminders.reconciling import reconcile as reconcile_reminders

TICK = timedelta(seconds=20)
"""A tick ends by itself before a soft shutdown does; the next one, at most ten seconds away, goes on."""


@shared_task(ignore_result=True)
def send_due() -> None:
    """Send what is due. Any number of workers may do so at once."""
    is_over = stop_after(TICK)
    drain_once(should_stop=lambda: is_stopping() or is_over(), part="beat")


@shared_task(ignore_result=True)
def expire() -> None:
    """Mark what is too late."""
    expire_mails(now=timezone.now())


@shared_task(ignore_result=True)
def reconcile() -> None:
    """See that every event ahead has exactly its reminders, and the board what the rows say."""
    reconcile_reminders(now=timezone.now())
    heal_lines()


@shared_task(ignore_result=True)
def prune() -> None:
    """Delete what has been kept long enough."""
    forget_what_is_old(now=timezone.now())
