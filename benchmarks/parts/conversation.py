"""One connection of the sink: commands in, replies out, in as few system calls as they fit."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sink import Sink

CHUNK = 1 << 18
END = b"\r\n.\r\n"
# One mail's commands, as a client that pipelines sends them (RFC 2920).
ENVELOPE = re.compile(
    rb"MAIL FROM:<[^>\r\n]*>[^\r\n]*\r\nRCPT TO:<([^>\r\n]*)>[^\r\n]*\r\nDATA\r\n", re.IGNORECASE
)
TAKEN_ENVELOPE = b"250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go on\r\n"
TAKEN = b"250 2.0.0 Ok\r\n"
ADDRESS = re.compile(rb"<([^>]*)>")


class Gone(Exception):  # noqa: N818 - not an error
    """The connection is over."""


class Conversation:
    """One connection."""

    def __init__(self, sink: Sink, link: socket.socket) -> None:
        self.sink, self.link = sink, link
        self.input = b""
        self.replies: list[bytes] = []
        self.recipients: list[str] = []
        self.commands = {
            verb: getattr(self, f"_{verb.lower()}")
            for verb in ["EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "STARTTLS", "AUTH"]
        }

    def run(self) -> None:
        """Talk until either side has had enough."""
        key = self.link
        with contextlib.suppress(Gone, OSError):
            self._obey("connect", b"220 sink ESMTP")
            while True:
                self._step()
        with contextlib.suppress(OSError):
            self._flush()
        with self.sink.lock:
            self.sink.open.discard(key)
        self.link.close()

    # --- input and output ---

    def _step(self) -> None:
        """Take one envelope in one piece where it is there in full and nobody told us to misbehave; else one line."""
        if not self.sink.rules and not self.recipients:
            found = ENVELOPE.match(self.input)
            if found:
                self.input = self.input[found.end() :]
                self.recipients.append(found[1].decode("latin-1"))
                self.replies.append(TAKEN_ENVELOPE)
                self._body()
                return
        line = self._line()
        verb, _space, argument = line.partition(b" ")
        command = self.commands.get(verb.decode("latin-1").upper())
        if command is None:
            self._say(b"500 5.5.1 What?")
        else:
            command(argument)

    def _more(self) -> bytes:
        """Read on; before we wait, everything said is handed over."""
        self._flush()
        data = self.link.recv(CHUNK)
        if not data:
            raise Gone
        return data

    def _line(self) -> bytes:
        while (end := self.input.find(b"\r\n")) < 0:
            self.input += self._more()
        line, self.input = self.input[:end], self.input[end + 2 :]
        return line

    def _say(self, reply: bytes) -> None:
        self.replies.append(reply + b"\r\n")

    def _flush(self) -> None:
        if self.replies:
            said, self.replies = b"".join(self.replies), []
            self.link.sendall(said)

    def _obey(self, stage: str, usual: bytes) -> bool:
        """Do what a rule says at this stage, or answer as usual; tell whether it was the usual answer."""
        rule = self.sink.rule(stage, self.recipients[-1] if self.recipients else "")
        if rule is None:
            self._say(usual)
            return True
        self._wait(rule.get("wait", 0))
        if "drop" in rule:
            raise Gone
        if "answer" not in rule:
            self._say(usual)
            return True
        self._answer(rule["answer"])
        return False

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._flush()
            time.sleep(seconds)

    def _answer(self, reply: str) -> None:
        self._say(reply.encode())
        if reply.startswith("421"):
            raise Gone

    # --- commands ---

    def _ehlo(self, _argument: bytes) -> None:
        offers = ["sink", "PIPELINING", "SIZE 50000000", "8BITMIME", "ENHANCEDSTATUSCODES"]
        offers += ["STARTTLS"] if self.sink.tls and not isinstance(self.link, ssl.SSLSocket) else []
        offers += ["AUTH PLAIN"] if self.sink.options.auth else []
        last = offers.pop()
        self._obey("EHLO", "\r\n".join([*(f"250-{offer}" for offer in offers), f"250 {last}"]).encode())

    _helo = _ehlo

    def _mail(self, _argument: bytes) -> None:
        self.recipients.clear()
        self._obey("MAIL", b"250 2.1.0 Ok")

    def _rcpt(self, argument: bytes) -> None:
        found = ADDRESS.search(argument)
        self.recipients.append(found[1].decode("latin-1") if found else "")
        if not self._obey("RCPT", b"250 2.1.5 Ok"):
            self.recipients.pop()

    def _data(self, _argument: bytes) -> None:
        if not self.recipients:
            self._say(b"503 5.5.1 No recipient")
        elif self._obey("DATA", b"354 Go on"):
            self._body()

    def _body(self) -> None:
        body = self._read_body()
        recipient = self.recipients[-1]
        rule = self.sink.rule("body", recipient)
        if rule is None:
            self.sink.record(recipient, body)
            self.replies.append(TAKEN)
        else:
            self._misbehave(rule, recipient, body)
        self.recipients.clear()

    def _read_body(self) -> bytes:
        # an empty body is its dot alone: the line end before it belongs to DATA
        data, start = b"\r\n" + self.input, 0
        while (end := data.find(END, start)) < 0:
            start = max(0, len(data) - 4)
            data += self._more()
        self.input = data[end + 5 :]
        return data[2 : end + 2]

    def _misbehave(self, rule: dict[str, Any], recipient: str, body: bytes) -> None:
        self._wait(rule.get("wait", 0))
        if rule.get("drop") == "before":
            raise Gone
        if "answer" in rule and not rule["answer"].startswith("2"):
            self._answer(rule["answer"])
            return
        self.sink.record(recipient, body)
        self._wait(rule.get("hold", 0))
        if "drop" in rule:
            raise Gone
        self._say(rule.get("answer", "250 2.0.0 Ok").encode())

    def _rset(self, _argument: bytes) -> None:
        self.recipients.clear()
        self._say(b"250 2.0.0 Ok")

    def _noop(self, _argument: bytes) -> None:
        self._say(b"250 2.0.0 Ok")

    def _quit(self, _argument: bytes) -> None:
        self._say(b"221 2.0.0 Bye")
        raise Gone

    def _auth(self, argument: bytes) -> None:
        if argument.strip().upper() == b"PLAIN":
            self._say(b"334 ")
            self._line()
        self._obey("AUTH", b"235 2.7.0 Ok")

    def _starttls(self, _argument: bytes) -> None:
        if self.sink.tls is None:
            self._say(b"502 5.5.1 Not offered")
            return
        self._say(b"220 2.0.0 Go on")
        self._flush()
        self.link = self.sink.tls.wrap_socket(self.link, server_side=True)
        self.input = b""
