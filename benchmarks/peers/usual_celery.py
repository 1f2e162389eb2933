"""The usual way with Celery: a task for each mail, read and written when its turn comes, on a connection of its own.

``celery -A usual_celery worker`` works; as a program it publishes so many tasks and prints when it began. The mails are
the very ones ours sends, read by the same queries, one mail at a time, and written from the same templates, compiled once
in each process. With PEER_LEAN nothing is read: the task writes the same bodies, ready-made, into a mail and sends that.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from functools import cache

import django
from celery import Celery
from django.conf import settings

LEAN = os.environ.get("PEER_LEAN")
if LEAN:
    settings.configure(USE_TZ=True)
django.setup()
app = Celery("usual", broker=os.environ["PEER_BROKER"])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=100, task_default_queue="usual")
PORT = int(os.environ["PEER_PORT"])


@app.task(name="usual.send")
def send(number):
    """Write one mail and hand it over."""
    from django.core.mail import get_connection

    message = lean(number) if LEAN else written(number)
    backend = "django.core.mail.backends.smtp.EmailBackend"
    message.connection = get_connection(backend, host="127.0.0.1", port=PORT)
    message.send()


def written(number):
    """Return the mail of a reminder."""
    from events.queries.notices import Notices
    from events.reminders.writing import written as written_mail

    notices = Notices([number], now=datetime.now(UTC))
    notice = notices.notice(number, knows_older=False)
    return written_mail(notice, to=notices.reader(number).address(), row_id=number).message()


@cache
def ready():
    """Return the mails whose parts are there already."""
    from common import mails

    return mails()


def lean(number):
    """Return a mail whose parts are there already."""
    from common import message

    return message(ready()[number])


def numbers(number):
    """Return what the tasks are about."""
    if LEAN:
        return range(number)
    from events.models import Reminder

    due = Reminder.objects.filter(kind="asked").order_by("pk")
    return list(due.values_list("pk", flat=True)[:number])


if __name__ == "__main__":
    about = numbers(int(sys.argv[1]))
    began = time.time()
    for n in about:
        send.delay(n)
    print(json.dumps({"began": began}))
