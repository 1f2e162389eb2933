"""A lane on smtplib: one connection kept, and for each mail an exact answer to "did they take it?"."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from smtplib import SMTP, SMTPAuthenticationError, SMTPException

from django.core.mail.backends.smtp import EmailBackend
from django.utils.encoding import punycode

from accounts.post.faults import Fault, Receipt, judge
from accounts.post.mail import Mail, as_message, message_bytes

DOWN_FOR = timedelta(seconds=30)
"""After a failed connection nothing is tried for so long: a group of mails must not wait for a hundred time-outs."""
CLOSING = 421
TOO_BIG = 552
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


_NOT_BEGUN = frozenset({Fault.NO_CONNECTION, Fault.TEMPORARY})


class _Refused(Exception):  # noqa: N818 - an answer, not an error
    """The server said no, before it took the mail over."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.reason)
        self.receipt = receipt


class SmtpLane:
    """Sends over one SMTP connection. Host, TLS, log-in and time-out are Django's settings, through its backend."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._down_until = 0.0
        self._last_fault = Fault.NO_CONNECTION

    def send(self, mail: Mail) -> Receipt:
        """Send one mail. Nothing was taken over by the server unless the receipt has no fault, or NO_REPLY."""
        message = as_message(mail)
        content = message_bytes(message)
        was_open = self._backend.connection is not None
        receipt = self._try(mail, content)
        # A kept connection may have been closed meanwhile, or after so many mails: not this mail's fault.
        if was_open and self._backend.connection is None and receipt.fault in _NOT_BEGUN:
            self._down_until = 0.0
            receipt = self._try(mail, content)
        return receipt

    def close(self) -> None:
        """Say goodbye to the server."""
        self._backend.close()

    def _try(self, mail: Mail, content: bytes) -> Receipt:
        if time.monotonic() < self._down_until:
            return Receipt(self._last_fault)
        try:
            smtp = self._connected()
            _hand_envelope(smtp, mail, content)
            return self._hand_body(smtp, content)
        except _Refused as refused:
            return self._after_refusal(refused.receipt)
        except SMTPAuthenticationError as error:
            return self._broken(Fault.LOG_IN, error.smtp_code)
        except (OSError, SMTPException):
            return self._broken(Fault.NO_CONNECTION)

    def _connected(self) -> SMTP:
        self._backend.open()
        smtp = self._backend.connection
        assert smtp is not None
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _hand_body(self, smtp: SMTP, content: bytes) -> Receipt:
        smtp.send(_LEADING_DOT.sub(b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
        try:
            code, reply = smtp.getreply()
        except (OSError, SMTPException):
            # RFC 1047: nobody can know whether the mail was taken
            self._hang_up()
            return Receipt(Fault.NO_REPLY)
        if code // 100 != 2:
            raise _Refused(judge(code, reply, permanent=Fault.CONTENT_REFUSED))
        return Receipt(smtp_code=code)

    def _after_refusal(self, receipt: Receipt) -> Receipt:
        """Make the connection ready for the next mail, or drop it when the server is leaving."""
        if receipt.smtp_code in (CLOSING, None):
            self._hang_up()
            return receipt
        try:
            self._connected().rset()
        except (OSError, SMTPException):
            self._hang_up()
        return receipt

    def _broken(self, fault: Fault, code: int | None = None) -> Receipt:
        self._hang_up()
        self._down_until = time.monotonic() + DOWN_FOR.total_seconds()
        self._last_fault = fault
        return Receipt(fault, code)

    def _hang_up(self) -> None:
        """Drop the connection without waiting for a server that may not answer."""
        connection, self._backend.connection = self._backend.connection, None
        if connection is not None:
            connection.close()


def _hand_envelope(smtp: SMTP, mail: Mail, content: bytes) -> None:
    """Send MAIL, RCPT and DATA; raises _Refused at the first no."""
    options = [f"SIZE={len(content)}"] if smtp.has_extn("size") else []
    options += ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
    code, reply = smtp.mail(_ascii(mail.sender), options)
    if code != 250:
        # A refused sender is the installation's fault and can be mended; a mail that is too big cannot.
        permanent = Fault.CONTENT_REFUSED if code == TOO_BIG else Fault.SENDER_REFUSED
        raise _Refused(judge(code, reply, permanent=permanent))
    code, reply = smtp.rcpt(_ascii(mail.to))
    if code not in (250, 251, 252):
        raise _Refused(judge(code, reply, permanent=Fault.RECIPIENT_REFUSED))
    code, reply = smtp.docmd("DATA")
    if code != 354:
        raise _Refused(judge(code, reply, permanent=Fault.CONTENT_REFUSED))


def _ascii(address: str) -> str:
    """Return `address` with its domain in ASCII (RFC 5890)."""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{punycode(domain)}"
