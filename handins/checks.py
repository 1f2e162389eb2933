"""System checks of the installation: what is fine on one's own machine and unsafe for the world (`check --deploy`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from handins import env


@register(Tags.security)
def demo_stays_at_home(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Refuse DEMO at an address others can reach: its mailbox is open to everybody."""
    if settings.DEMO and not env.is_local(settings.PUBLIC_URL):
        return [
            Error(
                "DEMO is on, and PUBLIC_URL can be reached from elsewhere.",
                hint="Unset DEMO.",
                id="handins.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def fit_for_the_world(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """List what has to be set before others rely on this installation."""
    url = urlsplit(settings.PUBLIC_URL)
    sender = settings.MAIL_DOMAIN
    problems = [
        (settings.DEMO, Error("DEMO is on.", id="handins.E002")),
        (settings.DEBUG, Error("DEBUG is on.", id="handins.E003")),
        (
            url.scheme != "https",
            Error(
                "PUBLIC_URL is not an https:// address.",
                hint="Links in mails begin with it.",
                id="handins.E004",
            ),
        ),
        (
            settings.EMAIL_BACKEND != env.SMTP_BACKEND,
            Error(
                "Mail goes to a file or the console.",
                hint="Set EMAIL_URL=smtp+tls://user:password@host",
                id="handins.E005",
            ),
        ),
        (
            sender == "localhost" or sender.endswith(".localhost"),
            Error("DEFAULT_FROM_EMAIL is no address that can be answered.", id="handins.E006"),
        ),
        (
            connection.vendor == "sqlite",
            checks.Warning(
                "The database is an SQLite file.",
                hint="PostgreSQL serves several machines.",
                id="handins.W001",
            ),
        ),
        (
            not env.text("FIELD_KEYS"),
            checks.Warning(
                "FIELD_KEYS is kept in var/ only.",
                hint="Keep a copy apart from the backups.",
                id="handins.W002",
            ),
        ),
    ]
    return [message for is_unsafe, message in problems if is_unsafe]
