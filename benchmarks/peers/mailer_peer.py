"""django-mailer: ready-made messages in its queue, sent by its engine.

As shipped it opens a connection for each mail; with PEER_KEPT it gets a backend that keeps one.
"""

import os
import time

from common import mails, message, say, set_up

BACKENDS = "django.core.mail.backends.smtp.EmailBackend", "kept.KeptBackend"

if __name__ == "__main__":
    set_up(
        ["mailer"],
        MAILER_EMAIL_BACKEND=BACKENDS[bool(os.environ.get("PEER_KEPT"))],
        MAILER_USE_FILE_LOCK=False,
        MAILER_EMAIL_THROTTLE=0,
    )
    from django.core.management import call_command
    from mailer.engine import send_all
    from mailer.models import Message

    call_command("migrate", verbosity=0)
    waiting = []
    for one in mails():
        row = Message()
        row.email = message(one)
        waiting.append(row)
    Message.objects.bulk_create(waiting, batch_size=1000)
    began = time.perf_counter()
    send_all()
    say(sent=len(waiting) - Message.objects.count(), seconds=time.perf_counter() - began)
