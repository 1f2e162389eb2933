"""Health: /livez (the process), /readyz (can it serve), /status (for people), /metrics (for machines).

Lateness is computed from rows and the clock at the moment of asking: a dead clock looks dead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions.field_keys import check_canary
from accounts.choices import MailState
from accounts.permissions import Permission, may
from accounts.post.drain import ClockFigures, clock_figures
from handins.loopback import is_loopback

# A tick every 10 s, and `run_due --watch` for whatever is 15 s overdue: later than this, both are dead.
LATEST = timedelta(seconds=60)


@dataclass(frozen=True)
class Finding:
    """What one check found; `detail` is fit to show to whoever may see it. A note is no illness."""

    name: str
    is_ok: bool
    detail: str
    is_note: bool = False


# --- checks -------------------------------------------------------------------------------------------------------


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


def clock(now: datetime) -> Finding:
    """Say whether mail goes out in time."""
    figures = clock_figures(now)
    if figures.oldest_due_age is None:
        return Finding("clock", is_ok=True, detail=_("nothing is waiting"))
    age = _("the oldest due mail has been waiting for %(seconds)d s") % {
        "seconds": figures.oldest_due_age.total_seconds()
    }
    return Finding("clock", is_ok=figures.oldest_due_age <= LATEST, detail=age)


# --- addresses ----------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing."""
    return _plain("ok\n")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served. Details are for `doctor` and /status: this page is for everybody."""
    findings = list(readiness())
    lines = "".join(f"{finding.name}: {'ok' if finding.is_ok else 'failed'}\n" for finding in findings)
    return _plain(lines, status=200 if all(finding.is_ok for finding in findings) else 503)


@never_cache
@require_safe
@login_required
def status(request: HttpRequest) -> HttpResponse:
    """Show the installation's health to global coordinators."""
    if not may(request.user, Permission.SEE_STATUS):
        raise PermissionDenied
    now = timezone.now()
    context = {
        "findings": [*readiness(), clock(now)],
        "figures": list(_in_words(clock_figures(now))),
        "now": now,
    }
    return render(request, "handins/status.html", context)


def _in_words(figures: ClockFigures) -> Iterator[tuple[str, str]]:
    for label, instant in (
        (_("last pass of the clock"), figures.last_pass_at),
        (_("last mail that was accepted"), figures.last_mail_at),
        (_("oldest mail that is due"), figures.oldest_due_at),
    ):
        yield label, _("%(at)s UTC") % {"at": f"{instant:%Y-%m-%d %H:%M:%S}"} if instant else _("none")
    for state in MailState:
        yield str(state.label), str(getattr(figures, state))


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return figures as Prometheus reads them: from this machine, or for global coordinators."""
    if not is_loopback(request.META.get("REMOTE_ADDR", "")) and not may(request.user, Permission.SEE_STATUS):
        raise PermissionDenied
    lines = "".join(
        f"# TYPE handins_{name} gauge\nhandins_{name} {value}\n" for name, value in _gauges(timezone.now())
    )
    return _plain(lines)


def _gauges(now: datetime) -> Iterator[tuple[str, float]]:
    for name, value in asdict(clock_figures(now)).items():
        if isinstance(value, datetime):
            yield f"{name}_timestamp_seconds", value.timestamp()
        elif isinstance(value, timedelta):
            yield f"{name}_seconds", value.total_seconds()
        elif value is not None:
            yield name, value


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
