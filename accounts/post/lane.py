"""The way out: a lane takes mails and says what became of each. Two makers, one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from accounts.post.backend_lane import BackendLane
from accounts.post.faults import Receipt
from accounts.post.mail import Sendable
from accounts.post.smtp_lane import SmtpLane


class Lane(Protocol):
    """Sends mails over connections it keeps. Used by one thread."""

    def prepare(self, mail: Sendable) -> Any:
        """Write a mail down for this lane. Whatever it raises is this mail's fault, and nobody else's."""
        ...

    def carry(self, mails: Iterable[Any], *, go_on: Callable[[], bool]) -> Iterator[Receipt | None]:
        """Send prepared mails and yield one receipt for each, in their order.

        A few mails are drawn ahead. `go_on` is asked before each is begun; once it says no, or the relay itself is at
        fault, no other is begun, and its receipt is None. Exhaust it: mails may be under way.
        """
        ...

    def close(self) -> None:
        """Hang up."""
        ...


def open_lane() -> Lane:
    """Return a lane for EMAIL_BACKEND: our own on SMTP, any other backend as Django hands it mail."""
    backend = get_connection(fail_silently=False)
    if type(backend) is EmailBackend:
        return SmtpLane(lambda: EmailBackend(fail_silently=False), most=settings.MAIL_LANES)
    return BackendLane(backend)
