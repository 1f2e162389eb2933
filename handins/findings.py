"""What there is to find out about the health of an installation, for /readyz, /clockz, /status and `doctor`.

Lateness is computed from rows and the clock at the moment of asking: a dead clock looks dead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from accounts.actions.field_keys import check_canary
from accounts.post.pulse import LATE, Pulse
from events.templatetags.handins_tags import span


@dataclass(frozen=True)
class Finding:
    """What one check found; `detail` is fit to show to whoever may see it. A note is no illness."""

    name: str
    is_ok: bool
    detail: str
    is_note: bool = False


# --- can it serve -------------------------------------------------------------------------------------------------


def readiness() -> Iterator[Finding]:
    """Yield whether the database answers, is migrated, and is the one these keys belong to."""
    for name, check in (("database", _database), ("migrations", _migrations), ("field keys", _field_keys)):
        finding = _asked(name, check)
        yield finding
        if not finding.is_ok:  # what follows would only repeat it
            return


def _asked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, is_ok=True, detail=check())
    except (DatabaseError, ImproperlyConfigured) as error:
        return Finding(name, is_ok=False, detail=str(error).strip())


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return connection.display_name


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise ImproperlyConfigured(f"{len(missing)} to apply: run `python manage.py migrate`.")
    return "all applied"


def _field_keys() -> str:
    check_canary()
    return f"{len(settings.FIELD_KEYS)} at hand"


# --- does mail go out ---------------------------------------------------------------------------------------------


def of_mail(pulse: Pulse, lag: timedelta) -> Iterator[Finding]:
    """Yield whether the clock lives, whether anything is late, and whether the relay takes mail."""
    yield _clock(pulse, lag)
    yield _due_mail(lag)
    yield _relay(pulse)


def _clock(pulse: Pulse, lag: timedelta) -> Finding:
    if pulse.age is None:
        detail = _("no clock has run yet: start worker, beat and watch, or `manage.py up`")
        return Finding("clock", is_ok=lag <= LATE, detail=detail, is_note=True)
    words = (
        _("lives: its last pass was %(span)s ago")
        if pulse.lives
        else _("dead: its last pass was %(span)s ago")
    )
    return Finding("clock", is_ok=pulse.lives, detail=words % {"span": seconds(pulse.age)})


def _due_mail(lag: timedelta) -> Finding:
    if not lag:
        return Finding("due mail", is_ok=True, detail=_("nothing is waiting"))
    detail = _("the oldest has been waiting for %(span)s") % {"span": seconds(lag)}
    return Finding("due mail", is_ok=lag <= LATE, detail=detail)


def _relay(pulse: Pulse) -> Finding:
    if pulse.trouble_for is None:
        return Finding("relay", is_ok=True, detail=_("takes mail, as far as anybody tried"))
    detail = _("takes no mail for %(span)s: %(fault)s. Next try at %(at)s UTC") % {
        "span": seconds(pulse.trouble_for),
        "fault": pulse.fault_words,
        "at": f"{pulse.tried_at:%H:%M:%S}",
    }
    return Finding("relay", is_ok=not pulse.is_held_up, detail=detail, is_note=True)


def seconds(length: timedelta) -> str:
    """Return a length as people who watch a clock want it: to the second below two minutes."""
    whole = int(length.total_seconds())
    return _("%(n)d s") % {"n": whole} if whole < 120 else span(length)
