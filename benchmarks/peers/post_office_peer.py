"""django-post-office: ready-rendered bodies in its queue, sent as its own command does (send_queued_mail_until_done).

The environment says how many processes and threads; nothing is written to its log. It has no alternatives beyond text
and HTML: with PEER_CALENDAR the calendar part goes as an attachment, a file of its own; without, not at all.
"""

import os
import tempfile
import time

from common import mails, say, set_up

if __name__ == "__main__":
    processes, threads = int(os.environ["PEER_PROCESSES"]), int(os.environ["PEER_THREADS"])
    set_up(
        ["post_office"],
        MEDIA_ROOT=tempfile.mkdtemp(),
        POST_OFFICE={"BATCH_SIZE": 1000, "THREADS_PER_PROCESS": threads, "LOG_LEVEL": 0},
    )
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from django.db import connection
    from post_office.mail import send_queued
    from post_office.models import PRIORITY, STATUS, Attachment, Email

    call_command("migrate", verbosity=0)
    waiting = mails()
    number = len(waiting)
    emails = Email.objects.bulk_create(
        [
            Email(
                from_email="post@example.org",
                to=[one["to"]],
                subject=one["subject"],
                message=one["text"],
                html_message=one["html"],
                status=STATUS.queued,
                priority=PRIORITY.medium,
            )
            for one in waiting
        ],
        batch_size=1000,
    )
    if os.environ.get("PEER_CALENDAR"):
        for email, one in zip(emails, waiting, strict=True):
            if "calendar" not in one:
                continue
            attachment = Attachment(name="event.ics", mimetype=f"text/calendar; method={one['method']}")
            attachment.file.save("event.ics", ContentFile(one["calendar"].encode()))
            email.attachments.add(attachment)
    connection.close()  # a forked process would share it
    began, sent = time.perf_counter(), 0
    while sent < number:
        done, failed, _requeued = send_queued(processes=processes, log_level=0)
        connection.close()  # as its command does: forked processes have closed it behind our back
        sent += done
        if failed or not done:
            break
    say(sent=sent, seconds=time.perf_counter() - began)
