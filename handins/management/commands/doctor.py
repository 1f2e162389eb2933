"""`manage.py doctor`: says what is well and what is not; exit code 0 means healthy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.post.pulse import lag, pulse
from handins import env
from handins.celery import app
from handins.findings import Finding, of_mail, readiness


class Command(BaseCommand):
    help = "Check database, migrations, keys, clock, broker, mail and settings."
    requires_system_checks = []  # they are part of what is told

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{self.word(finding)}  {finding.name}: {finding.detail}")
        bad = [finding.name for finding in findings if not finding.is_ok]
        if bad:
            raise CommandError(f"Not healthy: {', '.join(bad)}.")
        self.stdout.write("Healthy.")

    def word(self, finding: Finding) -> str:
        if not finding.is_ok:
            return self.style.ERROR("BAD ")
        return self.style.WARNING("note") if finding.is_note else self.style.SUCCESS("good")


def examine() -> Iterator[Finding]:
    """Yield everything there is to say; the clock only when the database is ready."""
    findings = list(readiness())
    yield from findings
    if all(finding.is_ok for finding in findings):
        now = timezone.now()
        yield from of_mail(pulse(now), lag(now))
    yield broker()
    if settings.EMAIL_BACKEND == env.SMTP_BACKEND:
        yield _tried("mail", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} answers", _greet_relay)
    yield from settings_findings()


def broker() -> Finding:
    """Say whether the broker answers. Without it mail goes out up to 30 s late, which is no illness."""
    finding = _tried("broker", "answers", _greet_broker)
    if finding.is_ok:
        return finding
    detail = f"{finding.detail}; `run_due --watch` sends meanwhile, 30 s late at most"
    return Finding("broker", is_ok=True, detail=detail, is_note=True)


def settings_findings() -> Iterator[Finding]:
    """Yield what the system checks say; on one's own machine without those for the world."""
    messages = checks.run_checks(include_deployment_checks=not settings.IS_LOCAL)
    shown = [message for message in messages if not message.is_silenced()]
    for message in shown:
        detail = f"{message.msg} {message.hint or ''}".strip()
        yield Finding(message.id or "settings", is_ok=not message.is_serious(), detail=detail, is_note=True)
    if not shown:
        yield Finding(
            "settings",
            is_ok=True,
            detail="safe for this machine" if settings.IS_LOCAL else "safe for the world",
        )


def _tried(name: str, success: str, attempt: Callable[[], None]) -> Finding:
    try:
        attempt()
    except Exception as error:  # noqa: BLE001, whatever goes wrong there is what we were asked for
        return Finding(name, is_ok=False, detail=f"does not answer ({error or type(error).__name__})")
    return Finding(name, is_ok=True, detail=success)


def _greet_broker() -> None:
    with app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)


def _greet_relay() -> None:
    connection = get_connection()
    connection.open()
    connection.close()
