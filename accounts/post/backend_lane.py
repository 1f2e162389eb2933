"""A lane on any Django e-mail backend: files, the console, memory, the web API of a mail provider."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from django.core.mail.backends.base import BaseEmailBackend

from accounts.post.faults import Fault, Receipt, judge
from accounts.post.mail import Message, Sendable

log = logging.getLogger(__name__)
LOST = frozenset({Fault.NO_REPLY, Fault.NO_CONNECTION, Fault.LOG_IN})


class BackendLane:
    """Hands each mail to the backend as it is; the backend's exceptions become receipts."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def prepare(self, mail: Sendable) -> Message:
        """Write a mail down. Whatever it raises is this mail's fault."""
        message = mail.message()
        message.message()
        return message

    def carry(self, messages: Iterable[Message], *, go_on: Callable[[], bool]) -> Iterator[Receipt | None]:
        """Send mails and yield a receipt for each; after a lost connection the next one opens another."""
        is_gone = False
        for message in messages:
            if is_gone or not go_on():
                yield None
                continue
            receipt = self._tried(message)
            if receipt.fault in LOST:
                self.close()
            is_gone = receipt.is_of_relay
            yield receipt

    def _tried(self, message: Message) -> Receipt:
        try:
            self._backend.open()
        except smtplib.SMTPAuthenticationError as error:
            return Receipt(Fault.LOG_IN, error.smtp_code)
        except (OSError, smtplib.SMTPException):
            return Receipt(Fault.NO_CONNECTION)
        return self._sent(message)

    def close(self) -> None:
        """Close the backend's connection, where it has one; a broken one is simply dropped."""
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()

    def _sent(self, message: Message) -> Receipt:
        try:
            return Receipt() if self._backend.send_messages([message]) else Receipt(Fault.TEMPORARY)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            return judge(code, reply, permanent=Fault.RECIPIENT_REFUSED)
        except smtplib.SMTPSenderRefused as error:
            return judge(error.smtp_code, _bytes(error.smtp_error), permanent=Fault.SENDER_REFUSED)
        except smtplib.SMTPResponseException as error:
            return judge(error.smtp_code, _bytes(error.smtp_error), permanent=Fault.CONTENT_REFUSED)
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            return Receipt(Fault.NO_REPLY)
        except OSError:
            return Receipt(Fault.NO_CONNECTION)
        except Exception as error:  # noqa: BLE001 - providers' packages raise what they like
            log.warning("The e-mail backend raised %s.", type(error).__name__)
            return Receipt(Fault.TEMPORARY)


def _bytes(reply: bytes | str) -> bytes:
    return reply.encode() if isinstance(reply, str) else reply
