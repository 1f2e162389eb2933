"""The usual way with Celery: a task for each mail, written from templates, on a connection of its own.

``celery -A usual_celery worker`` works; as a program it publishes so many tasks.
"""

import os
import sys

import django
from celery import Celery
from django.conf import settings

settings.configure(
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=int(os.environ["PEER_PORT"]),
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    USE_TZ=True,
)
django.setup()
app = Celery("usual", broker=os.environ["PEER_BROKER"])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=100, task_default_queue="usual")

LINE = "A line of text as long as those of a mail that {{ name }} reads, and no longer.\n"


@app.task(name="usual.send")
def send(number, size):
    """Write one mail and hand it over."""
    from django.core.mail import EmailMultiAlternatives
    from django.template import engines

    django_templates = engines["django"]
    context = {"name": f"activist {number}"}
    text = django_templates.from_string(LINE * (size // 4 // len(LINE))).render(context)
    html = django_templates.from_string(f"<p>{LINE}</p>" * (size * 3 // 4 // (len(LINE) + 7))).render(context)
    mail = EmailMultiAlternatives("Usual", text, "post@example.org", [f"activist{number}@example.org"])
    mail.attach_alternative(html, "text/html")
    mail.send()


if __name__ == "__main__":
    for n in range(int(sys.argv[1])):
        send.delay(n, int(sys.argv[2]))
