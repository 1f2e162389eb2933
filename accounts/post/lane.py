"""The way out: a lane takes one mail after the other and says what became of each. Two makers, one contract."""

from __future__ import annotations

from typing import Protocol

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from accounts.post.backend_lane import BackendLane
from accounts.post.faults import Receipt
from accounts.post.mail import Mail
from accounts.post.smtp_lane import SmtpLane


class Lane(Protocol):
    """Sends mails one at a time, over a connection it keeps. Used by one thread."""

    def send(self, mail: Mail) -> Receipt:
        """Send `mail` and return what the other side said. Raises only what writing the mail down raises."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


def open_lane() -> Lane:
    """Return a lane for EMAIL_BACKEND: our own on SMTP, any other backend as Django hands it mail."""
    backend = get_connection(fail_silently=False)
    return SmtpLane(backend) if type(backend) is EmailBackend else BackendLane(backend)
