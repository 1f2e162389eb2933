"""A mail server that hangs up or falls silent when it is least welcome."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import HOST, MailServer


@dataclass
class RudeServer(MailServer):
    """Hangs up or falls silent at a stage, so many times; counts connections."""

    at: str = ""
    times: int = 1
    closes: bool = True
    connections: int = 0

    def _is_rude(self, stage: str) -> bool:
        if self.at != stage or self.times == 0:
            return False
        self.times -= 1
        return True

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._is_rude("RCPT"):
            await self._vanish(server)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = await super().handle_DATA(server, session, envelope)
        if self._is_rude("DATA"):
            await self._vanish(server)
        return reply

    async def _vanish(self, server: SMTP) -> None:
        if self.closes:
            server.transport.abort()
        await asyncio.sleep(0 if self.closes else 10)


@contextmanager
def rude(authenticator: Any = None, **facts: Any) -> Iterator[RudeServer]:
    server = RudeServer(**facts)
    controller = Controller(
        server, hostname=HOST, port=server.port, authenticator=authenticator, auth_require_tls=False
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
