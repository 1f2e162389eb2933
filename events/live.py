# ruff: noqa: S608 - table names are our own
"""Whether what a polling page shows has changed: it only asks the rows. What was rendered serves many readers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.choices import MailState, Role
from accounts.models import AuditEntry, User
from accounts.post.pulse import Pulse
from events.models import Campaign, Reminder

SLOT = timedelta(minutes=1)
"""States change with time alone, on the whole minute on which an event begins or ends; so does the slot."""


LATE = 100
"""An action may be recorded while another one, begun before it, is not finished: so many entries are counted, too."""


_MARK = (
    f"SELECT id, (SELECT count(*) FROM {Reminder._meta.db_table} WHERE state = '{MailState.FAILED}') AS failed,"
    f" (SELECT count(*) FROM {AuditEntry._meta.db_table} late WHERE late.id > newest.id - {LATE}) AS finished"
    f" FROM {AuditEntry._meta.db_table} newest ORDER BY id DESC LIMIT 1"
)
"""As text, since every poll asks: to put it together takes Django longer than the database takes to answer."""


def change_mark() -> str:
    """Return a text that differs once an action was recorded, or a mail failed; one query.

    Of whatever campaign: to tell them apart takes longer than to render once too often.
    """
    newest = next(iter(AuditEntry.objects.raw(_MARK)), None)
    return f"{newest.pk}.{newest.finished}.{newest.failed}" if newest else ""  # type: ignore[attr-defined]


def stamp(request: HttpRequest, campaign: Campaign, *, reader: User, pulse: Pulse) -> str:
    """Return the ETag (without quotes) of a page about `campaign` as `reader` asked for it.

    Rows, time slot, what is told of the mail's clock, scope, language and filters are in it: only readers who may see
    and do the same share one, and a clock that dies changes it though it stores nothing.
    """
    parts = (
        change_mark(),
        int(pulse.asked_at.timestamp() // SLOT.total_seconds()),
        pulse.mark,
        (_scope(reader), reader.time_zone),
        get_language(),
        request.get_full_path(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _scope(reader: User) -> tuple[object, ...]:
    """Return what decides what `reader` may see and do; an organiser's own events are nobody else's."""
    own = reader.pk if Role.ORGANISER in reader.roles.values() else None
    return own, reader.is_global_coordinator, sorted(reader.roles.items())


def shared(stamp: str, render: Callable[[], str]) -> str:
    """Return the part of a page that `stamp` names, rendered once for all who are shown the same."""
    parts = caches["shared_parts"]
    part: str | None = parts.get(stamp)
    if part is None:
        part = render()
        parts.set(stamp, part)
    return part
