"""Let mails wait again and be due: ``python -m parts.again NUMBER``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from . import world


def main(number: int) -> None:
    """Take the first `number` mails *asked* as they were before they went."""
    import django

    django.setup()
    from django.db import connection

    from events.models import Reminder

    rows = Reminder.objects.filter(kind="asked")
    Reminder.objects.exclude(kind="asked").filter(next_at__isnull=False).update(
        state="cancelled", next_at=None, last_error="not_needed"
    )
    rows.filter(next_at__isnull=False).update(state="cancelled", next_at=None)
    now = datetime.now(UTC)
    chosen = rows.filter(pk__in=list(rows.order_by("pk").values_list("pk", flat=True)[:number]))
    chosen.update(
        state="pending",
        next_at=now,
        sent_at=None,
        attempts=0,
        claim="",
        smtp_code=None,
        last_error="",
        message_id="",
    )
    world.due(now, number)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE events_reminder")


if __name__ == "__main__":
    main(int(sys.argv[1]))
