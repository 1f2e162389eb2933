"""The Celery app: ticks and senders. Tasks are in events/tasks.py; nothing is ever published by a web request."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handins.settings")

app = Celery("handins")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_signal: Any) -> None:
    """Leave logging to Django's settings; Celery's own would print tokens and hide our format."""
