"""django-post-office: ready-rendered bodies in its queue, its own best setting (two processes, batches of 1,000)."""

import time

from common import arguments, bodies, say, set_up

if __name__ == "__main__":
    set_up(["post_office"], POST_OFFICE={"BATCH_SIZE": 1000, "THREADS_PER_PROCESS": 2, "LOG_LEVEL": 0})
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
    connection.close()  # its processes are forked: a shared connection would break
    began, sent = time.perf_counter(), 0
    while sent < number:
        done, failed, _requeued = send_queued(processes=2, log_level=0)
        connection.close()
        sent += done
        if failed or not done:
            break
    say(sent=sent, seconds=time.perf_counter() - began)
