"""One connection of a lane: kept from mail to mail, opened again when it broke; one mail under way at most."""

from __future__ import annotations

from contextlib import suppress
from smtplib import SMTPAuthenticationError, SMTPException

from django.core.mail.backends.smtp import EmailBackend

from accounts.post.faults import Fault, Receipt, judge
from accounts.post.wire import CLOSING, Broken, Parcel, Wire


class Strand:
    """Host, TLS, log-in and time-out are Django's settings, through its backend."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._wire: Wire | None = None
        self._announced: Parcel | None = None
        self._receipt: Receipt | None = None

    def hand_over(self, parcel: Parcel, following: Parcel | None) -> None:
        """Send a mail, and the envelope of the one that follows on this connection; `confirm` tells what came of it."""
        was_open = self._wire is not None
        receipt = self._receipt = self._tried(parcel, following)
        # A kept connection may have been closed meanwhile, or after so many mails: not this mail's fault.
        if was_open and receipt and (receipt.fault == Fault.NO_CONNECTION or receipt.smtp_code == CLOSING):
            self._receipt = self._tried(parcel, following)

    def confirm(self) -> Receipt:
        """Return what became of the mail. Nothing was taken over unless there is no fault, or NO_REPLY."""
        if self._receipt is not None:
            return self._receipt
        assert self._wire is not None
        try:
            code, words = self._wire.verdict()
        except (OSError, SMTPException):
            self.hang_up()
            return Receipt(Fault.NO_REPLY)  # RFC 1047: nobody can know whether the mail was taken
        if code // 100 == 2:
            return Receipt(smtp_code=code)
        if code == CLOSING:
            self.hang_up()
        return judge(code, words, permanent=Fault.CONTENT_REFUSED)

    @property
    def delay(self) -> float | None:
        """Return how many seconds the server takes to answer; None while there is no connection."""
        return self._wire.delay if self._wire else None

    def open(self) -> None:
        """Connect. Raises OSError or SMTPException."""
        self._connected()

    def close(self) -> None:
        """Say goodbye to the server; not while it waits for a body."""
        if self._announced is None:
            with suppress(OSError, SMTPException):
                self._backend.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Drop the connection without waiting for a server that may not answer."""
        self._wire = self._announced = None
        smtp, self._backend.connection = self._backend.connection, None
        if smtp is not None:
            smtp.close()

    def _tried(self, parcel: Parcel, following: Parcel | None) -> Receipt | None:
        """Return None once the whole mail is on its way."""
        try:
            return self._sent(parcel, following)
        except Broken as broken:
            self.hang_up()
            return Receipt(Fault.NO_REPLY if broken.sent >= len(parcel.body) else Fault.NO_CONNECTION)
        except SMTPAuthenticationError as error:
            self.hang_up()
            return Receipt(Fault.LOG_IN, error.smtp_code)
        except (OSError, SMTPException):
            self.hang_up()
            return Receipt(Fault.NO_CONNECTION)

    def _sent(self, parcel: Parcel, following: Parcel | None) -> Receipt | None:
        if self._announced is not None and self._announced is not parcel:
            self.hang_up()  # the server waits for a body that will not come
        wire = self._connected()
        refusal = wire.envelope(parcel, is_announced=self._announced is parcel)
        self._announced = None
        if refusal is not None:
            if wire.is_spent:
                self.hang_up()
            return refusal
        if following is None or not wire.pipelines:
            wire.write(parcel.body)
        else:
            wire.write(parcel.body + b"".join(wire.commands(following)))
            self._announced = following
        return None

    def _connected(self) -> Wire:
        if self._wire is None:
            try:
                self._wire = self._opened()
            except (OSError, SMTPException):
                self.close()
                raise
        return self._wire

    def _opened(self) -> Wire:
        self._backend.open()
        smtp = self._backend.connection
        assert smtp is not None
        smtp.ehlo_or_helo_if_needed()
        return Wire(smtp)
