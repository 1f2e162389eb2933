"""Health: /livez (the process), /readyz (can it serve), /clockz (does mail go out), /status (for people), /metrics."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, may
from accounts.post.figures import clock_figures
from accounts.post.pulse import LATE, lag, pulse
from events.views.sending import sending_part
from handins import metrics as prometheus
from handins.findings import of_mail, readiness
from handins.loopback import is_loopback
from handins.status import checks_of, sending_of_all, status_of


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing."""
    return _plain("ok\n")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served. Details are for `doctor` and /status: this page is for everybody."""
    return _verdict((finding.name, finding.is_ok) for finding in readiness())


@never_cache
@require_safe
def clockz(request: HttpRequest) -> HttpResponse:
    """Say whether the clock lives and mail goes out in time; like /readyz without details, and apart from it.

    A site whose clock is dead must go on serving, so no load balancer should listen to this.
    """
    now = timezone.now()
    try:
        lives, is_in_time = pulse(now).lives, lag(now) <= LATE
    except DatabaseError:
        return _verdict([("database", False)])
    return _verdict([("clock", lives), ("due mail", is_in_time)])


@never_cache
@require_safe
@login_required
def status(request: HttpRequest) -> HttpResponse:
    """Show the installation's health to global coordinators."""
    if not may(request.user, Permission.SEE_STATUS):
        raise PermissionDenied
    now = timezone.now()
    figures = clock_figures(now)
    findings = checks_of([*readiness(), *of_mail(figures.pulse, figures.lag)])
    return render(
        request, "handins/status.html", {"findings": findings, "now": now, **status_of(figures, now=now)}
    )


@never_cache
@require_safe
@login_required
def status_sending(request: HttpRequest) -> HttpResponse:
    """Show how far everything has come that is due, to a /status that asks for it."""
    if not may(request.user, Permission.SEE_STATUS):
        raise PermissionDenied
    return sending_part(request, sending_of_all(now=timezone.now()))


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return figures as Prometheus reads them: from this machine, or for global coordinators."""
    if not is_loopback(request.META.get("REMOTE_ADDR", "")) and not may(request.user, Permission.SEE_STATUS):
        raise PermissionDenied
    text = prometheus.exposition(clock_figures(timezone.now()))
    return HttpResponse(text, content_type=prometheus.CONTENT_TYPE)


def _verdict(checks: Iterable[tuple[str, bool]]) -> HttpResponse:
    found = list(checks)
    lines = "".join(f"{name}: {'ok' if is_ok else 'failed'}\n" for name, is_ok in found)
    return _plain(lines, status=200 if all(is_ok for _name, is_ok in found) else 503)


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
