"""One SMTP connection, spoken with as few waits as the server allows: command pipelining, RFC 2920.

The body of one mail and the envelope of the next travel in one write, so that a mail costs one wait. smtplib opens the
connection (TLS, log-in); from then on its socket is read and written here.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from smtplib import SMTP, SMTPServerDisconnected

from django.utils.encoding import punycode

from accounts.post.faults import Fault, Receipt, judge
from accounts.post.mail import ADDRESS, Sendable

CLOSING = 421
TOO_BIG = 552
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Broken(OSError):  # noqa: N818 - what happened, as OSError's own children say it
    """The connection broke while writing; `sent` octets had been handed to it."""

    def __init__(self, sent: int) -> None:
        super().__init__("The connection to the mail server broke.")
        self.sent = sent


@dataclass(frozen=True)
class Parcel:
    """A mail as it is handed to a server: addresses that fit into commands, content with dots doubled."""

    sender: str
    to: str
    body: bytes
    size: int


def parcel_of(mail: Sendable) -> Parcel:
    """Return `mail` ready for the wire. Raises ValueError for an address that is none, before anything is sent."""
    content = mail.content()
    body = _LEADING_DOT.sub(b"..", content) if b"\n." in content or content.startswith(b".") else content
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return Parcel(_ascii(mail.sender), _ascii(mail.to), body + b".\r\n", len(content))


@lru_cache(maxsize=256)
def _ascii(address: str) -> str:
    """Return `address` with its domain in ASCII (RFC 5890)."""
    if not ADDRESS.fullmatch(address):
        raise ValueError("This is no address mail can be sent to.")
    local, _at, domain = address.rpartition("@")
    return f"{local}@{punycode(domain)}"


class Wire:
    """An open connection. Whatever breaks it raises OSError or SMTPException; then it is of no use any more.

    `is_spent`: the server closes it, or waits for something we will not say. `delay`: the longest we waited
    for it, in seconds.
    """

    def __init__(self, smtp: SMTP) -> None:
        assert smtp.sock is not None
        self._smtp, self._socket = smtp, smtp.sock
        self.is_spent = False
        self.delay = 0.0
        self._file = smtp.file or smtp.sock.makefile("rb")
        with suppress(OSError):  # the last short segment of a body must not wait for an acknowledgement
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @cached_property
    def pipelines(self) -> bool:
        """Whether several commands may be sent at once."""
        return self._smtp.has_extn("pipelining")

    @cached_property
    def _extensions(self) -> tuple[bool, bool]:
        return self._smtp.has_extn("size"), self._smtp.has_extn("8bitmime")

    def commands(self, parcel: Parcel) -> tuple[bytes, bytes, bytes]:
        """Return the commands of an envelope: MAIL, RCPT, DATA."""
        has_size, is_8bit = self._extensions
        options = (f" SIZE={parcel.size}" if has_size else "") + (" BODY=8BITMIME" if is_8bit else "")
        mail = f"MAIL FROM:<{parcel.sender}>{options}\r\n"
        return mail.encode(), f"RCPT TO:<{parcel.to}>\r\n".encode(), b"DATA\r\n"

    def write(self, content: bytes) -> None:
        """Send all of `content`. Raises Broken, which tells how much of it was taken."""
        sent = self._socket_send(content, 0)
        while sent < len(content):
            sent += self._socket_send(content, sent)

    def _socket_send(self, content: bytes, start: int) -> int:
        try:
            return self._socket.send(memoryview(content)[start:] if start else content)
        except OSError as error:
            raise Broken(start) from error

    def reply(self) -> tuple[int, bytes]:
        """Return code and words of one reply; of several lines the first one's words, which carry the enhanced code."""
        line = first = self._line()
        while line[3:4] == b"-":
            line = self._line()
        return int(first[:3]), first[4:].strip()

    def _line(self) -> bytes:
        line = self._file.readline(2048)
        if len(line) < 4 or not line[:3].isdigit():
            raise SMTPServerDisconnected("The mail server hung up, or does not speak SMTP.")
        return line

    def envelope(self, parcel: Parcel, *, is_announced: bool) -> Receipt | None:
        """Hand over the envelope, or read the replies to one that is on its way; return the refusal, if it is one."""
        if is_announced:
            return self._refusal(self._replies())
        began = time.monotonic()
        replies = self._at_once(parcel) if self.pipelines else self._step_by_step(parcel)
        self.delay = max(self.delay, time.monotonic() - began)
        return self._refusal(replies)

    def verdict(self) -> tuple[int, bytes]:
        """Return the reply to a body."""
        began = time.monotonic()
        reply = self.reply()
        self.delay = max(self.delay, time.monotonic() - began)
        return reply

    def _at_once(self, parcel: Parcel) -> list[tuple[int, bytes]]:
        self.write(b"".join(self.commands(parcel)))
        return self._replies()

    def _replies(self) -> list[tuple[int, bytes]]:
        replies: list[tuple[int, bytes]] = []
        while len(replies) < 3 and CLOSING not in [code for code, _words in replies]:
            replies.append(self.reply())
        return replies

    def _step_by_step(self, parcel: Parcel) -> list[tuple[int, bytes]]:
        replies: list[tuple[int, bytes]] = []
        for command, expected in zip(self.commands(parcel), (2, 2, 3), strict=True):
            self.write(command)
            replies.append(self.reply())
            if replies[-1][0] // 100 != expected:
                break
        return replies

    def _refusal(self, replies: list[tuple[int, bytes]]) -> Receipt | None:
        """Return what a refused envelope means, and make the connection ready for the next; None when it is taken."""
        if [code // 100 for code, _words in replies] == [2, 2, 3]:
            return None
        stage = next(n for n, (code, _words) in enumerate(replies) if code // 100 != (2, 2, 3)[n])
        code, words = replies[stage]
        # A refused sender is the installation's fault and can be mended; a mail that is too big cannot.
        at_mail = Fault.CONTENT_REFUSED if code == TOO_BIG else Fault.SENDER_REFUSED
        refusal = judge(
            code, words, permanent=(at_mail, Fault.RECIPIENT_REFUSED, Fault.CONTENT_REFUSED)[stage]
        )
        # RFC 2920 lets a server ask for the body of a mail it refused. An empty one might still go to somebody.
        self.is_spent = code == CLOSING or replies[-1][0] == 354
        if not self.is_spent:
            self.write(b"RSET\r\n")
            self.reply()
        return refusal
