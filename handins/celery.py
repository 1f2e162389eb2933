"""The Celery app: ticks and senders. Tasks are in events/tasks.py; nothing is ever published by a web request."""

import gc
import os
import signal
from types import FrameType
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init, worker_ready

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


@worker_ready.connect
def tell_senders_to_stop(**_signal: Any) -> None:
    """Let senders hear of a shutdown when it begins: Celery itself waits for them first, and ends them then."""
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        celerys = signal.getsignal(number)

        def stop(number: int, frame: FrameType | None, celerys: Any = celerys) -> None:
            from accounts.post.stopping import stop_senders

            stop_senders()
            celerys(number, frame)

        if callable(celerys):
            signal.signal(number, stop)


@worker_process_init.connect
def leave_what_stays_to_itself(**_signal: Any) -> None:
    """Keep what was loaded at the start out of garbage collection: it is an eighth of a sender's time."""
    gc.freeze()
