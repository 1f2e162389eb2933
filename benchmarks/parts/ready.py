"""Writes the mails that are due to a file, for others to send: ``python -m parts.ready NUMBER FILE``.

One JSON object per line: to, subject, text, html, and the calendar part with its method, which
discreet mails have none of. They are the very mails ours
sends: composed by the same code, links, decrypted addresses and all.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path


def main(number: int, path: Path) -> None:
    """Compose so many mails."""
    import django

    django.setup()
    from events.models import Reminder
    from events.queries.notices import Notices
    from events.reminders.writing import written

    now = datetime.now(UTC)
    due = Reminder.objects.filter(kind="asked", next_at__lte=now).order_by("next_at", "pk")
    rows = list(due.values_list("pk", flat=True)[:number])
    notices = Notices(rows, now=now)
    with path.open("w") as file:
        for row in rows:
            notice = notices.notice(row, knows_older=False)
            mail = written(notice, to=notices.reader(row).address(), row_id=row)
            said = {"to": mail.to, "subject": mail.subject, "text": mail.text, "html": mail.html}
            if (part := mail.calendar) is not None:
                said |= {"calendar": part.content.decode(), "method": part.method}
            print(json.dumps(said), file=file)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
