"""The Celery app: ticks and senders. Tasks are in events/tasks.py; nothing is ever published by a web request."""

import gc
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handins.settings")

app = Celery("handins")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "send_due": {"task": "events.tasks.send_due", "schedule": 10.0, "options": {"expires": 10}},
    "expire": {"task": "events.tasks.expire", "schedule": 300.0, "options": {"expires": 300}},
    # By the wall clock, so that a beat that is restarted every 50 minutes still gets there.
    "reconcile": {
        "task": "events.tasks.reconcile",
        "schedule": crontab(minute="23"),
        "options": {"expires": 3600},
    },
    "prune": {
        "task": "events.tasks.prune",
        "schedule": crontab(hour="3", minute="41"),
        "options": {"expires": 3600},
    },
}


@setup_logging.connect
def keep_our_logging(**_signal: Any) -> None:
    """Leave logging to Django's settings; Celery's own would print tokens and hide our format."""


@worker_process_init.connect
def leave_what_stays_to_itself(**_signal: Any) -> None:
    """Keep what was loaded at the start out of garbage collection: it is an eighth of a sender's time."""
    gc.freeze()
