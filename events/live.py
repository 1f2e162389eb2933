"""Whether what a polling page shows has changed. It only asks the rows; nothing is stored for it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db.models import Count, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.choices import MailState
from accounts.models import AuditEntry, User
from accounts.post.pulse import Pulse
from events.models import Campaign, Reminder

SLOT = timedelta(seconds=30)
"""States change with time alone; nobody sees one later than this plus one poll."""


def change_mark() -> str:
    """Return a text that differs once an action was recorded, or a mail failed; one query.

    Of whatever campaign: to tell them apart takes longer than to render once too often.
    """
    failed = Reminder.objects.filter(state=MailState.FAILED).order_by().values("state")
    newest = AuditEntry.objects.order_by("-id").annotate(
        failed=Subquery(failed.annotate(n=Count("pk")).values("n"))
    )
    entry, failures = newest.values_list("id", "failed").first() or (0, None)
    return f"{entry}.{failures or 0}"


def stamp(request: HttpRequest, campaign: Campaign, *, reader: User, pulse: Pulse) -> str:
    """Return the ETag (without quotes) of a page about `campaign` as `reader` asked for it.

    Rows, time slot, what is told of the mail's clock, scope, language and filters are in it: two readers never share
    one, and a clock that dies changes it though it stores nothing.
    """
    rights = sorted(reader.roles.items())
    parts = (
        change_mark(),
        int(pulse.asked_at.timestamp() // SLOT.total_seconds()),
        pulse.mark,
        (reader.pk, reader.is_global_coordinator, reader.time_zone, rights),
        get_language(),
        request.get_full_path(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
