# ruff: noqa: S608 - table names are our own
"""Whether what a polling page shows has changed. It only asks the rows; nothing is stored for it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.choices import MailState
from accounts.models import AuditEntry, User
from accounts.post.pulse import Pulse
from events.models import Campaign, Reminder

SLOT = timedelta(minutes=1)
"""States change with time alone, on the whole minute on which an event begins or ends; so does the slot."""


_MARK = (
    f"SELECT id, (SELECT count(*) FROM {Reminder._meta.db_table} WHERE state = '{MailState.FAILED}') AS failed"
    f" FROM {AuditEntry._meta.db_table} ORDER BY id DESC LIMIT 1"
)
"""As text, since every poll asks: to put it together takes Django longer than the database takes to answer."""


def change_mark() -> str:
    """Return a text that differs once an action was recorded, or a mail failed; one query.

    Of whatever campaign: to tell them apart takes longer than to render once too often.
    """
    return next((f"{entry.pk}.{entry.failed}" for entry in AuditEntry.objects.raw(_MARK)), "")  # type: ignore[attr-defined]


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
