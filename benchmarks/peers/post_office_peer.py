"""django-post-office: ready-rendered bodies in its queue, sent as its own command does (send_queued_mail_until_done).

The environment says how many processes and threads; nothing is written to its log.
"""

import os
import time

from common import arguments, bodies, say, set_up

if __name__ == "__main__":
    processes, threads = int(os.environ["PEER_PROCESSES"]), int(os.environ["PEER_THREADS"])
    set_up(
        ["post_office"],
        POST_OFFICE={"BATCH_SIZE": 1000, "THREADS_PER_PROCESS": threads, "LOG_LEVEL": 0},
    )
    from django.core.management import call_command
    from django.db import connection
    from post_office.mail import send_queued
    from post_office.models import PRIORITY, STATUS, Email

    call_command("migrate", verbosity=0)
    number, size = arguments()
    text, html = bodies(size)
    Email.objects.bulk_create(
        [
            Email(
                from_email="post@example.org",
                to=[f"activist{n}@example.org"],
                subject="Ready-made",
                message=text,
                html_message=html,
                status=STATUS.queued,
                priority=PRIORITY.medium,
            )
            for n in range(number)
        ],
        batch_size=1000,
    )
    connection.close()  # a forked process would share it
    began, sent = time.perf_counter(), 0
    while sent < number:
        done, failed, _requeued = send_queued(processes=processes, log_level=0)
        connection.close()  # as its command does: forked processes have closed it behind our back
        sent += done
        if failed or not done:
            break
    say(sent=sent, seconds=time.perf_counter() - began)
