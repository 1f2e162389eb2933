"""The usual way with Celery: a task for each mail, written from templates, on a connection of its own.

``celery -A usual_celery worker`` works; as a program it publishes so many tasks and prints when it began.
Templates are compiled once in each process, as Django's cached loader does.
"""

import json
import os
import sys
import time

import django
from celery import Celery
from django.conf import settings

SIZE = int(os.environ["PEER_SIZE"])
LINE = "A line of text as long as those of a mail that {{ name }} reads, and no longer.\n"
LENGTH = len(LINE.replace("{{ name }}", "activist 1000"))
TEXT, HTML = LINE * (SIZE // 4 // LENGTH), f"<p>{LINE}</p>" * (SIZE * 3 // 4 // (LENGTH + 7))
LOADER = "django.template.loaders.locmem.Loader", {"mail.txt": TEXT, "mail.html": HTML}

settings.configure(
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=int(os.environ["PEER_PORT"]),
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.cached.Loader", [LOADER])]},
        }
    ],
    USE_TZ=True,
)
django.setup()
app = Celery("usual", broker=os.environ["PEER_BROKER"])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=100, task_default_queue="usual")


@app.task(name="usual.send")
def send(number):
    """Write one mail and hand it over."""
    from django.core.mail import EmailMultiAlternatives
    from django.template.loader import render_to_string

    context = {"name": f"activist {number}"}
    mail = EmailMultiAlternatives(
        "Usual",
        render_to_string("mail.txt", context),
        "post@example.org",
        [f"activist{number}@example.org"],
    )
    mail.attach_alternative(render_to_string("mail.html", context), "text/html")
    mail.send()


if __name__ == "__main__":
    began = time.time()
    for n in range(int(sys.argv[1])):
        send.delay(n)
    print(json.dumps({"began": began}))
