"""Flows: whole stories through the doors people use, with real servers and a clock that is set."""

from __future__ import annotations

import pytest

from tests.servers import MailServer


@pytest.fixture
def outgoing(settings: pytest.FixtureRequest, mail_server: MailServer) -> MailServer:
    """The mail server, which this process sends to as well (the clock without a broker)."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
    return mail_server
